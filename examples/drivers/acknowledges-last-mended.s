; The same as acknowledges-last.s, but the interrupt is acknowledged first: what is typed from then on interrupts again.

	.include "typed.inc"

console_interrupt:
	ldil	L%CONSOLE_INTERRUPT,%r1
	mtctl	%r1,%eirr		; before the look
	ldil	L%typed,%r16
	ldo	R%typed(%r16),%r16
	ldil	L%CONSOLE_PAGE,%r8
	ldw	TYPED_COUNT(%r16),%r17
next:	ldw	CONSOLE_INPUT(%r8),%r9
	comib,=,n	INPUT_NONE,%r9,over
	comib,=,n	INPUT_END,%r9,end
	addl	%r16,%r17,%r24
	stb	%r9,TYPED_BYTES(%r24)
	b	next
	 ldo	1(%r17),%r17
end:	stw	%r8,TYPED_ENDED(%r16)
over:	stw	%r17,TYPED_COUNT(%r16)
	rfir
	nop
