; Directives that few sources have: relocations as written, aliases, groups, structures, other assemblers' names.
	.data
	.dc.x 1.5, -0.1, 1e100, 123456789.125, 0
	.dcb.x 2,1.5
	.word 1,2,3
	.reloc 44,R_PARISC_DIR32,foo
	.reloc x,R_PARISC_NONE,x
	.reloc x,R_PARISC_PLABEL32,5
	.reloc .-4,R_PARISC_DIR32,foo+5
x:	.word 1
	.weakref a,b
	.weakref c,d
	.weakref e,g
	.word a,a+4,c,e
g:	.word 1
	.tls_common tc,4,8
	.xcom xc,4
	.xdef g
	.xref zz
	.text
r: .reg %r5
q: .reg r
	copy r,%r1
	copy q,r
	stw r,4(q)
	.label lab
	.struct 8
sa:	.skip 4
sb:	.align 8
sc:
	.struct sc+2
sd:
	.offset 3
se:	.org 20
sf:
sx = .
	.text
	ldo sa(%r1),%r2
	ldo sc(%r1),%r3
	.call argw0=gr
	.param lab,argw0=gr
	.begin_try
	.mri 0
	.page
	.llen 80
	.if 0
	.elsec
	nop
	.endc
	.section .grp,"a"
	.word 1
	.attach_to_group grp
	.sect .other,"aw"
	.word 2
	.text 2
	ldi 2,%r1
	.text 1
	ldi 1,%r1
	.subsection 0
	ldi 0,%r1
	.section .g1,"aG",@progbits,sig,comdat
	.word 1
	.section .g2,"aw?",@progbits
	.word 5
	.section .ex,"e",@progbits
	.word 1
	.section .ret,"aR",@progbits
	.word 1
	.data
foo:	.word 0
