	.word	"text"
	.ascii	5
	.ascii	"bad \q escape"
	.align	3
	.align	0x20000000
	.p2align 40
	.org
	.byte	1
	nop
	.align	4
	.org	2
	.section 5
	.section .new, "aq"
	.section .text, "aw"
	.type	x, @strange
	.globl	5
	.equ	x
	.equ	5, x
	.include none
	.incbin	"folder/bytes.bin", 6
	.incbin	"folder/bytes.bin", 1, 9
	.level	2.0
	.level	3
	.export	x, strange
	.entry
	.callinfo
	.procend
	.error	"as the source says"
	.error
	.previous
	.text	5, 6
; What is behind it is not judged.
	.include "none.inc"
