; A console driver that takes all bytes that are there, and then acknowledges the interrupt. A byte that is typed between the last look
; and that has its interrupt taken away, and waits until another one is typed; behind the end of the input there is none.
;
;	npx hvasm -g acknowledges-last.s && echo 'some words' > words && npx hvrun --bare < words

	.include "typed.inc"

console_interrupt:
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
	ldil	L%CONSOLE_INTERRUPT,%r1
	mtctl	%r1,%eirr		; too late, if something was typed since the look
	rfir
	nop
