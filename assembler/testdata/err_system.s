; System instructions with what they don't take.
	mtctl	%r1,%cr7
	mtctl	%r1,%itmrr
	mfctl	%cr32,%r1
	mtsp	%r1,%sr8
	ldsid	(%sr4,%r1),%r2
	mtsm	5
	ssm	%r1,%r0
	rfi	%r0
	gate	start,%r1
	break	1
	be	0(%r1)
	ble	start
	bv	%r2
	idtlba	%r1,%r2
	probei	(%r1),32,%r2
	pdc	%r1
	diag	-1
start:
