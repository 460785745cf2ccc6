	.weakref a
	.weakref a, a
	.weakref a, 5
b:	.weakref b, c
	.reloc	0
	.reloc	0, DIR32, x
	.reloc	0, R_PARISC_FPTR64, x
	.reloc	4, R_PARISC_DIR32, x
	.reloc	other, R_PARISC_DIR32, x
	.reloc	-1, R_PARISC_NONE
	.reloc	%r1, R_PARISC_NONE
	.reloc	nowhere, R_PARISC_NONE
	.word	1
	.struct	-1
	.struct	b
	.struct
	.struct	8
s:	.word	1
	nop
s:	.space	4
	.text
	.reg	%r5
r:	.reg	5
r2:	.reg	%r32
	copy	r,%r1
	.symver f, f@V1
	.stabs	"x",1,2,3,4
	.vtable_entry f, 4
	.gnu_attribute 4, 1
	.enter
	.subspa	$CODE$
	.nops	8
	.mri	1
	.linkonce discard
	.label	5
	.begin_try 1
	.mexit
	.elsec
	.endc
	.dc.x	"a"
	.dc.x	1e9999
	.dcb.x	-1, 1
	.tls_common t
	.text	-1
	.subsection 9000
	.section .g,"aG"
	.section .g,"aG",@progbits
	.section .g,"aG",@progbits,x,once
	.section .g,"a",@progbits,x
	.section .h,"axG",@progbits,x,comdat
	.attach_to_group y
	.data
other:	.word	2
