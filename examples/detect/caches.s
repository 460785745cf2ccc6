; Cache instructions, and code that changes itself. Manual: chapter 5, PDC, FDC, FIC, FDCE, FICE, SYNC, LCI.

	probe	OTHER,"FDC, PDC and FIC of a page that is not mapped"
	la	0x2000,%r7
	ldi	32,%r8
	ldi	0x66,%r9
	mtsp	%r9,%sr3
	claim_ends	17,Q+D,3,fdc %r8(%r7)
	claim_seen	IOR,0x2020
	claim_ends	17,Q+D,0,pdc,m %r8(%r7)
	claim	%r7,0x2000
	claim_ends	16,Q+D,3,fic %r8(%sr3,%r7)
	claim_seen	ISR,0x66
	claim_seen	IOR,0x2020

	probe	OTHER,"FDC, PDC and FIC of a page that is mapped; PDC at level 0 needs the right to write"
	map	0x2000,PAGE1,READ_ONLY
	la	0x2000,%r7
	ldi	32,%r8
	mtsp	%r0,%sr3
	claim_allowed	Q+D,3,fdc,m %r8(%r7)
	claim	%r7,0x2020
	claim_allowed	Q+D,0,fic,m %r8(%sr3,%r7)
	claim	%r7,0x2040
	claim_allowed	Q+D,3,pdc %r8(%r7)
	claim_ends	26,Q+D,0,pdc %r8(%r7)

	probe	OTHER,"FDCE, FICE, SYNC and SYNCDMA need no page"
	la	0x5000,%r7
	.irp	level,0,3
	claim_allowed	Q+D,\level,fdce %r0(%r7)
	claim_allowed	Q+D,\level,fice %r0(%sr3,%r7)
	claim_allowed	Q+D,\level,sync
	claim_allowed	Q+D,\level,syncdma
	.endr

	probe	OTHER,"LCI gives a page and its physical page alike"
	la	PAGE2+0x123,%r7
	lci	%r0(%r7),%r9
	la	PAGE2,%r8
	lci	%r0(%r8),%r10
	claim_same	%r9,%r10

	probe	OTHER,"code that is stored is what is executed next, and after a flush"
	install	caches_old,PAGE1,2
	la	PAGE1,%r7
	get	caches_new,%r8
	ldi	5,%r10
1:	ldi	0,%r9
	try	Q,PAGE1
	claim	%r9,1
	stws	%r8,0(%r7)
	fdc	%r0(%r7)
	fic	%r0(%sr0,%r7)
	sync
	try	Q,PAGE1
	claim	%r9,2
	install	caches_old,PAGE1,2
	get	caches_new,%r8
	addib,<>	-1,%r10,1b
	 nop
	b	caches_end
	 nop

caches_old:
	ldi	1,%r9
	done
caches_new:
	ldi	2,%r9
caches_end:
