; System calls: the second half of the way in (the first is gateway.s), and the calls themselves, one small routine each.
;
; A call has its number in %r22 and up to four arguments in %r26 to %r23; its result comes in %r28, negative for an error.
; %r1, %r28 and %r31 change, and the carry bits of the PSW; all else is as it was.

; syscall_entry: in: %r31 return address with the caller's level in its low bits; all but %r1 the caller's.
syscall_entry:
	mfctl	%tr0,%r1		; the current process
	save_registers
	mfsp	%sr5,%r2
	ldo	4(%r31),%r3
	stw	%r2,FRAME_PCSQ(%r1)
	stw	%r2,FRAME_PCSQ+4(%r1)
	stw	%r31,FRAME_PCOQ(%r1)
	stw	%r3,FRAME_PCOQ+4(%r1)
	la	PSW_USER,%r2
	stw	%r2,FRAME_IPSW(%r1)
	la	kernel_stack,%r30

	ldi	SYSCALL_COUNT,%r19
	ldi	E_NOSYS,%r28
	comb,<<=,n %r19,%r22,syscall_return
	la	syscall_table,%r19
	ldwx,s	%r22(%r19),%r19
	la	syscall_return,%r2
	bv,n	%r0(%r19)
	nop
syscall_return:
	mfctl	%tr0,%r1
	b	resume_user
	 stw	%r28,FRAME_R28(%r1)

	.align	4
syscall_table:
	.word	syscall_exit		; 0
	.word	syscall_read		; 1
	.word	syscall_write		; 2
	.word	syscall_open		; 3
	.word	syscall_close		; 4
	.word	syscall_seek		; 5
	.word	disk_flush		; 6
	.word	syscall_time		; 7
	.word	syscall_sleep		; 8
	.word	syscall_run		; 9
	.word	syscall_list		; 10
SYSCALL_COUNT = 11

; exit(status): ends the program.
syscall_exit:
	b	process_exit
	 nop

; read(descriptor, address, length): bytes read, 0 at the end. From the console: a line, or what is left of it.
syscall_read:
	enter
	copy	%r25,%r3
	copy	%r24,%r4
	comib,>>,n 3,%r26,syscall_read_console	; 0 to 2 are the console
	bl	file_open_of,%r2
	 nop
	comib,=,n 0,%r28,syscall_bad_descriptor
	copy	%r28,%r22
	la	file_read,%r23
	copy	%r3,%r26
	copy	%r4,%r25
	bl	user_each,%r2
	 ldi	1,%r24
	leave
syscall_read_console:
	ldi	0,%r28
	comib,=,n 0,%r4,1f
	comib,>,n 0,%r4,syscall_invalid
	copy	%r3,%r26
	bl	user_address,%r2
	 ldi	1,%r25
	comib,=,n 0,%r28,syscall_fault
	copy	%r28,%r26
	copy	%r29,%r25		; up to the page's end: a read may always give less than it was asked for
	comb,<<=,n %r25,%r4,2f
	copy	%r4,%r25
2:	bl	input_read,%r2
	 nop
1:	leave

; write(descriptor, address, length): bytes written.
syscall_write:
	enter
	copy	%r25,%r3
	copy	%r24,%r4
	la	console_write,%r5
	comib,>>,n 3,%r26,1f
	la	file_write,%r5
	bl	file_open_of,%r2
	 nop
	comib,=,n 0,%r28,syscall_bad_descriptor
	copy	%r28,%r6
1:	copy	%r3,%r26
	copy	%r4,%r25
	ldi	0,%r24
	copy	%r5,%r23
	bl	user_each,%r2
	 copy	%r6,%r22
	leave

; open(name, flags): a descriptor. Flag 1 makes an empty file if there is none.
syscall_open:
	enter
	copy	%r25,%r3
	la	syscall_name,%r25
	bl	user_string,%r2
	 ldi	SYSCALL_NAME_SIZE,%r24
	comib,>,n 0,%r28,syscall_failed
	la	syscall_name,%r26
	bl	tar_find,%r2
	 nop
	comib,<>,n 0,%r28,1f
	ldi	E_NOENT,%r28
	bb,>=,n	%r3,31,syscall_failed
	la	syscall_name,%r26
	bl	tar_create,%r2
	 nop
	comib,>,n 0,%r28,syscall_failed
1:	bl	file_open,%r2
	 copy	%r28,%r26
	leave

; close(descriptor)
syscall_close:
	enter
	bl	file_open_of,%r2
	 nop
	comib,=,n 0,%r28,syscall_bad_descriptor
	stw	%r0,OPEN_MEMBER(%r28)
	ldi	0,%r28
	leave

; seek(descriptor, offset): where the next read or write begins, 0 up to the file's size; -1: at its end. The offset.
syscall_seek:
	enter
	copy	%r25,%r3
	bl	file_open_of,%r2
	 nop
	comib,=,n 0,%r28,syscall_bad_descriptor
	ldw	OPEN_MEMBER(%r28),%r1
	ldw	MEMBER_LENGTH(%r1),%r4
	comiclr,<> -1,%r3,%r0
	copy	%r4,%r3
	comb,<<,n %r4,%r3,syscall_invalid
	stw	%r3,OPEN_OFFSET(%r28)
	copy	%r3,%r28
	leave

; time(): seconds since 1970, UTC.
syscall_time:
	la	CLOCK_PAGE,%r1
	bv	%r0(%r2)
	 ldw	CLOCK_SECONDS(%r1),%r28

; sleep(hundredths): rests for at least so many hundredths of a second.
syscall_sleep:
	enter
	comib,>,n 0,%r26,syscall_invalid
	bl	timer_sleep,%r2
	 nop
	ldi	0,%r28
	leave

; run(command): runs another program, `NAME ARGUMENTS`, and waits for its end. Its exit status, or an error.
syscall_run:
	enter
	la	syscall_command,%r25
	bl	user_string,%r2
	 ldi	USER_ARGUMENTS_MAX,%r24
	comib,>,n 0,%r28,syscall_failed
	la	syscall_command,%r26
	bl	process_run,%r2
	 nop
	comib,>,n 0,%r28,syscall_failed
; The child is the current process now; the caller gets its result when the child exits.
	b	resume_user
	 nop

; list(index, buffer): puts the NUL-terminated name of the archive's file number `index`, from 0, into a buffer of 104
; bytes. The file's size, or E_NOENT behind the last.
syscall_list:
	enter
	copy	%r25,%r3
	bl	tar_member,%r2
	 nop
	comib,=,n 0,%r28,syscall_list_end
	ldw	MEMBER_LENGTH(%r28),%r4
	ldo	MEMBER_NAME(%r28),%r22
	copy	%r3,%r26
	ldi	104,%r25
	ldi	1,%r24
	la	syscall_list_copy,%r23
	put	%r22,syscall_source
	bl	user_each,%r2
	 nop
	comib,>,n 0,%r28,syscall_failed
	copy	%r4,%r28
	leave
syscall_list_end:
	ldi	E_NOENT,%r28
	leave

; A part of the name, for user_each: in: %r26 to, %r25 bytes. out: %r28 bytes
syscall_list_copy:
	enter
	copy	%r25,%r24
	copy	%r25,%r3
	get	syscall_source,%r25
	add	%r25,%r24,%r1
	copy	%r1,%r4
	put	%r4,syscall_source
	bl	memory_copy,%r2
	 nop
	copy	%r3,%r28
	leave

; What the calls say when they refuse (each has opened a frame).
syscall_bad_descriptor:
	ldi	E_BADF,%r28
	leave
syscall_invalid:
	ldi	E_INVAL,%r28
	leave
syscall_fault:
	ldi	E_FAULT,%r28
syscall_failed:
	leave

SYSCALL_NAME_SIZE = 101
	.bss
syscall_name:
	.space	SYSCALL_NAME_SIZE
syscall_command:
	.space	USER_ARGUMENTS_MAX
	.align	4
syscall_source:
	.space	4
	.text
