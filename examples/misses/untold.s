; Counts TLB misses, like misses.s, and tells nobody: what it looks at in the end is the sum of the words that it has loaded.
;
;	npx hvasm -g untold.s && npx hvrun --protocol none --tlb-entries 8
;
; No two machines have the same state: they count differently, and stand at different places after as many instructions. Outside
; nobody can tell, and that is all that a user of two machines asks for.

	.include "../drivers/machine.inc"

PAGES = 0x100000		; 16 of them; the first word of each is a number, 15 to 0
ROUNDS = 64			; loads from each
PSW_Q = 8
PSW_D = 2
PROTECTION = 0x10f00000		; D = 1; access rights: type 0, for every level (manual, IDTLBP)

task:	ldil	L%PAGES,%r4
	ldi	15,%r3
fill:	stw	%r3,0(%r4)
	addib,>=	-1,%r3,fill
	 ldo	4096(%r4),%r4

	ldil	L%vectors,%r1
	ldo	R%vectors(%r1),%r1
	mtctl	%r1,%iva
	mtctl	%r0,%pcsq
	mtctl	%r0,%pcsq
	ldil	L%load,%r1
	ldo	R%load(%r1),%r1
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldi	PSW_Q+PSW_D,%r1
	mtctl	%r1,%ipsw
	rfi
	nop

load:	ldi	0,%r20			; misses
	ldi	0,%r22			; the sum
	ldi	ROUNDS*16,%r3		; loads to go
	ldil	L%PAGES,%r4
	ldi	0,%r5			; offset of the page
1:	ldwx	%r5(%r4),%r6
	add	%r6,%r22,%r22
	ldo	4096(%r5),%r5
	addib,>	-1,%r3,1b
	 depi	0,15,16,%r5		; after page 15 comes page 0
	rsm	PSW_D,%r0
	ldil	L%ROUNDS*120,%r1
	ldo	R%ROUNDS*120(%r1),%r1
	comb,<>	%r1,%r22,wrong
	 nop
	b,n	right

; Only a data TLB miss may come, 15. Its handler maps the page to itself.
	.align	2048
vectors:
	.space	15 * 32
	mfctl	%ior,%r8		; the offset missed; RFIR gives %r8 and %r9 back
	extru	%r8,19,20,%r9
	zdep	%r9,26,20,%r9		; the page's number where IDTLBA wants it
	idtlba	%r9,(%r8)
	ldil	L%PROTECTION,%r9
	idtlbp	%r9,(%r8)
	b	missed
	 ldo	1(%r20),%r20
missed:	rfir
	nop
