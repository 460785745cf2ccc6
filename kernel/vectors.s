; The interruption vector table: 32 entries of 8 instructions, by the numbers of the manual's chapter 4.
;
; The processor comes here in real mode at level 0 with interrupts masked and Q = 0; all general registers are still the
; interrupted program's. CR28 to CR31 (%tr4 to %tr7) are the handlers' own, so an entry puts there what it must use:
; %tr4 keeps %r1, and, on TLB misses, %tr6 and %tr7 keep %r8 and %r9.

; vector: an interruption that trap.s handles. In: nothing. Out, to `interruption`: %r1 number, %tr4 the old %r1.
	.macro	vector	number
	.align	32
	mtctl	%r1,%tr4
	b	interruption
	 ldi	\number,%r1
	.endm

; miss: a TLB miss, which tlb.s repairs if it can. Out, to `tlb_miss`: %r1 number, %r8 space and %r9 offset missed.
	.macro	miss	number, space, offset
	.align	32
	mtctl	%r1,%tr4
	mtctl	%r8,%tr6
	mtctl	%r9,%tr7
	mfctl	\space,%r8
	mfctl	\offset,%r9
	b	tlb_miss
	 ldi	\number,%r1
	.endm

	.align	2048			; the manual's rule for the IVA
vectors:
	vector	0
	vector	1			; high-priority machine check
	vector	2			; power failure
	vector	3			; recovery counter
	vector	4			; external interrupt
	vector	5			; low-priority machine check
	miss	6,%pcsq,%pcoq		; instruction TLB miss: the address is the instruction's own
	vector	7			; instruction memory protection
	vector	8			; illegal instruction
	vector	9			; BREAK
	vector	10			; privileged operation
	vector	11			; privileged register
	vector	12			; overflow
	vector	13			; conditional
	vector	14			; assist exception
	miss	15,%isr,%ior		; data TLB miss
	miss	16,%isr,%ior		; non-access instruction TLB miss
	miss	17,%isr,%ior		; non-access data TLB miss
	vector	18			; data memory protection (older processors)
	vector	19			; data memory break
	vector	20			; TLB dirty bit
	vector	21			; page reference
	vector	22			; assist emulation
	vector	23			; higher-privilege transfer
	vector	24			; lower-privilege transfer
	vector	25			; taken branch
	vector	26			; data memory access rights
	vector	27			; data memory protection ID
	vector	28			; unaligned data reference
	vector	29			; performance monitor
	vector	30			; instruction debug
	vector	31			; data debug
	.align	32
