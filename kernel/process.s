; Processes: a program, its address space, its saved registers. One runs; it may run another and wait for its end, so
; they form a stack. Of each the kernel keeps PROCESS_SIZE bytes (layout.inc), beginning with the frame.
;
; Runs inside the kernel, interrupts masked. %tr0 (CR24) holds the current process, %tr1 (CR25) its page table, %sr5 and
; %sr6 its space; %sr7 is the gateway's space, 0. Users can change none of these.

; process_run: makes a program from the disk the current process.
; in: %r26 command: `NAME ARGUMENTS`. out: %r28 0, or why not (then the current process has not changed)
process_run:
	enter
	copy	%r26,%r3

; The name goes up to the first blank.
	la	process_name,%r4
	ldi	0,%r5
	ldi	0x20,%r6
1:	ldb	0(%r3),%r1
	comib,=,n 0,%r1,2f
	ldo	1(%r3),%r3
	comb,=,n %r6,%r1,2f
	ldi	TAR_NAME_MAX,%r7
	comb,=,n %r5,%r7,process_run_missing
	add	%r4,%r5,%r7
	stb	%r1,0(%r7)
	b	1b
	 ldo	1(%r5),%r5
2:	add	%r4,%r5,%r7
	stb	%r0,0(%r7)
	bl	tar_find,%r2
	 copy	%r4,%r26
	comib,=,n 0,%r28,process_run_missing
	copy	%r28,%r5
	copy	%r4,%r26
	bl	process_make,%r2
	 copy	%r3,%r25
	comib,<>,n 0,%r28,process_run_end
	bl	loader_load,%r2
	 copy	%r5,%r26
	comib,<>,n 0,%r28,process_run_undo
	bl	process_enter,%r2
	 copy	%r29,%r26
	ldi	0,%r28
process_run_end:
	leave
process_run_undo:
	copy	%r28,%r5
	bl	process_unmake,%r2
	 nop
	copy	%r5,%r28
	leave
process_run_missing:
	ldi	E_NOENT,%r28
	leave

; process_run_embedded: makes the program in embedded.s the current process. It stays where it is linked: its pages are
; mapped at their own addresses. in: nothing. out: %r28 0
process_run_embedded:
	enter
	la	embedded_name,%r26
	la	embedded_arguments,%r25
	bl	process_make,%r2
	 nop
	la	embedded_begin,%r3
	la	embedded_end,%r4
	la	PROTECTION_READ|PROTECTION_EXECUTE,%r5
	mfctl	%tr1,%r6
1:	extru	%r3,19,20,%r1
	sh3add	%r1,%r6,%r1
	extru	%r3,24,25,%r7
	stw	%r7,ENTRY_TRANSLATION(%r1)
	stw	%r5,ENTRY_PROTECTION(%r1)
	ldo	PAGE_SIZE(%r3),%r3
	comb,<<	%r3,%r4,1b
	 nop
	la	embedded_begin,%r26
	bl	process_enter,%r2
	 nop
	ldi	0,%r28
	leave

; process_make: a new process with a stack, in a new space, as the current one.
; in: %r26 name, %r25 arguments. out: %r28 0 or E_NOMEM
process_make:
	enter
	copy	%r26,%r7
	copy	%r25,%r8
	get	process_depth,%r3
	comib,=,n PROCESS_COUNT,%r3,process_make_full
	ldo	1(%r3),%r4
	put	%r4,process_depth
	zdep	%r3,24,25,%r4		; 384 = 128 + 256 bytes a process
	zdep	%r3,23,24,%r1
	add	%r4,%r1,%r4
	la	processes,%r1
	add	%r1,%r4,%r4		; the new process
	copy	%r4,%r26
	bl	memory_clear,%r2
	 ldi	PROCESS_SIZE,%r25
	mfctl	%tr0,%r1
	stw	%r1,PROCESS_PARENT(%r4)
	get	page_next,%r1
	stw	%r1,PROCESS_MARK(%r4)

; A space identifier that was never used, so that the TLB can hold nothing of it.
	get	process_space,%r5
	ldo	1(%r5),%r5
	put	%r5,process_space
	stw	%r5,PROCESS_SPACE(%r4)
	bl	string_length,%r2
	 copy	%r7,%r26
	ldo	PROCESS_NAME(%r4),%r26
	copy	%r7,%r25
	bl	memory_copy,%r2
	 ldo	1(%r28),%r24

; The page table takes two pages, which lie side by side.
	bl	page_allocate,%r2
	 nop
	comib,=,n 0,%r28,process_make_undo
	stw	%r28,PROCESS_TABLE(%r4)
	bl	page_allocate,%r2
	 nop
	comib,=,n 0,%r28,process_make_undo
	bl	process_select,%r2
	 copy	%r4,%r26

; The stack, with the arguments at its bottom.
	ldi	USER_STACK_PAGES,%r5
	la	USER_STACK,%r6
1:	copy	%r6,%r26
	la	PROTECTION_READ|PROTECTION_WRITE,%r25
	bl	page_map,%r2
	 ldw	PROCESS_TABLE(%r4),%r24
	comib,<>,n 0,%r28,process_make_undo
	ldo	PAGE_SIZE(%r6),%r6
	addib,<> -1,%r5,1b
	 nop
	bl	string_length,%r2
	 copy	%r8,%r26
	copy	%r28,%r5
	ldi	USER_ARGUMENTS_MAX-1,%r1
	comb,<<=,n %r5,%r1,2f
	copy	%r1,%r5			; too long: cut off
