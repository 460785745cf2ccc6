; Control, space and shadow registers. Manual: chapter 2; MTCTL, MFCTL, MTSP, MFSP, LDSID. How many bits a register has is told
; by emulator/board.md, "Processor", and emulator/cpu/README.md.

; claim_written: what is written into this control register reads back with these bits. Ends with the register 0.
	.macro	claim_written	register, bits
	.irp	pattern,0xffffffff,0xa5a5a5a5,0x5a5a5a5a,0
	la	\pattern,%r8
	mtctl	%r8,%cr\register
	mfctl	%cr\register,%r9
	claim	%r9,\pattern&\bits
	.endr
	.endm

	probe	OTHER,"control registers keep the bits that they have"
	claim_written	0,0xffffffff
	ldi	-1,%r8
	.irp	register,1,2,3,4,5,6,7		; reserved: the assembler has no names for them
	.word	\register << 21 | 8 << 16 | 0x1840	; mtctl %r8
	.word	\register << 21 | 0x08a9		; mfctl into %r9
	claim	%r9,0
	.endr
	.irp	register,8,9,12,13
	claim_written	\register,0xffff
	.endr
	claim_written	10,0xc0
	claim_written	11,31
	.irp	register,15,19,20,21,22,24,25,26,27,28,29,30,31
	claim_written	\register,0xffffffff
	.endr

	probe	OTHER,"the interruption vector address (IVA) is a multiple of 2048"
	mfctl	%iva,%r10
	.irp	pattern,0xffffffff,0xa5a5a5a5,0
	la	\pattern,%r8
	mtctl	%r8,%iva
	mfctl	%iva,%r9
	mtctl	%r10,%iva
	claim	%r9,\pattern&0xfffff800
	.endr

	probe	OTHER,"vectors are found through IVA"
	install	registers_vector,PAGE1+9*32,4
	ldi	0,%r12
	la	PAGE1,%r8
	mfctl	%iva,%r10
	mtctl	%r8,%iva
	try	Q,psw_break
	mtctl	%r10,%iva
	claim	%r12,1

	probe	OTHER,"space registers are what was written, at every level, and LDSID finds them"
	la	0x89abcdef,%r8
	.irp	register,0,1,2,3,4,5,6,7
	ldo	\register(%r8),%r9
	mtsp	%r9,%sr\register
	.endr
	.irp	level,0,1,2,3
	.irp	register,0,1,2,3,4,5,6,7
	claim_allowed	Q,\level,mfsp %sr\register,%r9
	claim	%r9,0x89abcdef+\register
	.endr
	.irp	quadrant,0,1,2,3
	la	\quadrant<<30,%r7
	claim_allowed	Q,\level,ldsid (%r7),%r9
	claim	%r9,0x89abcdef+4+\quadrant
	.endr
	claim_allowed	Q,\level,ldsid (%sr2,%r7),%r9
	claim	%r9,0x89abcdef+2
	.endr

	probe	OTHER,"the shift amount register and CR 26 and 27, at every level"
	.irp	level,0,1,2,3
	ldi	-\level,%r8
	claim_allowed	Q,\level,mtctl %r8,%sar
	claim_allowed	Q,\level,mfctl %sar,%r9
	claim	%r9,(-\level)&31
	mtctl	%r8,%cr26
	claim_allowed	Q,\level,mfctl %cr26,%r9
	claim_same	%r9,%r8
	.endr

	probe	OTHER,"DIAG does nothing at level 0"
	claim_allowed	Q,0,diag 0
	claim_allowed	Q,0,diag 0x155555
	b	registers_end
	 nop

; A vector: says that it was there, and ends the try.
registers_vector:
	ldi	1,%r12
	ldil	L%resume_case,%r1
	ldo	R%resume_case(%r1),%r1
	bv,n	%r0(%r1)
registers_end:
