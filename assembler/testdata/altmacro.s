; Macros after .altmacro.
	.altmacro
	.data
	.macro m a,b
	LOCAL l1,l2
l1:	.byte a,&b,b&1
	.word l1
	.ascii "a &a b&c"
l2:
	.endm
	m 1,2
	m %1+2,<3>
	.macro s a
	.ascii "a"
	.endm
	s <x y,z>
	s %2+3*4
	s %(2+3)
	s %-5
	s <<x>>
	.macro t a
	.ascii a
	.endm
	t <"x,y">
	t "ab c"
	.irp x,1,<2>,%3+1
	.byte x
	.endr
	.irpc x,123
	.byte x
	.endr
	.macro k a=5,b:req,c:vararg
	.byte a,b,c
	.endm
	k ,1,2,3
	.noaltmacro
	.macro n a
	LOCAL:	.ascii "\a"
	.endm
	n <x>
