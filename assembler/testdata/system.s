	break	31,8191
	rfi
	rfi,r
	ssm	1,%r0
	rsm	0x1f,%r0
	mtsm	%r1
	ldsid	(%sr1,%r1),%r2
	mtsp	%r1,%sr5
	mfsp	%sr7,%r1
	mtctl	%r1,%eiem
	mtctl	%r1,14
	mfctl	%tr7,%r1
	mtsar	%r1
	sync
	syncdma
	diag	0x123456
	probe,r	(%r1),%r2,%r3
	probewi	(%sr1,%r1),3,%r3
	lpa,m	%r1(%r2),%r3
	pdtlb	%r0(%sr1,%r2)
	pitlb,m	%r1(%sr5,%r2)
	idtlba	%r1,(%sr1,%r2)
	iitlbp	%r1,(%sr6,%r2)
	fdc	0(%r2)
	fic,m	%r1(%sr4,%r2)
