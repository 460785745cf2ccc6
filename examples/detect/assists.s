; What is not there: undefined instructions, coprocessors, special function units; and floating point, which is a coprocessor
; that the guest switches on. Manual: chapter 4, group 3; chapter 6.

	probe	OTHER,"undefined instructions are illegal at every level, BREAK breaks"
	.irp	level,0,1,2,3
	claim_ends	8,Q,\level,.word 0x1c000000
	claim_ends	8,Q,\level,.word 0x00001fe0
	claim_ends	9,Q,\level,break 31,0
	.endr

	probe	OTHER,"coprocessors and special function units that are not there: assist emulation"
	mtctl	%r0,%ccr
	.irp	level,0,3
	claim_ends	22,Q,\level,fadd,dbl %fr4,%fr5,%fr6
	claim_ends	22,Q,\level,.word 0x10000000
	claim_ends	22,Q,\level,.word 0x30000100
	.endr
	la	CONSOLE_PAGE+CONSOLE_START,%r7
	claim_ends	22,Q,0,fldws 0(%r7),%fr4
	claim_seen	ISR,0
	claim_seen	IOR,CONSOLE_PAGE+CONSOLE_START

	probe	OTHER,"floating-point registers survive simulated instructions"
	ldi	0xc0,%r8
	mtctl	%r8,%ccr
	la	assists_pattern,%r7
	.irp	register,4,5,6,7,8,15,16,22,23,30,31
	fldds	0(%r7),%fr\register
	.endr
	la	CONSOLE_PAGE,%r7
	.rept	3
	simulated
	.endr
	la	assists_result,%r7
	.irp	register,4,5,6,7,8,15,16,22,23,30,31
	fstds	%fr\register,0(%r7)
	ldw	0(%r7),%r9
	claim	%r9,0x3ff12345
	ldw	4(%r7),%r9
	claim	%r9,0x6789abcd
	.endr
	mtctl	%r0,%ccr

	probe	OTHER,"floating-point registers are loaded from devices, and stored there"
	ldi	0xc0,%r8
	mtctl	%r8,%ccr
	la	assists_one,%r7
	fldds	0(%r7),%fr4
	la	CONSOLE_PAGE+CONSOLE_START,%r7
	fstws	%fr4L,0(%r7)
	ldws	0(%r7),%r9
	claim	%r9,0x3ff00000
	fldws	0(%r7),%fr6R
	la	assists_result,%r7
	fstws	%fr6R,0(%r7)
	ldw	0(%r7),%r9
	claim	%r9,0x3ff00000
	mtctl	%r0,%ccr

	probe	OTHER,"a floating-point exception comes at the next floating-point instruction, not before"
	ldi	0xc0,%r8
	mtctl	%r8,%ccr
	la	assists_status,%r7
	fldds	0(%r7),%fr0
	la	assists_one,%r7
	fldds	0(%r7),%fr4
	fsub,dbl	%fr4,%fr4,%fr5
	la	CONSOLE_PAGE,%r7
	try	Q,assists_divide,0
	claim_seen	NUMBER,14
	claim_at	assists_next
	claim_iir	assists_next
	la	assists_result,%r7
	fstds	%fr0,0(%r7)			; the exception is taken over
	mtctl	%r0,%ccr
	b	assists_end
	 nop

assists_divide:
	fdiv,dbl	%fr4,%fr5,%fr6
	simulated
assists_next:
	fadd,dbl	%fr4,%fr4,%fr7
	done

	.data
	.align	8
assists_one:
	.word	0x3ff00000,0
assists_pattern:
	.word	0x3ff12345,0x6789abcd
; Division by zero traps.
assists_status:
	.word	8,0
assists_result:
	.word	0,0
	.text
assists_end:
