; What GNU as does not take: seven mask bits, escapes and closing quotes of characters.
	rsm	0x40,%r0
	ssm	127,%r0
	.byte	'\n, 'b', '\'', ' ', '\\
	.align	4
; GNU as has no relocation for a label less a value that comes later.
start:	.word	end-later
later	= end-start
end:
