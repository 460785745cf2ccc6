; Precedence as in GNU as: products and shifts, then bits, then sums, comparison, logic.
	.word	2+3*4, (2+3)*4, 1<<4+1, 6&3+1, 10-2-3, -7/2, -7%2
	.word	~0, -1, +5, 0x10|1^3, 0b101, 017, 'a
	.word	1==1, 1<>1, 2<3, 2>=3, 1&&2, 0||0, 5>4&&0
	.word	0xffffffff, -0x80000000, 1<<31, -1>>32
	.dword	0x123456789abcdef0, -1
here:	.word	., .-here, .+8-here
later	= end-here
	.word	later, end-here==later
	.byte	end-here
	.half	F%0x1234
	.align	4
end:
