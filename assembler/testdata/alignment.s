	.byte	1
	.align	4
	nop
	.align	16
	nop
	.p2align 4,,4		; would need more: left out
	nop
	.balign	8, 0xff
	.align			; 8
	.data
	.byte	1
	.align	64
	.word	2
	.section .rodata
	.byte	3
	.align	16
	.byte	4
