; The driver of control-rod-lower.s, mended by another command: *set to two metres* may be given as often as you like.

	.include "control-rod.inc"

move:	ldi	TARGET,%r4
1:	stw	%r4,ACTUATOR_SET(%r3)
	rest	%r5,ACTUATOR_RESULT(%r3)
	comib,=	RESULT_UNCERTAIN,%r5,1b
	 nop
	bv,n	%r0(%r2)
