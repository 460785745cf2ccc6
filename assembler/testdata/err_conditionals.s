	.else
	.endif
	.elseif	1
	.if
	.endif
	.if	(1
	this is not read
	.endif
	.if	1
	.else
	.else
	.elseif	1
	.endif
	.ifdef	5+5
	.endif
	.ifc	a
	.endif
	.if	1
	.if	0
