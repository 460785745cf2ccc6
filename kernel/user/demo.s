; demo: shows the system working when there is no disk. It is built into the kernel (embedded.s) but is an ordinary program,
; and assembles alone, too. It has no data of its own that it writes, except on its stack.

	.level	1.1
	.include "syscall.inc"

	.text
demo:	copy	%r30,%r3		; a buffer for a line
	ldo	128(%r30),%r4		; and the sieve
	ldo	1152(%r30),%r30

; Who and where am I? A link tells the level in its low bits.
	bl	1f,%r5
	 nop
1:	la	demo_level,%r25
	bl	append_string,%r2
	 copy	%r3,%r26
	copy	%r28,%r26
	bl	append_decimal,%r2
	 extru	%r5,31,2,%r25
	copy	%r28,%r26
	la	demo_space,%r25
	bl	append_string,%r2
	 nop
	copy	%r28,%r26
	bl	append_decimal,%r2
	 mfsp	%sr4,%r25
	bl	demo_line,%r2
	 nop

; The sieve of Eratosthenes up to 1,000, a byte for each number: 0 is prime.
	copy	%r4,%r19
	ldi	1000,%r20
1:	addib,<> -1,%r20,1b
	 stbs,ma %r0,1(%r19)
	ldi	2,%r5			; the number
	ldi	0,%r6			; primes so far
	ldi	1000,%r8
	ldi	1,%r9
2:	add	%r4,%r5,%r19
	ldb	0(%r19),%r1
	comib,<>,n 0,%r1,4f
	ldo	1(%r6),%r6
	copy	%r5,%r7			; the last prime
	add	%r5,%r5,%r20		; its multiples are none
3:	comb,<=,n %r8,%r20,4f
	add	%r4,%r20,%r19
	stb	%r9,0(%r19)
	b	3b
	 add	%r20,%r5,%r20
4:	ldo	1(%r5),%r5
	comb,<>	%r5,%r8,2b
	 nop
	la	demo_primes,%r25
	bl	append_string,%r2
	 copy	%r3,%r26
	copy	%r28,%r26
	bl	append_decimal,%r2
	 copy	%r6,%r25
	copy	%r28,%r26
	la	demo_last,%r25
	bl	append_string,%r2
	 nop
	copy	%r28,%r26
	bl	append_decimal,%r2
	 copy	%r7,%r25
	bl	demo_line,%r2
	 nop

; Time: ten naps of the interval timer.
	ldi	10,%r5
1:	ldi	1,%r26
	syscall	SYS_SLEEP
	addib,<> -1,%r5,1b
	 nop
	la	demo_slept,%r26
	bl	say,%r2
	 nop

; The kernel takes no nonsense: an address that isn't ours, a call that doesn't exist.
	ldi	CONSOLE,%r26
	ldi	0,%r25
	ldi	1,%r24
	syscall	SYS_WRITE
	copy	%r28,%r5
	syscall	99
	copy	%r28,%r6
	la	demo_refused,%r25
	bl	append_string,%r2
	 copy	%r3,%r26
	copy	%r28,%r26
	bl	append_decimal,%r2
	 sub	%r0,%r5,%r25
	copy	%r28,%r26
	la	demo_and,%r25
	bl	append_string,%r2
	 nop
	copy	%r28,%r26
	bl	append_decimal,%r2
	 sub	%r0,%r6,%r25
	bl	demo_line,%r2
	 nop

	la	demo_disk,%r26
	bl	say,%r2
	 nop
	ldi	0,%r26
	syscall	SYS_EXIT

; demo_line: ends the line in the buffer and writes it. in: %r28 its end
demo_line:
	ldi	10,%r1
	stbs,ma	%r1,1(%r28)
	copy	%r3,%r25
	sub	%r28,%r3,%r24
	ldi	CONSOLE,%r26
	syscall	SYS_WRITE
	bv,n	%r0(%r2)
	nop

demo_level:
	.asciz	"demo: hello from privilege level "
demo_space:
	.asciz	", address space "
demo_primes:
	.asciz	"demo: primes below 1000: "
demo_last:
	.asciz	", the last of them "
demo_slept:
	.asciz	"demo: slept ten times until the interval timer woke me\n"
demo_refused:
	.asciz	"demo: two bad system calls were refused with errors "
demo_and:
	.asciz	" and "
demo_disk:
	.asciz	"demo: now give me a disk: hvrun --disk DISK.tar --append 'run hello'\n"
	.align	4
	.include "text.s"
