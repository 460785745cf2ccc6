; TLB misses: the software that fills the TLB from the current process's page table.
;
; Runs in real mode, masked, Q = 0, straight from the vectors. Its own: %r1, %r8, %r9, which the processor has copied to
; shadow registers, so RFIR gives them back. %tr1 (CR25) holds the page table, %sr5 the space of the current process,
; %sr7 space 0, in which there is one page: the gateway.
;
; The board's TLB is combined, and the manual allows IITLBA and IITLBP to insert data entries there; unlike IDTLBA they
; can name %sr5, so no space register of the user's must be borrowed.

; in: %r1 number of the interruption, %r8 space, %r9 offset; %tr4, %tr6, %tr7 the interrupted %r1, %r8, %r9
tlb_miss:
	mtctl	%r1,%tr5
	mfsp	%sr5,%r1
	comb,<>,n %r8,%r1,tlb_other_space

; The user's own space: look at entry offset >> 12 of the page table, which has 1,024 of them.
	extru,=	%r9,9,10,%r0		; beyond 4 MiB?
	b,n	tlb_unmapped
	mfctl	%tr1,%r1
	extru	%r9,19,10,%r8
	sh3add	%r8,%r1,%r1
	ldw	ENTRY_PROTECTION(%r1),%r8
	comib,=,n 0,%r8,tlb_unmapped
	ldw	ENTRY_TRANSLATION(%r1),%r1
	iitlba	%r1,(%sr5,%r9)
	iitlbp	%r8,(%sr5,%r9)
	rfir
	nop

; Space 0, page 0 is the gateway; it can only be executed, which its access rights see to.
tlb_other_space:
	comib,<>,n 0,%r8,tlb_unmapped
	extru,=	%r9,19,20,%r0
	b,n	tlb_unmapped
	la	gateway_page,%r1
	extru	%r1,24,25,%r1		; its translation: address >> 7
	la	PROTECTION_GATEWAY,%r8
	iitlba	%r1,(%sr7,%r9)
	iitlbp	%r8,(%sr7,%r9)
	rfir
	nop

; No such page: give the registers back and treat it like any other interruption.
tlb_unmapped:
	mfctl	%tr6,%r8
	mfctl	%tr7,%r9
	b	interruption
	 mfctl	%tr5,%r1
