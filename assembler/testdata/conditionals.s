	.equ	A, 1
	.if	A == 1
	.byte	1
	.else
	.error	"not here"
	.endif
	.ifdef	NONE
	whatever stands here ((( is not read
	.if	1
	.else
	.endif
	.elseif	A > 5
	.error	"not here"
	.elseif	A < 5
	.byte	2
	.elseif	UNKNOWN
	.error	"not here"
	.else
	.error	"not here"
	.endif
	.ifndef	NONE
	.byte	3
	.endif
	.ifc	abc, abc
	.byte	4
	.endif
	.ifb
	.byte	5
	.endif
	.ifeq	A-1
	.byte	6
	.endif
	.ifgt	A
	.byte	7
	.endif
start:	.byte	0
	.if	. - start == 1
	.byte	8
	.endif
