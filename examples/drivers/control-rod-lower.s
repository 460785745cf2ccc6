; A driver of the control rod that lowers it by two metres, and does so again if that ends *uncertain*. If it was performed the
; first time, the rod is at the bottom then: what is relative cannot be repeated.
;
;	npx hvasm -g control-rod-lower.s && npx hvrun --bare --uncertain 0.5,9

	.include "control-rod.inc"

move:	ldi	-2000,%r4
1:	stw	%r4,ACTUATOR_MOVE(%r3)
	rest	%r5,ACTUATOR_RESULT(%r3)
	comib,=	RESULT_UNCERTAIN,%r5,1b
	 nop
	bv,n	%r0(%r2)
