; External interrupts: which device wants what, and how the kernel waits.
;
; Interrupts are masked whenever the kernel runs. They are served here, either because one interrupted a user (trap.s)
; or because the kernel waits for one.

; interrupt_setup: lets the timer, the console and the disk interrupt users.
; in, out: nothing. changed: %r1
interrupt_setup:
	la	INTERVAL_TIMER_INTERRUPT|CONSOLE_INTERRUPT|DISK_INTERRUPT,%r1
	bv	%r0(%r2)
	 mtctl	%r1,%eiem

; interrupt_wait: rests until an interrupt is pending, then serves it. The caller looks again whether what it waits for
; has happened, and comes back if not: an interrupt may be spurious, or another device's.
; No wake-up is lost: had something happened since the caller looked, its bit would be in EIRR, and then the idle hint
; does not rest, whatever PSW I says.
; in, out: nothing. changed: as interrupt_service
interrupt_wait:
	or	%r10,%r10,%r10		; the idle hint
; (on into interrupt_service)

; interrupt_service: serves all pending interrupts. The bits in EIRR are cleared first and the devices looked at
; afterwards, so that what happens in between sets its bit anew.
; in, out: nothing. changed: caller-saved registers
interrupt_service:
	enter
	mfctl	%eirr,%r3
	mtctl	%r3,%eirr		; clears the bits that are 1 in %r3
	bb,>=	%r3,0,1f
	 nop
	bl	timer_interrupt,%r2
	 nop
1:	bb,>=	%r3,8,2f
	 nop
	bl	console_interrupt,%r2
	 nop
2:	bb,>=	%r3,9,3f
	 nop
	bl	disk_interrupt,%r2
	 nop
3:	leave
