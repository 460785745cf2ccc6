; Counts TLB misses, and prints how many there were: a number that depends on which entries the TLB replaces.
;
;	npx hvasm misses.s && npx hvrun --bare --tlb-entries 8
;
; Loads from 16 pages in turn, 65,536 times each, with data translation on. The TLB is filled by software, so the guest
; sees each miss; which of 8 entries makes room for a new one, the machine decides by chance.

	.level	1.1
	.include "../../kernel/board.inc"

PAGES = 0x100000		; 16 of them
ROUNDS = 65536
PSW_Q = 8
PSW_D = 2
PROTECTION = 0x10f00000		; D = 1; access rights: type 0, for every level (manual, IDTLBP)

; Q can be set by RFI alone (manual, chapter 4), so return from an interruption that never was.
_start:	ldil	L%vectors,%r1
	mtctl	%r1,%iva
	mtctl	%r0,%pcsq
	mtctl	%r0,%pcsq
	ldil	L%main,%r1
	ldo	R%main(%r1),%r1
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldi	PSW_Q+PSW_D,%r1
	mtctl	%r1,%ipsw
	rfi
	nop

main:	ldi	0,%r20			; misses
	ldil	L%ROUNDS*16,%r3		; loads to go
	ldil	L%PAGES,%r4
	ldi	0,%r5			; offset of the page
next:	ldwx	%r5(%r4),%r0
	ldo	4096(%r5),%r5
	addib,>	-1,%r3,next
	 depi	0,15,16,%r5		; after page 15 comes page 0
	rsm	PSW_D,%r0

; The number: how often each power of ten goes into what is left of it.
	ldil	L%CONSOLE_PAGE,%r3
	ldil	L%powers,%r6
	ldo	R%powers(%r6),%r6
digit:	ldws,ma	4(%r6),%r4
	comib,=,n 0,%r4,stop
	ldi	48,%r5			; "0"
1:	comb,<<,n %r20,%r4,print
	sub	%r20,%r4,%r20
	b	1b
	 ldo	1(%r5),%r5
print:	b	digit
	 stw	%r5,CONSOLE_DATA(%r3)
stop:	ldi	10,%r5			; line feed
	stw	%r5,CONSOLE_DATA(%r3)
	ldil	L%SYSTEM_PAGE,%r3
	stw	%r0,SYSTEM_EXIT(%r3)
	b,n	.
	nop

powers:	.word	100000, 10000, 1000, 100, 10, 1, 0

; The vectors: only a data TLB miss may come, 15. Its handler maps the page to itself: 8 instructions.
	.align	2048
vectors:
	.block	15 * 32
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
