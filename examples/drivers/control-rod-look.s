; The driver of control-rod-lower.s, mended without another command: if a move ends *uncertain*, it looks where the rod is, and moves
; it by what is left. That is right because a command that is over, in whatever way, moves nothing any more; and because nobody
; else moves this rod.

	.include "control-rod.inc"

move:	ldi	TARGET,%r5
look:	ldw	ACTUATOR_POSITION(%r3),%r4
	sub,<>	%r5,%r4,%r4		; what is left
	bv,n	%r0(%r2)
	stw	%r4,ACTUATOR_MOVE(%r3)
	rest	%r6,ACTUATOR_RESULT(%r3)
	comib,=	RESULT_UNCERTAIN,%r6,look
	 nop
	bv,n	%r0(%r2)