2:	la	USER_STACK,%r26
	bl	user_address,%r2
	 ldi	1,%r25
	copy	%r28,%r26
	copy	%r8,%r25
	bl	memory_copy,%r2
	 copy	%r5,%r24
	stw	%r5,FRAME_R25(%r4)
	ldi	0,%r28
	leave

process_make_undo:
	bl	process_select,%r2	; so that it is undone whole, from wherever it failed
	 copy	%r4,%r26
	bl	process_unmake,%r2
	 nop
process_make_full:
	ldi	E_NOMEM,%r28
	leave

; process_enter: the state in which the current process begins: level 3, virtual, interruptible, %r26 the address of its
; arguments, %r25 their length, %r30 its stack; all else 0.
; in: %r26 entry. out: nothing. changed: %r1, %r19
process_enter:
	mfctl	%tr0,%r1
	depi	3,31,2,%r26		; level 3
	stw	%r26,FRAME_PCOQ(%r1)
	ldo	4(%r26),%r26
	stw	%r26,FRAME_PCOQ+4(%r1)
	ldw	PROCESS_SPACE(%r1),%r19
	stw	%r19,FRAME_PCSQ(%r1)
	stw	%r19,FRAME_PCSQ+4(%r1)
	stw	%r19,FRAME_SR0(%r1)
	stw	%r19,FRAME_SR1(%r1)
	stw	%r19,FRAME_SR3(%r1)
	stw	%r19,FRAME_SR4(%r1)	; %sr2 stays 0: the gateway
	la	PSW_USER,%r19
	stw	%r19,FRAME_IPSW(%r1)
	la	USER_STACK,%r19
	stw	%r19,FRAME_R26(%r1)
	ldo	USER_ARGUMENTS_MAX+64(%r19),%r19
	bv	%r0(%r2)
	 stw	%r19,FRAME_R30(%r1)

; process_select: makes a process the current one. in: %r26 process, or 0. changed: %r1
process_select:
	mtctl	%r26,%tr0
	mtsp	%r0,%sr7
	comib,=,n 0,%r26,1f
	ldw	PROCESS_TABLE(%r26),%r1
	mtctl	%r1,%tr1
	ldw	PROCESS_SPACE(%r26),%r1
	mtsp	%r1,%sr5
	mtsp	%r1,%sr6
1:	bv,n	%r0(%r2)
	nop

; process_unmake: gives back what the current process has; its parent becomes the current one.
; in, out: nothing
process_unmake:
	enter
	mfctl	%tr0,%r3
	ldw	PROCESS_MARK(%r3),%r4
	put	%r4,page_next
	get	process_depth,%r4
	ldo	-1(%r4),%r4
	put	%r4,process_depth
	bl	process_select,%r2
	 ldw	PROCESS_PARENT(%r3),%r26
	leave

; process_exit: the current program ends; its parent goes on with the status, or, if it was the first, the machine stops.
; in: %r26 status. Does not return.
process_exit:
	extru	%r26,31,6,%r3		; statuses from 64 on are hvrun's
	mfctl	%tr0,%r4
	bl	process_unmake,%r2
	 nop
	mfctl	%tr0,%r1
	comib,=,n 0,%r1,1f
	b	resume_user
	 stw	%r3,FRAME_R28(%r1)
1:	bl	console_fresh_line,%r2
	 nop
	la	process_exit_text,%r26
	ldo	PROCESS_NAME(%r4),%r25
	bl	print,%r2
	 copy	%r3,%r24
	b	shutdown
	 copy	%r3,%r26

; process_fault: the current program did what it must not; it is killed, the kernel is not.
; in: the process's frame. Does not return.
process_fault:
	mfctl	%tr0,%r3
	bl	console_fresh_line,%r2
	 nop
	bl	interruption_name,%r2
	 ldw	FRAME_NUMBER(%r3),%r26
	la	process_fault_text,%r26
	ldo	PROCESS_NAME(%r3),%r25
	copy	%r28,%r24
	ldw	FRAME_PCOQ(%r3),%r23
	bl	print,%r2
	 depi	0,31,2,%r23
	la	process_fault_parameters_text,%r26
	ldw	FRAME_IIR(%r3),%r25
	ldw	FRAME_ISR(%r3),%r24
	bl	print,%r2
	 ldw	FRAME_IOR(%r3),%r23
	b	process_exit
	 ldi	STATUS_FAULT,%r26

process_exit_text:
	.asciz	"kernel: %s ended with status %d\n"
process_fault_text:
	.asciz	"kernel: %s is killed: %s at %x"
process_fault_parameters_text:
	.asciz	" (iir %x, isr %x, ior %x)\n"
	.align	4

	.bss
	.align	8
processes:
	.space	PROCESS_SIZE*PROCESS_COUNT
process_depth:				; how many there are
	.space	4
process_space:				; the last space identifier given away
	.space	4
process_name:
	.space	TAR_NAME_MAX+1
	.align	4
	.text
