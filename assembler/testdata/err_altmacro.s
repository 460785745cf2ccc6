	.altmacro 1
	.altmacro
	.macro	one a
	LOCAL	x
x:	.byte	a
	.word	y
	.endm
	one	%later
	one	%
	one	%(1
	one	<1>, 2
	one	<1,>
	one	%"a"
	.irp	x, %unknown
	.byte	x
	.endr
	.noaltmacro
	one	%1
later = 1
