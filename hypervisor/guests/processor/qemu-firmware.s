; What qemu-system-hppa boots as its firmware, to run a guest of this suite: puts the guest where our board would have
; loaded it, and enters it as our board does, with the address of QEMU's UART in %r24 (see guest.inc).
;
; drive-qemu.ts links it at 0xf0001000, with the guest's 256 KiB at GUEST.

	.level	1.1
GUEST = 0xf0110000
TARGET = 0x10000
UART = 0xffd05800

	.text
	.globl	_start
_start:	rsm	8,%r0			; QEMU begins with PSW Q = 1, our board with 0
	ldil	L%GUEST,%r3
	ldil	L%TARGET,%r4
	ldil	L%0x40000,%r5
next:	ldws,ma	4(%r3),%r6
	addib,<>	-4,%r5,next
	 stws,ma	%r6,4(%r4)
	ldil	L%UART,%r24
	ldo	R%UART(%r24),%r24
	ldil	L%TARGET,%r4
	bv,n	%r0(%r4)
