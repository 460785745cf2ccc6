; What qemu-system-hppa boots as its firmware, to run a C program that was linked for our board: puts it where our board would
; have loaded it, and enters it as our board does, with RAM's size in %r26 and no boot arguments in %r25. Linked at 0xf0001000,
; with the program's 256 KiB at GUEST (hypervisor/guests/processor/drive-qemu.ts); ENTRY is the program's.

	.level	1.1
GUEST = 0xf0110000
TARGET = 0x10000
RAM = 0x1000000

	.text
	.globl	_start
_start:	rsm	8,%r0			; QEMU begins with PSW Q = 1, our board with 0
	ldil	L%GUEST,%r3
	ldil	L%TARGET,%r4
	ldil	L%0x40000,%r5
next:	ldws,ma	4(%r3),%r6
	addib,<>	-4,%r5,next
	 stws,ma	%r6,4(%r4)
	ldil	L%RAM,%r26
	ldo	-4096(%r26),%r25
	ldil	L%ENTRY,%r4
	ldo	R%ENTRY(%r4),%r4
	bv,n	%r0(%r4)
