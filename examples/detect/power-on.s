; The first instructions: keep what the machine was given at power-on, before anything changes it. (state.s looks at it.) Real
; mode, level 0; CR 24 is the only thing that gets lost.

	.macro	keep	register
	stws,ma	\register,4(%r1)
	.endm

_start:	mtctl	%r1,%tr0
	ldil	L%power_on,%r1
	ldo	R%power_on(%r1),%r1
	.irp	register,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	keep	%r\register
	.endr
	.irp	register,0,1,2,3,4,5,6,7
	mfsp	%sr\register,%r2
	keep	%r2
	.endr
	.irp	register,0,8,9,10,11,12,13,14,15,17,18,19,20,21,22,24,25,26,27,28,29,30,31
	mfctl	%cr\register,%r2
	keep	%r2
	.endr
	ssm	0,%r2				; the system mask
	keep	%r2
	b	set_up
	 nop

; General registers 2 to 31; space registers; control registers, of which the external interrupt request is left out (input may
; have come), and CR 24 is %r1; the system mask.
POWER_ON_WORDS = 30 + 8 + 23 + 1
POWER_ON_GR25 = (25 - 2) * 4
	.data
	.align	4
power_on:
	.space	POWER_ON_WORDS * 4
	.text
