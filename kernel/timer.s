; The interval timer: a tick each hundredth of a second. It preempts nobody; programs sleep by it.
;
; Runs inside the kernel, interrupts masked. Its own: CR16 and `ticks`.

TICK = TICKS_PER_SECOND / 100

; timer_setup, timer_interrupt: (re)starts the timer; the interrupt also counts.
; in, out: nothing. changed: %r1, %r19
timer_interrupt:
	get	ticks,%r19
	ldo	1(%r19),%r19
	put	%r19,ticks
timer_setup:
	mfctl	%itmr,%r19
	la	TICK,%r1
	add	%r19,%r1,%r19
	bv	%r0(%r2)
	 mtctl	%r19,%itmr		; the next interrupt comes when CR16 passes this, at once if it has

; timer_sleep: rests for at least some ticks.
; in: %r26 number of ticks. out: nothing
timer_sleep:
	enter
	get	ticks,%r3
	add	%r3,%r26,%r3
	ldo	1(%r3),%r3		; the tick under way may be almost over
1:	get	ticks,%r4
	sub	%r3,%r4,%r4		; the difference may wrap, the sign is right
	comib,>=,n 0,%r4,2f
	bl	interrupt_wait,%r2
	 nop
	b,n	1b
2:	leave

	.bss
	.align	4
ticks:	.space	4
	.text
