; Coprocessors: the assist exception trap of floating point, 14, which is delayed, and the assist emulation trap, 22. Manual:
; chapter 4, group 3; chapter 6, "Interruptions and Exceptions".

	.include "guest.inc"

; Bits of the Floating-point Status Register.
DELAYED = 0x40				; T: a delayed trap is pending
ENABLE_Z = 0x08				; division by zero traps

	.macro	switch_on
	ldi	0xc0,%r8
	mtctl	%r8,%ccr
	.endm

; status: loads the Status Register, from real mode; a trap that is pending is dropped. Changes %r8.
	.macro	status	value
	la	doubleword,%r8
	fstds	%fr0,0(%r8)
	la	\value,%r8
	put	%r8,doubleword
	put	%r0,doubleword+4
	la	doubleword,%r8
	fldds	0(%r8),%fr0
	.endm

main:	case	"floating point that is switched off, and coprocessors and SFUs that are not there: assist emulation"
	elsewhere	1f,"QEMU 7.2 ignores the CCR, and coprocessors don't trap"
	mtctl	%r0,%ccr
	.irp	instruction,"fadd,dbl %fr4,%fr5,%fr6",".word 0x10000000",".word 0x30000100"
	.irp	level,0,3
	claim_trap	22,Q,\level,\instruction
	.endr
	.endr
	.irp	instruction,"pmdis","pmenb","copr,7,1","spop0,1,2","spop1,1,2 %r9","spop2,1,2 %r9","spop3,1,2 %r9,%r10"
	claim_trap	22,Q,3,\instruction
	.endr
1:
	case	"assist emulation tells the address of a load or store; faults of the access come first"
	elsewhere	1f,"QEMU 7.2 ignores the CCR, and coprocessors don't trap"
	mtctl	%r0,%ccr
	la	PAGE1,%r7
	ldi	77,%r9
	mtsp	%r9,%sr1
	claim_trap	15,Q+D,3,fldds 8(%sr1,%r7),%fr4
	map	PAGE1,PAGE1,WRITABLE,77
	claim_trap	22,Q+D,3,fldds 8(%sr1,%r7),%fr4
	claim_seen	ISR,77
	claim_seen	IOR,PAGE1+8
	claim_trap	28,Q+D,3,fldds 4(%sr1,%r7),%fr4
	claim_trap	22,Q+D,3,fstws %fr4,4(%sr1,%r7)
	claim_seen	IOR,PAGE1+4
	ldi	8,%r9
	ldi	2,%r10
	ldi	1,%r11
	.irp	instruction,"cldwx,3,s %r10(%r7),5","clddx,3,s %r11(%r7),5","cstwx,3 5,%r9(%r7)","cstdx,3,s 5,%r11(%r7)"
	claim_trap	22,Q,3,\instruction
	claim_seen	IOR,PAGE1+8
	.endr
	.irp	instruction,"cldws,3 8(%r7),5","cldds,3 8(%r7),5","cstws,3 5,8(%r7)","cstds,3 5,8(%r7)"
	claim_trap	22,Q,3,\instruction
	claim_seen	ISR,0
	claim_seen	IOR,PAGE1+8
	.endr
1:
	case	"CCR reads back what is there: floating point alone"
	elsewhere	1f,"QEMU 7.2 keeps every bit"
	la	-1,%r8
	mtctl	%r8,%ccr
	mfctl	%ccr,%r9
	claim	%r9,0xc0
1:
	case	"an exception that traps is delayed until the next floating-point instruction"
	elsewhere	1f,"QEMU 7.2 traps at the operation itself"
	switch_on
	status	ENABLE_Z
	la	one,%r7
	fldds	0(%r7),%fr4
	fldds	0(%r7),%fr6
	fsub,dbl	%fr4,%fr4,%fr5
	ldi	0,%r9
	try	Q,2f,3
	claim_interruption	14,3f+3
	claim_iir	3f
	claim	%r9,1
	claim_seen	COUNT,1
	b	1f
	 nop
2:	fdiv,dbl	%fr4,%fr5,%fr6
	ldo	1(%r9),%r9
3:	fadd,dbl	%fr4,%fr4,%fr7
	done
1:
	case	"the handler takes the exception over by storing the Status Register, and the instruction is repeated"
	elsewhere	1f,"QEMU 7.2 traps at the operation itself"
	switch_on
	status	ENABLE_Z
	la	one,%r7
	fldds	0(%r7),%fr4
	fsub,dbl	%fr4,%fr4,%fr5
	handle	4f
	try	Q,2f,3
	claim_seen	COUNT,1
	claim	%r9,ENABLE_Z+DELAYED
	la	doubleword,%r8
	fstds	%fr7,0(%r8)
	claim_word	doubleword,0x40000000	; 1 + 1
	b	1f
	 nop
2:	fdiv,dbl	%fr4,%fr5,%fr6
	fadd,dbl	%fr4,%fr4,%fr7
	done
4:	la	doubleword,%r1
	fstds	%fr0,0(%r1)
	ldw	0(%r1),%r9
	retry
1:
	case	"a reserved operation traps at once"
	elsewhere	1f,"QEMU 7.2 calls it illegal"
	switch_on
	status	0
	claim_trap	14,Q,3,.word 0x3080c006
1:
	case	"an exception that is not enabled sets its flag, and does not trap"
	switch_on
	status	0
	la	one,%r7
	fldds	0(%r7),%fr4
	fsub,dbl	%fr4,%fr4,%fr5
	try	Q,2f,3
	claim_seen	COUNT,0
	la	doubleword,%r8
	fstds	%fr0,0(%r8)
	get	doubleword,%r8
	extru	%r8,1,2,%r8		; V and Z
	claim	%r8,1
	b	passed
	 nop
2:	fdiv,dbl	%fr4,%fr5,%fr6
	fadd,dbl	%fr4,%fr4,%fr7
	done

	.data
	.align	8
one:	.word	0x3ff00000,0
doubleword:
	.word	0,0
	.text
