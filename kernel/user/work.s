; work: computes for a while, and tells how far it is on the console and in the file `results`. What it prints depends on
; its arguments alone, so two runs can be compared whatever happened to the machines meanwhile.
;
;	hvasm user/work.s -o work
;	run work ROUNDS KIB		(20 rounds of 64 KiB if there are no arguments)
;
; Each round makes KIB * 1024 pseudo-random bytes (the top byte of Marsaglia's xorshift32, begun with 1) and takes them into
; a CRC-32 (the one of gzip) over all bytes so far. A round is about 35,000 instructions per KiB.

	.level	1.1
	.include "syscall.inc"

	.text
_start:	copy	%r30,%r3		; a buffer for a line
	ldo	128(%r30),%r30
	bl	parse_decimal,%r2
	 ldi	20,%r4			; rounds
	comiclr,= -1,%r28,%r0
	copy	%r28,%r4
	bl	parse_decimal,%r2
	 ldi	64,%r5			; KiB
	comiclr,= -1,%r28,%r0
	copy	%r28,%r5

	la	work_file,%r26
	ldi	OPEN_CREATE,%r25
	syscall	SYS_OPEN
	comib,>,n 0,%r28,work_failed
	copy	%r28,%r6		; descriptor
	ldi	0,%r7			; rounds done
	ldi	1,%r8			; the generator
	ldi	-1,%r9			; the CRC, inverted
	la	0xedb88320,%r10		; its polynomial

work_round:
	comb,<<=,n %r4,%r7,work_end
	zdep	%r5,21,22,%r11		; bytes to go
work_byte:
	comib,=,n 0,%r11,work_line

; The next byte.
	zdep	%r8,18,19,%r1		; x ^= x << 13
	xor	%r8,%r1,%r8
	extru	%r8,14,15,%r1		; x ^= x >> 17
	xor	%r8,%r1,%r8
	zdep	%r8,26,27,%r1		; x ^= x << 5
	xor	%r8,%r1,%r8
	extru	%r8,7,8,%r1
	xor	%r9,%r1,%r9

; Into the CRC, bit by bit, from %r9 to %r1 and back.
	.macro	work_bit from, to
	extru	\from,30,31,\to
	extru,=	\from,31,1,%r0
	xor	\to,%r10,\to
	.endm
	work_bit %r9,%r1
	work_bit %r1,%r9
	work_bit %r9,%r1
	work_bit %r1,%r9
	work_bit %r9,%r1
	work_bit %r1,%r9
	work_bit %r9,%r1
	work_bit %r1,%r9
	b	work_byte
	 ldo	-1(%r11),%r11

; A line for the console and the file; every fourth is made safe on the disk.
work_line:
	ldo	1(%r7),%r7
	la	work_title,%r25
	bl	append_string,%r2
	 copy	%r3,%r26
	copy	%r28,%r26
	ldi	3,%r24
	bl	append_digits,%r2
	 copy	%r7,%r25
	copy	%r28,%r26
	la	work_of,%r25
	bl	append_string,%r2
	 nop
	copy	%r28,%r26
	ldi	3,%r24
	bl	append_digits,%r2
	 copy	%r4,%r25
	copy	%r28,%r26
	la	work_crc,%r25
	bl	append_string,%r2
	 nop
	copy	%r28,%r26
	bl	append_hexadecimal,%r2
	 uaddcm	%r0,%r9,%r25		; 0 + ~CRC
	ldi	10,%r1
	stbs,ma	%r1,1(%r28)
	sub	%r28,%r3,%r12		; length
	copy	%r3,%r25
	copy	%r12,%r24
	ldi	CONSOLE,%r26
	syscall	SYS_WRITE
	copy	%r3,%r25
	copy	%r12,%r24
	copy	%r6,%r26
	syscall	SYS_WRITE
	comb,<>,n %r12,%r28,work_failed
	extru,=	%r7,31,2,%r0
	b,n	work_round
	syscall	SYS_SYNC
	comib,=	0,%r28,work_round
	 nop
; (else on into work_failed)

work_failed:
	la	work_failed_text,%r26
	bl	say,%r2
	 nop
	ldi	1,%r26
	syscall	SYS_EXIT

work_end:
	syscall	SYS_SYNC
	comib,<> 0,%r28,work_failed
	 ldi	0,%r26
	syscall	SYS_EXIT

work_file:
	.asciz	"results"
work_title:
	.asciz	"work "
work_of:
	.asciz	" of "
work_crc:
	.asciz	": crc "
work_failed_text:
	.asciz	"work: the file `results` can't be written: is there room behind the archive?\n"
	.align	4
	.include "text.s"
