; Boot: from the machine's first instruction to the first program.
;
; Runs once, in real mode at level 0 with interrupts masked. The machine starts at _start with PSW 0, bytes of RAM in
; %r26, the address of the boot arguments in %r25, and 0 in all other registers.

_start:	put	%r26,ram_size
	put	%r25,boot_arguments
	la	kernel_stack,%r30
	mtctl	%r0,%tr0		; there is no process yet
	la	vectors,%r1
	mtctl	%r1,%iva

; Q, which lets an interruption tell where it came from, can be set by RFI alone (manual, chapter 4, "Return from
; Interruption"); so return from an interruption that never was, to boot.
	mtctl	%r0,%pcsq
	mtctl	%r0,%pcsq
	la	boot,%r1
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldi	PSW_KERNEL,%r1
	mtctl	%r1,%ipsw
	rfi
	nop

boot:	bl	page_setup,%r2		; which memory is free
	 nop
	bl	console_setup,%r2	; where the stream of the console stands
	 nop
	bl	timer_setup,%r2		; the first tick
	 nop
	bl	interrupt_setup,%r2	; devices may interrupt from here on
	 nop
	bl	boot_banner,%r2
	 nop
	bl	tar_setup,%r2		; what is on the disk
	 nop
	bl	boot_first,%r2		; the first program
	 nop
	b	resume_user
	 nop

; boot_banner: tells which machine this is.
; in, out: nothing
boot_banner:
	enter
	la	boot_hello,%r26
	get	ram_size,%r25
	extru	%r25,21,22,%r25		; in KiB
	la	DISK_PAGE,%r1
	ldw	DISK_SECTORS(%r1),%r24
	bl	print,%r2
	 nop
	leave

; boot_first: makes the first process: the one that the boot arguments name (`run NAME ARGUMENTS`), or else `init` if
; there is one on the disk, or else the program that is built in. If it can't, the machine stops.
; in: nothing. out: the process is current, ready for resume_user
boot_first:
	enter
	get	boot_arguments,%r3
	ldb	0(%r3),%r1
	comib,=	0,%r1,boot_default
	 nop
	copy	%r3,%r26
	la	boot_run,%r25
	bl	string_skip,%r2		; past `run `
	 nop
	comib,=,n 0,%r28,boot_bad_arguments
	copy	%r28,%r26
	bl	process_run,%r2
	 nop
	comib,<>,n 0,%r28,boot_no_program
	leave

boot_default:
	la	boot_init,%r26
	bl	tar_find,%r2
	 nop
	comib,=,n 0,%r28,1f
	la	boot_init,%r26
	copy	%r26,%r3
	bl	process_run,%r2
	 nop
	comib,<>,n 0,%r28,boot_no_program
	leave
1:	la	DISK_PAGE,%r1
	ldw	DISK_SECTORS(%r1),%r1
	comib,=,n 0,%r1,2f
	la	boot_no_init_text,%r26
	bl	print,%r2
	 nop
2:	bl	process_run_embedded,%r2
	 nop
	leave

boot_no_program:
	copy	%r28,%r24
	copy	%r3,%r25
	la	boot_no_program_text,%r26
	bl	print,%r2
	 nop
	b	shutdown
	 ldi	STATUS_NO_PROGRAM,%r26

boot_bad_arguments:
	copy	%r3,%r25
	la	boot_bad_arguments_text,%r26
	bl	print,%r2
	 nop
	b	shutdown
	 ldi	STATUS_NO_PROGRAM,%r26

; shutdown: stops the machine when all output is where it belongs.
; in: %r26 exit status. Does not return.
shutdown:
	copy	%r26,%r3
	bl	disk_flush,%r2
	 nop
	bl	console_drain,%r2
	 nop
	la	SYSTEM_PAGE,%r1
	stw	%r3,SYSTEM_EXIT(%r1)

; EXIT may need a moment on a pair of machines; rest meanwhile.
	mtctl	%r0,%eiem
1:	or	%r10,%r10,%r10
	b	1b
	 nop

boot_hello:
	.asciz	"kernel: %d KiB of RAM, %d sectors of disk\n"
boot_run:
	.asciz	"run "
boot_init:
	.asciz	"init"
boot_no_init_text:
	.asciz	"kernel: no boot arguments, and no program `init` on the disk: running the one that is built in\n"
boot_no_program_text:
	.asciz	"kernel: can't %s: error %d\n"
boot_bad_arguments_text:
	.asciz	"kernel: boot arguments are 'run NAME ARGUMENTS', not '%s'\n"
	.align	4

	.bss
	.align	64
kernel_stack:				; grows upwards
	.space	8192
ram_size:
	.space	4
boot_arguments:
	.space	4
	.text
