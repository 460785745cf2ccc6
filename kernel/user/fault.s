; fault: does what a program must not do; which, its argument says. The kernel kills it and goes on.
;
;	run fault null | kernel | io | code | privileged | gateway | unaligned | break | ?

	.level	1.1
	.include "syscall.inc"

	.text
_start:	copy	%r26,%r3
	ldb	0(%r3),%r4		; the first letter decides
	la	fault_table,%r5
1:	ldws,ma	8(%r5),%r1
	comib,=,n 0,%r1,2f
	comb,<>	%r1,%r4,1b
	 nop
	ldw	-4(%r5),%r1
	bv,n	%r0(%r1)
	nop
2:	ldi	1,%r26
	syscall	SYS_EXIT

fault_null:
	ldw	0(%r0),%r1
	b,n	2b
fault_kernel:				; the first space register is the user's to change, but space 0 holds no data for it
	mtsp	%r0,%sr1
	la	0x10000,%r1
	stw	%r0,0(%sr1,%r1)
	b,n	2b
fault_io:
	la	0xf0000000,%r1
	stw	%r0,0(%r1)
	b,n	2b
fault_code:				; a program can't write its own code
	la	_start,%r1
	stw	%r0,0(%r1)
	b,n	2b
fault_privileged:
	rsm	1,%r0
	b,n	2b
fault_gateway:				; into the middle of the gateway, past GATE
	be	0x108(%sr2,%r0)
	 nop
fault_unaligned:
	ldw	1(%r30),%r1
	b,n	2b
fault_break:
	break	1,2
	b,n	2b

; Not a fault: PROBE asks whether an access would be allowed. Page 0 can't be read, the stack can, code can't be written.
fault_probe:
	ldi	7,%r4
	proberi	(%r0),3,%r4		; 0
	proberi	(%r30),3,%r5		; 1
	la	_start,%r1
	probewi	(%r1),3,%r6		; 0
	sh1add	%r4,%r5,%r26
	sh1add	%r26,%r6,%r26		; 2
	syscall	SYS_EXIT

	.align	4
fault_table:				; letter, routine
	.word	0x6e,fault_null
	.word	0x6b,fault_kernel
	.word	0x69,fault_io
	.word	0x63,fault_code
	.word	0x70,fault_privileged
	.word	0x67,fault_gateway
	.word	0x75,fault_unaligned
	.word	0x62,fault_break
	.word	0x3f,fault_probe
	.word	0,0
