; Names that are assigned a place. Other files may put another definition in the place of a weak one, and see a global one by
; its own name: what uses either is left to the linker.
	.text
	.globl	f
f:	ldi	2,%r28
	.weak	h
	.set	h,f
	.globl	g
	.set	g,f
l = f
	bl	h,%r2
	bl	g,%r2
	bl	l,%r2
	ldil	L%h,%r1
	ldo	R%h(%r1),%r1
	ldil	L%g,%r1
	ldo	R%g(%r1),%r1
	ldil	L%l,%r1
	ldo	R%l(%r1),%r1
	ldil	LP%h,%r1
	ldo	RP%h(%r1),%r1
; Used before the assignment, or before it is said that they are weak or global.
	bl	later,%r2
	bl	last,%r2
	.set	late,f
	bl	late,%r2
	later = f+4
	last = f
	.weak	later
	.globl	last,late
	bl	later,%r2
	bl	last,%r2
	bl	late,%r2
; A number is one for all files, unless it is weak.
	.set	m,6
	ldi	m,%r1
	.weak	m
	.data
	.word	h,g,l,later,last,h+8,h-f,m
	.word	P%h
	.word	h-.
	.weak	d
	d = data
	.word	d
data:	.word	d,data
; What was used keeps its value when the name gets another one.
	.word	x
	x = f
	.word	x
	x = x+4
	.word	x
	x = f+8
	.globl	y
	y = f
	y = y+4
	.word	y
	.set	local,h
	.word	local
	.globl	shared
	.set	shared,h
	.word	shared
