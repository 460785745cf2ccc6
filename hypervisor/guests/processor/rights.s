; Access rights: every page type, PL1, PL2 and level, for reading, writing, executing, probing and GATE. Manual: chapter 3,
; "Access Control", table 3-1. The guest works out by the table what is allowed, and tries.

	.include "guest.inc"

; In all loops %r3 counts the combinations; type %r4, PL1 %r5, PL2 %r6, level %r7; %r10, %r11 and %r12 are 1 if reading,
; writing and executing are allowed; %r14 is the page's address.

; try_page: tries `code` at the level %r7 and claims that it ends in the interruption `number` unless `allowed` is 1.
	.macro	try_page	psw, code, number, allowed
	forget
	la	\code,%r8
	or	%r8,%r7,%r8
	try_at	\psw,%r8
	ldi	\number,%r13
	comiclr,=	0,\allowed,%r0	; if it is allowed, none
	ldi	0,%r13
	get	seen+NUMBER,%r8
	claim_same	%r8,%r13
	.endm

main:	la	PAGE1,%r14

	case	"reading and writing: 512 combinations"
	ldi	511,%r3
1:	bl	next_page,%r2
	 nop
	try_page	Q+D,reading,26,%r10
	try_page	Q+D,writing,26,%r11
	addib,>=	-1,%r3,1b
	 nop

	case	"a semaphore needs both rights"
	ldi	511,%r3
1:	bl	next_page,%r2
	 nop
	and	%r10,%r11,%r10
	try_page	Q+D,clearing,26,%r10
	addib,>=	-1,%r3,1b
	 nop

	case	"executing: 512 combinations"
	get	done_word,%r8
	stw	%r8,0(%r14)
	ldi	511,%r3
1:	bl	next_page,%r2
	 nop
	try_page	Q+C,PAGE1,7,%r12
	addib,>=	-1,%r3,1b
	 nop

	case	"PROBER and PROBEW ask for the level that they are given, whatever PSW D is"
	ldi	511,%r3
1:	bl	next_page,%r2
	 nop
	prober	(%r14),%r7,%r8
	claim_same	%r8,%r10
	probew	(%r14),%r7,%r8
	claim_same	%r8,%r11
	addib,>=	-1,%r3,1b
	 nop

	case	"PROBERI and PROBEWI, of a page that level 1 may write and level 2 may read"
	map	PAGE1,PAGE1,DATA+2*PL1+1*PL2+DIRTY
	.irp	level,0,1,2,3
	proberi	(%r14),\level,%r8
	ldi	-(\level <= 2),%r13	; the assembler's true is -1
	claim_same	%r8,%r13
	probewi	(%r14),\level,%r8
	ldi	-(\level <= 1),%r13	; the assembler's true is -1
	claim_same	%r8,%r13
	.endr

	case	"probes look at nothing but rights: not at the D, B and T bits"
	map	PAGE1,PAGE1,DATA+3*PL1+3*PL2+BREAK+TRAP
	probewi	(%r14),3,%r8
	claim	%r8,1
	claim_allowed	Q+D,3,probewi (%r14),3,%r8

	case	"GATE promotes by the page's type, if that is a promotion"
	stw	%r0,16(%r14)		; BREAK 0,0: where it is executed is seen
	ldi	511,%r3
1:	bl	next_page,%r2
	 nop
	comib,=,n	0,%r12,2f	; GATE itself must be executed
	get	gate_word,%r8
	stw	%r8,0(%r14)		; anew, or QEMU 7.2 would keep the promotion that it has translated
	forget
	or	%r14,%r7,%r8
	ldi	-1,%r15
	try_at	Q+C,%r8
	copy	%r7,%r13		; types 2 and 3 leave the level as it is
	extru,<>	%r4,29,1,%r8
	b,n	3f
	extru	%r4,31,2,%r13
	comb,<,n	%r13,%r7,3f
	copy	%r7,%r13
3:	ldi	-4,%r8			; the old level has gone into the target register
	or	%r8,%r7,%r8
	claim_same	%r15,%r8
	get	seen+IIAOQ_FRONT,%r8	; BREAK or trap 7, at the target
	extru	%r8,31,2,%r8
	claim_same	%r8,%r13
2:	addib,>=	-1,%r3,1b
	 nop

	case	"in real mode GATE promotes to level 0"
	try	Q,1f,3
	claim_seen	NUMBER,9
	claim_seen	IIAOQ_FRONT,2f
	b	passed
	 nop
1:	gate	2f,%r0
	 nop
	nop
2:	break	0,0

reading:
	ldw	0(%r14),%r15
	done
writing:
	stw	%r15,4(%r14)
	done
clearing:
	ldcws	0(%r14),%r15
done_word:
	done
gate_word:
	gate,n	.+16,%r15

; The next combination: a TLB entry for PAGE1, and what it allows.
next_page:
	extru	%r3,25,3,%r4
	extru	%r3,27,2,%r5
	extru	%r3,29,2,%r6
	extru	%r3,31,2,%r7
	zdep	%r4,7,3,%r8
	dep	%r5,9,2,%r8
	dep	%r6,11,2,%r8
	depi	1,3,1,%r8		; D
	extru	%r14,24,25,%r9
	idtlba	%r9,(%r14)
	idtlbp	%r8,(%r14)
	ldi	0,%r10
	comib,<,n	3,%r4,1f
	comb,<,n	%r5,%r7,1f
	ldi	1,%r10
1:	ldi	0,%r11
	ldi	5,%r9
	and	%r4,%r9,%r9
	comib,<>,n	1,%r9,1f
	comb,<,n	%r6,%r7,1f
	ldi	1,%r11
1:	ldi	0,%r12
	comib,>,n	2,%r4,1f
	comb,<,n	%r7,%r6,1f
	comb,<,n	%r5,%r7,1f
	ldi	1,%r12
1:	bv,n	%r0(%r2)
