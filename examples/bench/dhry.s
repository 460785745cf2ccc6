; dhry: a load that computes, in the manner of the synthetic benchmarks of the eighties: each turn copies and compares a text,
; copies a record, changes an array, divides, and calls routines; some 400 instructions. Boot arguments: three to five numbers.
;
;     WARM TURNS EVERY PRIVILEGED AGAIN    so many turns before those that are measured, so many that are measured; in every so
;         many turns (0: never) so many privileged instructions, which a hypervisor must simulate, as evenly as whole ones can
;         be spread (0: one); and so many times more the turns that are measured, before the guest exits
;
; Each privileged instruction takes one more, which looks whether another one is due.
;
; It prints < when what is measured begins, and > when that is over, each time; hvrun bench takes the time between two of them.

	.level	1.1
	.include "../../kernel/board.inc"
	.include "../../kernel/macros.inc"

	.text
_start:	la	CONSOLE_PAGE,%r3
	bl	number,%r2
	 nop
	copy	%r28,%r4		; turns to come
	bl	number,%r2
	 nop
	copy	%r28,%r5		; those that are measured
	bl	number,%r2
	 nop
	copy	%r28,%r6		; EVERY
	bl	number,%r2
	 nop
	comiclr,<> 0,%r28,%r0
	 ldi	1,%r28
	sub	%r0,%r28,%r10		; below 0: PRIVILEGED
	comib,<>,n 0,%r6,some
	 copy	%r0,%r10
	ldi	1,%r6			; more than 0 for ever
some:	copy	%r6,%r7			; less PRIVILEGED in each turn; one is due for each EVERY that lifts it above 0
	ldi	1,%r8			; a sum of all that was computed
	comib,=,n 0,%r4,begin
turns:	bl	turn,%r2
	 nop
	addb,>,n %r10,%r7,plain
	 mtctl	%r8,%cr24
due:	addb,<=,n %r6,%r7,due
	 mtctl	%r8,%cr24
plain:	addib,>	-1,%r4,turns
	 nop
	comib,>,n 0,%r5,end
begin:	ldi	0x3c,%r1
	stw	%r1,CONSOLE_DATA(%r3)
	copy	%r5,%r4
	copy	%r6,%r7
	b	turns
	 uaddcm	%r0,%r5,%r5		; below 0: they are under way

end:	ldi	0x3e,%r1
	stw	%r1,CONSOLE_DATA(%r3)
	bl	number,%r2		; 0 but for the first time
	 uaddcm	%r0,%r5,%r5
	add	%r9,%r28,%r9
	addib,>= -1,%r9,begin
	 nop
	la	SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.
	nop

; turn: one turn of the work.
turn:	la	text,%r16		; a text is copied, to its NUL
	la	copy,%r17
1:	ldbs,ma	1(%r16),%r18
	comib,<> 0,%r18,1b
	 stbs,ma %r18,1(%r17)

	la	text,%r16		; and compared
	la	copy,%r17
	ldbs,ma	1(%r16),%r18
2:	ldbs,ma	1(%r17),%r19
	comb,<>,n %r18,%r19,3f
	comib,<>,n 0,%r18,2b
	 ldbs,ma 1(%r16),%r18

3:	la	record,%r16		; a record is copied
	ldo	RECORD(%r16),%r17
	ldi	RECORD/4,%r18
4:	ldws,ma	4(%r16),%r19
	addib,<> -1,%r18,4b
	 stws,ma %r19,4(%r17)

	la	array,%r16		; an array is changed, where the sum says
	ldi	4,%r18
5:	extru	%r8,31,6,%r19
	ldwx,s	%r19(%r16),%r20
	add	%r20,%r8,%r20
	sh2add	%r19,%r16,%r21
	stw	%r20,0(%r21)
	shd	%r20,%r8,7,%r8
	addib,<> -1,%r18,5b
	 addi	11,%r8,%r8

	copy	%r2,%r15		; two routines are called
	bl	divide,%r2
	 extru	%r8,31,16,%r26
	add	%r8,%r28,%r8
	bl	choose,%r2
	 copy	%r8,%r26
	bv	%r0(%r15)
	 xor	%r8,%r28,%r8

; divide: %r26, of 16 bits, by 10, bit by bit. out: %r28. changed: %r18, %r19, %r26
divide:	copy	%r0,%r28
	zdepi	5,2,3,%r18		; 10 << 28
	extru	%r18,15,16,%r18		; 10 << 12
	ldi	13,%r19
6:	comclr,<<= %r18,%r26,%r0
	b,n	7f
	sub	%r26,%r18,%r26
	addi	1,%r28,%r28
7:	extru	%r18,30,31,%r18
	addib,<> -1,%r19,6b
	 sh1add	%r28,%r0,%r28
	bv	%r0(%r2)
	 extru	%r28,30,31,%r28

; choose: one of four small things to do with %r26. out: %r28
choose:	extru	%r26,31,2,%r28
	blr	%r28,%r0
	 nop
	bv	%r0(%r2)
	 uaddcm	%r0,%r26,%r28
	bv	%r0(%r2)
	 zdep	%r26,28,29,%r28
	bv	%r0(%r2)
	 sub	%r0,%r26,%r28
	bv	%r0(%r2)
	 extrs	%r26,15,16,%r28

	.include "number.s"

RECORD = 48

	.data
text:	.asciz	"Two machines do one computation"

	.bss
	.align	4
copy:	.space	32
record:	.space	2*RECORD
array:	.space	256
