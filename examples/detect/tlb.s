; The TLB. Which entry a new one replaces is nobody's to foresee, so that alone tells nothing. But a monitor that shares the
; processor's TLB with its guest shows otherwise: entries go that nobody replaced, or stay when there is no room left. Manual:
; chapter 3, "TLB Control"; emulator/board.md, "Processor".

VIRTUAL = 0x10000000

; claim_mapped, claim_unmapped: the page at %r7.
	.macro	claim_mapped
	claim_allowed	Q+D,3,ldw 0(%r7),%r9
	.endm

	.macro	claim_unmapped
	claim_ends	15,Q+D,3,ldw 0(%r7),%r9
	claim_seen	ISR,0
	claim_kept	%r7,IOR
	.endm

	probe	OTHER,"TLB: an entry is there when address and rights are, until it is purged"
	la	VIRTUAL,%r7
	claim_unmapped
	la	PAGE1>>7,%r8
	idtlba	%r8,(%r7)
	claim_unmapped
	la	WRITABLE,%r8
	idtlbp	%r8,(%r7)
	claim_mapped
	claim_mapped
	pdtlb	%r0(%r7)
	claim_unmapped
	map	VIRTUAL,PAGE1,WRITABLE,7	; another space
	claim_unmapped
	map	VIRTUAL,PAGE1,WRITABLE
	claim_mapped
	pdtlbe	%r0(%r0)
	claim_unmapped

	probe	OTHER,"TLB: the newest entry is never replaced"
	ldi	2000,%r3
	la	VIRTUAL,%r7
1:	bl	tlb_insert,%r2
	 nop
	claim_mapped
	addib,<>	-1,%r3,1b
	 ldo	4096(%r7),%r7

	probe	OTHER,"TLB: there is an end to it: entries are replaced at last"
	la	VIRTUAL,%r7
	la	200000,%r3			; three times the largest there is
2:	bl	tlb_insert,%r2
	 ldo	4096(%r7),%r7
	extru,=	%r3,31,10,%r0			; look now and then
	b,n	3f
	la	VIRTUAL,%r8
	bl	tlb_count,%r2
	 ldi	512,%r9
	ldi	512,%r11
	comb,<>,n	%r10,%r11,4f
3:	addib,<>	-1,%r3,2b
	 nop
4:	comclr,<>	%r10,%r11,%r9
	ldi	1,%r9				; all still there
	claim	%r9,0

	probe	OTHER,"TLB: what was not replaced stays, whatever the machine does for the guest"
	la	VIRTUAL,%r7
	ldi	3000,%r3
5:	bl	tlb_insert,%r2
	 nop
	addib,<>	-1,%r3,5b
	 ldo	4096(%r7),%r7
	la	VIRTUAL,%r8
	bl	tlb_count,%r2
	 ldi	3000,%r9
	put	%r10,tlb_before
	la	CONSOLE_PAGE,%r7
	ldi	500,%r3
6:	mfctl	%cr16,%r8
	mtctl	%r8,%tr0
	stw	%r8,CONSOLE_START(%r7)
	ldw	CONSOLE_START(%r7),%r8
	ldw	CONSOLE_POSITION(%r7),%r8
	addib,<>	-1,%r3,6b
	 diag	0
	la	VIRTUAL,%r8
	bl	tlb_count,%r2
	 ldi	3000,%r9
	get	tlb_before,%r11
	claim_same	%r10,%r11
	la	CONSOLE_PAGE,%r7
	la	VIRTUAL,%r8			; and the same once more, purging what is there
	ldi	3000,%r9
	ldi	0,%r10
	bl	tlb_purge,%r2
	 nop
	claim_same	%r10,%r11
	la	VIRTUAL,%r8
	bl	tlb_count,%r2
	 ldi	3000,%r9
	claim	%r10,0

	probe	OTHER,"TLB: code and data of one instruction fit together, each missed once"
	install	tlb_load,PAGE2,2
	handle	tlb_handler
	la	VIRTUAL,%r7
	ldi	50,%r3
7:	pdtlbe	%r0(%r0)
	forget
	try	Q+C+D,VIRTUAL,3,0x77
	claim_seen	SEQUENCE,0x060f
	addib,<>	-1,%r3,7b
	 ldo	4096(%r7),%r7

	probe	OTHER,"TLB: LPA gives the physical address"
	map	VIRTUAL,PAGE2,GATEWAY
	la	VIRTUAL,%r7
	ldi	0x123,%r8
	lpa,m	%r8(%r7),%r9
	claim	%r9,PAGE2
	claim	%r7,VIRTUAL+0x123
	b	tlb_end
	 nop

; Maps the page at %r7 to PAGE1, for everybody. In: %r2 return address. Changes %r8.
tlb_insert:
	la	PAGE1>>7,%r8
	idtlba	%r8,(%r7)
	la	WRITABLE,%r8
	idtlbp	%r8,(%r7)
	bv,n	%r0(%r2)

; How many of %r9 pages from %r8 on are mapped, in %r10. A probe of one that isn't misses, and its handler leaves 0. In:
; %r2 return address. Changes %r1, %r8, %r9, %r12, %r13, %r31.
tlb_count:
	copy	%r2,%r13
	handle	tlb_none
	ldi	0,%r10
	try	Q,1f
	put	%r0,fix
	bv,n	%r0(%r13)
1:	proberi	(%r8),3,%r12
	addl	%r10,%r12,%r10
	addib,<>	-1,%r9,1b
	 ldo	4096(%r8),%r8
	done
; The probed page has no translation: the probe gives 0, and is nullified.
tlb_none:
	ldi	0,%r12
	mfctl	%ipsw,%r1
	depi	1,10,1,%r1		; N
	mtctl	%r1,%ipsw
	retry

; The same, and purges each page, before it looks whether it is gone. In: %r2 return address.
tlb_purge:
	copy	%r2,%r13
	handle	tlb_none
	try	Q,1f
	put	%r0,fix
	bv,n	%r0(%r13)
1:	proberi	(%r8),3,%r12
	addl	%r10,%r12,%r10
	pdtlb	%r0(%r8)
	addib,<>	-1,%r9,1b
	 ldo	4096(%r8),%r8
	done
tlb_load:
	ldw	0(%r7),%r9
	done
; The code's page, or else the data's.
tlb_handler:
	get	seen+NUMBER,%r1
	comib,<>,n	6,%r1,1f
	map	VIRTUAL,PAGE2,EXECUTABLE,0x77
	retry
1:	la	PAGE1>>7,%r1
	idtlba	%r1,(%r7)
	la	WRITABLE,%r1
	idtlbp	%r1,(%r7)
	retry
	.data
	.align	4
tlb_before:
	.word	0
	.text
tlb_end:
