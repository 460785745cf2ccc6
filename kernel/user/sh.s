; sh: reads commands and runs the programs that they name, until `exit` or the end of the input.

	.level	1.1
	.include "syscall.inc"

LINE = 256
SH_NOENT = -2				; the kernel's error for a missing file

	.text
_start:	copy	%r30,%r3		; the line
	ldo	LINE(%r30),%r30
sh_next:
	la	sh_prompt,%r26
	bl	say,%r2
	 nop
	ldi	0,%r26
	copy	%r3,%r25
	ldi	LINE-1,%r24
	syscall	SYS_READ
	comib,>=,n 0,%r28,sh_end

; The newline becomes a NUL.
	add	%r3,%r28,%r19
	ldb	-1(%r19),%r1
	ldi	10,%r20
	comclr,<> %r1,%r20,%r0
	ldo	-1(%r19),%r19
	stb	%r0,0(%r19)
	comb,=	%r3,%r19,sh_next	; an empty line
	 nop
	ldw	0(%r3),%r1		; `exit` and a NUL?
	la	0x65786974,%r20
	comb,<>,n %r1,%r20,1f
	ldb	4(%r3),%r1
	comib,=,n 0,%r1,sh_end
1:	copy	%r3,%r26
	syscall	SYS_RUN
	comib,<= 0,%r28,sh_next
	 nop
	la	sh_missing,%r26
	comib,=,n SH_NOENT,%r28,2f
	la	sh_failed,%r26
2:	bl	say,%r2
	 nop
	b,n	sh_next

sh_end:	ldi	0,%r26
	syscall	SYS_EXIT

sh_prompt:
	.asciz	"$ "
sh_missing:
	.asciz	"sh: no such program\n"
sh_failed:
	.asciz	"sh: the kernel can't run that\n"
	.align	4
	.include "text.s"
