/** Guests that read what is typed at the console, rightly and wrongly. */
import { imageOf } from './guests.ts';

/**
 * Prints what is typed. `task`: takes a byte of the ring to %r5, if the number that it has taken, %r20, is not that of those that were put
 * there, at -4(%r4). `handler`: puts bytes there, with `drain`.
 */
export function echo({ task, handler }: { readonly task: string; readonly handler: string }): Uint8Array {
  return imageOf(`
	.level	1.1
	.include "board.inc"
	.text
_start:	ldil	L%vectors,%r1
	ldo	R%vectors(%r1),%r1
	mtctl	%r1,%iva
	ldil	L%CONSOLE_INTERRUPT,%r1
	mtctl	%r1,%eiem
	ldil	L%main,%r1
	ldo	R%main(%r1),%r1
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldi	9,%r1
	mtctl	%r1,%ipsw
	rfi
	nop
main:	ldil	L%CONSOLE_PAGE,%r3
	ldil	L%ring,%r4
	ldo	R%ring(%r4),%r4
	ldi	0,%r20
${task}
	add	%r20,%r4,%r1
	ldb	0(%r1),%r5
	ldo	1(%r20),%r20
	ldi	0xfe,%r6
	comb,<>,n %r6,%r5,print
	ldil	L%SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
	nop
print:	b	next
	 stw	%r5,CONSOLE_DATA(%r3)
	.align	2048
vectors: .space	4*32
	b,n	interrupt
	.space	28*32-4
	.macro	drain
	ldil	L%CONSOLE_PAGE,%r8
	ldil	L%ring,%r16
	ldo	R%ring(%r16),%r16
L$1\\@:	ldw	CONSOLE_INPUT(%r8),%r9
	comib,=,n INPUT_NONE,%r9,L$2\\@
	ldw	-4(%r16),%r17
	add	%r17,%r16,%r24
	stb	%r9,0(%r24)		; the end is 0xfe
	ldo	1(%r17),%r17
	comib,<>	INPUT_END,%r9,L$1\\@
	 stw	%r17,-4(%r16)
L$2\\@:
	.endm
interrupt:
${handler}
	rfir
	nop
	.bss
	.align	8
	.space	8
ring:	.space	4096
`);
}

export const LOOKS_WITH_INTERRUPTS_OFF = `
next:	rsm	1,%r0
	ldw	-4(%r4),%r21
	comb,<>,n %r20,%r21,take
	or	%r10,%r10,%r10
	b	next
	 ssm	1,%r0
take:	ssm	1,%r0`;

export const LOOKS_BEFORE = `
next:	ldw	-4(%r4),%r21
	comb,<>,n %r20,%r21,take
	rsm	1,%r0
	or	%r10,%r10,%r10
	b	next
	 ssm	1,%r0
take:`;

export const ACKNOWLEDGES_FIRST = `
	mfctl	%eirr,%r8
	mtctl	%r8,%eirr
	drain`;

export const ACKNOWLEDGES_LAST = `
	drain
	mfctl	%eirr,%r8
	mtctl	%r8,%eirr`;

/** Reads with polling; `none`: what it does when there is no byte. */
export function polls(none: string): Uint8Array {
  return imageOf(`
	.level	1.1
	.include "board.inc"
	.text
_start:	ldil	L%CONSOLE_PAGE,%r3
	ldil	L%SYSTEM_PAGE,%r4
next:	ldw	CONSOLE_INPUT(%r3),%r5
	comib,=,n INPUT_NONE,%r5,none
	comib,=,n INPUT_END,%r5,over
	b	next
	 stw	%r5,CONSOLE_DATA(%r3)
none:	${none}
over:	stw	%r0,SYSTEM_EXIT(%r4)
	b,n	.
	nop
`);
}

/** Reads by the multiplexer, with polling, until it has got "world"'s d; `none`: what it does when there is no byte. */
export function pollsMux(none: string): Uint8Array {
  return imageOf(`
	.level	1.1
	.include "board.inc"
	.text
_start:	ldil	L%MUX_PAGE,%r3
	ldil	L%SYSTEM_PAGE,%r4
	zdepi	-1,19,4,%r7		; MUX_EMPTY
	ldi	0x64,%r6
next:	ldw	MUX_DATA(%r3),%r5
	comb,=,n	%r7,%r5,none
	comb,<>	%r6,%r5,next
	 stw	%r5,MUX_DATA(%r3)
	b,n	over
none:	${none}
over:	stw	%r0,SYSTEM_EXIT(%r4)
	b,n	.
	nop
`);
}
