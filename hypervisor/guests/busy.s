; A guest that does a little of everything, for tests of the hypervisor: it computes, reads clocks and positions, prints
; through both ports, writes the disk, sets the timer, rests, and is interrupted all the while. What it prints through the
; stream port, what it writes and its exit status depend on nothing but its code; what its interrupt handler notes down
; depends on the exact instruction at which each interrupt came, so two machines agree on it only if they agree on that.

	.level	1.1
CONSOLE	.equ	0xf0002000
DISK	.equ	0xf0003000
CLOCK	.equ	0xf0001000
SYSTEM	.equ	0xf0000000
ACTUATOR .equ	0xf0004000
BUFFER	.equ	0x4000			; what is printed and written
NOTES	.equ	0x6000			; of the interrupt handler
VECTORS	.equ	0x10000

	.text
	.org	0x80			; vector 4: external interrupt
	bl	interrupt,%r0
	 nop

	.org	0x800
interrupt:
	mfctl	%cr23,%r1		; acknowledge what is pending, then note down how much it was and where we were
	mtctl	%r1,%cr23
	ldil	L%NOTES,%r9
	mfctl	%cr18,%r8
	ldw	0(%r9),%r16
	add	%r16,%r8,%r16
	add	%r16,%r1,%r16
	stw	%r16,0(%r9)
	ldw	4(%r9),%r16
	addi	1,%r16,%r16
	stw	%r16,4(%r9)
	rfir

	.globl	_start
_start:
	ldil	L%CONSOLE,%r3
	ldil	L%DISK,%r4
	ldil	L%CLOCK,%r5
	ldil	L%ACTUATOR,%r6
	ldil	L%BUFFER,%r7
	ldil	L%VECTORS,%r20
	mtctl	%r20,%cr14
	ldil	L%0x80c00000,%r20	; timer, console, disk
	mtctl	%r20,%cr15
	ldi	6,%r10			; rounds
	ldi	1,%r11			; the generator
	ldw	4(%r3),%r12		; stream position
	mtctl	%r0,%cr17		; go on with PSW Q and I set
	mtctl	%r0,%cr17
	ldil	L%round,%r20
	ldo	R%round(%r20),%r20
	mtctl	%r20,%cr18
	ldo	4(%r20),%r20
	mtctl	%r20,%cr18
	ldi	9,%r20
	mtctl	%r20,%cr22
	rfi

round:	mfctl	%cr16,%r20		; the timer goes off while we compute
	addi	800,%r20,%r20
	mtctl	%r20,%cr16
	ldi	150,%r13
compute:
	shd	%r11,%r0,19,%r20	; xorshift32
	xor	%r11,%r20,%r11
	extru	%r11,14,15,%r20
	xor	%r11,%r20,%r11
	shd	%r11,%r0,27,%r20
	addib,<> -1,%r13,compute
	 xor	%r11,%r20,%r11

	ldw	0(%r5),%r20		; SECONDS and MICROSECONDS, and where the rod is: the same on both machines
	ldw	4(%r5),%r21
	ldw	0(%r6),%r22
	add	%r20,%r21,%r20
	add	%r20,%r22,%r20
	stw	%r20,64(%r7)

	extru	%r11,31,4,%r20		; a letter and a newline
	addi	97,%r20,%r20
	stb	%r20,0(%r7)
	ldi	10,%r20
	stb	%r20,1(%r7)

	rsm	1,%r0			; PSW I off, so that no interrupt comes just before we rest
print:	stw	%r7,8(%r3)
	ldi	2,%r20
	stw	%r20,12(%r3)
	stw	%r12,16(%r3)
	ldi	1,%r20
	stw	%r20,20(%r3)
printing:
	.word	0x094a024a		; rest until something comes
	mfctl	%cr23,%r20
	mtctl	%r20,%cr23
	ldw	24(%r3),%r20
	comib,=	1,%r20,printing
	 nop
	comib,=	4,%r20,print		; uncertain: again
	 nop
	addi	2,%r12,%r12

	subi	71,%r10,%r20		; the raw port: A, B, C, ...
	stw	%r20,0(%r3)

write:	stw	%r10,256(%r4)		; slot 0: one sector, whose number is that of the round
	ldi	1,%r20
	stw	%r20,260(%r4)
	stw	%r7,264(%r4)
	stw	%r0,64(%r7)		; what the clocks showed must not be written
	ldi	2,%r20
	stw	%r20,268(%r4)
writing:
	.word	0x094a024a
	mfctl	%cr23,%r20
	mtctl	%r20,%cr23
	ldw	272(%r4),%r20
	comib,=	1,%r20,writing
	 nop
	comib,=	4,%r20,write
	 nop
	ldi	1,%r20
	stw	%r20,4(%r4)
	ssm	1,%r0

	addib,<> -1,%r10,round
	 nop
	extru	%r11,31,6,%r20
	ldil	L%SYSTEM,%r21
	stw	%r20,0(%r21)
	.end
