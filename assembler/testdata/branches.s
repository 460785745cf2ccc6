	.globl	_start
_start:
	b	_start
	b,n	_start
	bl	_start,%rp
	b,l	_start,%rp
	gate	_start,%r31
	call	_start
	ret
	bv,n	%r0(%rp)
	blr	%r1,%r2
	be	4(%sr4,%r1)
	ble,n	0x100(%sr2,%r0)
	be,l	0(%sr4,%r1),%sr0,%r31
	b	8			; a number is a distance from the instruction + 8
	comb,=	%r1,%r2,_start
	comb,<>	%r1,%r2,_start
	comb,>>=,n %r1,%r2,1f
	combt,<< %r1,%r2,1f
	comib,tr 5,%r1,1f
	cmpib,<=,n -16,%r1,1f
	addb,uv	%r1,%r2,1f
	addib,nuv,n 15,%r2,1f
	movb,tr	%r1,%r2,1f
	movib	3,%r2,1f
	bb,<	%r1,31,1f
	bb,>=	%r1,%sar,1f
	bvb,<,n	%r1,1f
1:	nop
