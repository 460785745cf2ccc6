; A Heisenbug: there, and when one looks again, gone. The main loop counts in memory, and so does the handler of the timer; when the
; interrupt comes between the loop's load and its store, what the handler has counted is overwritten. Prints how many
; were lost, of ten, and ends with status 1 if any was.
;
;	npx hvasm -g heisenberg.s && npx hvrun --bare

	.level	1.1
	.include "../../kernel/board.inc"

TICKS = 10
; Timer ticks from one interrupt to the next: 5 ms.
PAUSE = TICKS_PER_SECOND / 200

	.text
_start:	ldil	L%vectors,%r1
	ldo	R%vectors(%r1),%r1
	mtctl	%r1,%iva
	ldil	L%INTERVAL_TIMER_INTERRUPT,%r20
	mtctl	%r20,%eiem
	ldil	L%main,%r1		; PSW Q and I, by RFI
	ldo	R%main(%r1),%r1
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldi	9,%r1
	mtctl	%r1,%ipsw
	ldil	L%PAUSE,%r21
	ldo	R%PAUSE(%r21),%r21
	ldil	L%count,%r22
	ldo	R%count(%r22),%r22
	ldi	0,%r23			; ticks so far: the handler's own
	ldi	0,%r24			; what the loop has counted
	mfctl	%cr16,%r1
	addl	%r1,%r21,%r1
	mtctl	%r1,%cr16
	rfi
	nop

main:	ldw	0(%r22),%r3
	addi	1,%r3,%r3		; an interrupt here or behind is one too many
	stw	%r3,0(%r22)
	addi	1,%r24,%r24
	ldi	15,%r4			; something else to do
1:	addib,<> -1,%r4,1b
	 nop
	comib,<> TICKS,%r23,main
	 nop

	add	%r24,%r23,%r26		; all that was counted
	ldw	0(%r22),%r3
	sub	%r26,%r3,%r26		; and is not there
	ldil	L%CONSOLE_PAGE,%r5
	ldil	L%line,%r7
	ldo	R%line(%r7),%r7
	addi	0x30,%r26,%r8
	stb	%r8,DIGIT(%r7)
	ldbs,ma	1(%r7),%r8
print:	stw	%r8,CONSOLE_DATA(%r5)
	ldbs,ma	1(%r7),%r8
	comib,<> 0,%r8,print
	 nop
	comiclr,= 0,%r26,%r0
	ldi	1,%r26
	ldil	L%SYSTEM_PAGE,%r1
	stw	%r26,SYSTEM_EXIT(%r1)
	b,n	.

; The timer's interrupt; shadow registers keep %r1, %r8 and %r9.
timer:	mtctl	%r20,%eirr
	ldw	0(%r22),%r8
	addi	1,%r8,%r8
	stw	%r8,0(%r22)
	comib,=,n TICKS,%r23,1f		; one that came late
	addi	1,%r23,%r23
1:	mfctl	%cr16,%r9
	addl	%r9,%r21,%r9
	mtctl	%r9,%cr16
	rfir
	nop

	.align	2048
vectors:
	.space	4*32
	b,n	timer			; 4, the external interrupt
	.space	28*32-4			; any other stops the machine, which tells why

	.data
	.align	4
count:	.word	0
line:	.asciz	"lost: 0\n"
DIGIT = 6
