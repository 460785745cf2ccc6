; A C program as qemu-hppa starts it: a stack in %r30, argc in %r25, argv in %r24.

	.LEVEL	1.1
	.text
	.globl	_start
_start:
	ldil	L%$global$,%r27
	ldo	R%$global$(%r27),%r27
	ldil	L%linux_start,%r1
	ldo	R%linux_start(%r1),%r1
	copy	%r25,%r26
	copy	%r24,%r25
	bv	%r0(%r1)		; does not come back
	 ldo	64(%r30),%r30

; long linux_call(long a, long b, long c, long number): a system call of Linux; number from %r23 to %r20.
	.globl	linux_call
linux_call:
	stw	%r2,-20(%r30)
	ble	0x100(%sr2,%r0)
	 copy	%r23,%r20
	ldw	-20(%r30),%r2
	bv	%r0(%r2)
	nop
