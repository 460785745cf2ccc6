; The gateway page: the one way from a program into the kernel.
;
; Virtual page 0 of space 0. Every program may execute it, none may read or write it; its access rights have type 4, so
; the GATE instruction in it promotes to level 0. A program comes with
;
;	ble	0x100(%sr2,%r0)		; %sr2 is 0 when a program starts
;	 ldi	NUMBER,%r22
;
; and is continued behind that, at its own level. GATE is refused in the shadow of a taken branch (PSW B), so it can't be
; combined with an address of the caller's choice; every other word here is harmless without privilege.

	.align	PAGE_SIZE
gateway_page:
	.space	0x100			; BREAK instructions
	gate,n	gateway_promoted,%r31	; puts the caller's level into the low bits of its return address
	nop

; Level 0, but still virtual, with the user's spaces, and interruptible. Only RFI can switch address translation off for
; instructions, so `return` to syscall_entry in real mode. Interruptions must not be able to disturb the queues meanwhile.
gateway_promoted:
	rsm	PSW_Q|PSW_I,%r0
	mtctl	%r0,%pcsq
	mtctl	%r0,%pcsq
	la	syscall_entry,%r1
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldi	PSW_KERNEL,%r1
	mtctl	%r1,%ipsw
	rfi
	nop
	.align	PAGE_SIZE
