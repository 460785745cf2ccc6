; A letter behind a 0 in front of a number, as GNU as has it: with it the sign stands behind it.
	.data
	.float	0f3, 0f0, 0e5, 0F3, 0g3, 0z7, 0f010, 0f
	.double	0d7, 0d-7, 0d7e2, 0r2.5
	.single	0f-1.5, 0f+1.5, 0f-.5, 0f-1e-3, 0e+5, 0e-5, 0f-1
	.float	0finf, 0f-inf, 0fnan, 0d-nan, 0fInfinity, - 3, 0b101, 0b2, 0b-1, 010
	.float	snan, -snan, 0f-snan
	.double	snan
	.dc.s	0f3
	.dcb.d	2, 0d-7
	.dc.x	0f3, 0f-3
