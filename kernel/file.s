; Files: bytes of a member of the archive, and open files.
;
; Runs inside the kernel, interrupts masked. Bytes travel through file_buffer, since commands move whole sectors.

; file_open: in: %r26 member. out: %r28 descriptor, or E_MFILE
file_open:
	mfctl	%tr0,%r1
	ldo	PROCESS_FILES+24(%r1),%r1	; descriptor 3
	ldi	3,%r28
1:	ldw	OPEN_MEMBER(%r1),%r19
	comib,=,n 0,%r19,2f
	ldo	8(%r1),%r1
	ldo	1(%r28),%r28
	comib,<> OPEN_COUNT,%r28,1b
	 nop
	bv	%r0(%r2)
	 ldi	E_MFILE,%r28
2:	stw	%r26,OPEN_MEMBER(%r1)
	bv	%r0(%r2)
	 stw	%r0,OPEN_OFFSET(%r1)

; file_open_of: in: %r26 descriptor. out: %r28 its open file, 0 if it has none. changed: %r1, %r19
file_open_of:
	ldi	0,%r28
	comib,>>=,n OPEN_COUNT-1,%r26,1f
	bv,n	%r0(%r2)
	nop
1:	mfctl	%tr0,%r1
	sh3add	%r26,%r1,%r1
	ldw	PROCESS_FILES+OPEN_MEMBER(%r1),%r19
	comib,=,n 0,%r19,2f
	ldo	PROCESS_FILES(%r1),%r28
2:	bv,n	%r0(%r2)
	nop

; file_read: in: %r26 physical address, %r25 bytes (1 to PAGE_SIZE), %r24 open file.
; out: %r28 bytes read, 0 at the end of the file, or E_IO; the offset has moved
file_read:
	enter
	copy	%r26,%r3
	copy	%r25,%r4
	copy	%r24,%r5
	ldw	OPEN_MEMBER(%r5),%r6
	ldw	OPEN_OFFSET(%r5),%r7
	ldw	MEMBER_LENGTH(%r6),%r28
	sub	%r28,%r7,%r28		; bytes up to the end
	comb,<<=,n %r4,%r28,1f
	copy	%r28,%r4
1:	comib,=,n 0,%r4,2f		; nothing left
	bl	file_sectors,%r2
	 nop
	bl	file_transfer,%r2
	 ldi	DISK_COMMAND_READ,%r26
	comib,<>,n 0,%r28,3f
	la	file_buffer,%r25
	add	%r25,%r10,%r25
	copy	%r3,%r26
	bl	memory_copy,%r2
	 copy	%r4,%r24
	add	%r7,%r4,%r7
	stw	%r7,OPEN_OFFSET(%r5)
2:	copy	%r4,%r28
3:	leave

; file_write: in: as file_read. out: %r28 bytes written, or E_NOSPC, E_IO; the offset has moved, the file may have grown
file_write:
	enter
	copy	%r26,%r3
	copy	%r25,%r4
	copy	%r24,%r5
	ldw	OPEN_MEMBER(%r5),%r6
	ldw	OPEN_OFFSET(%r5),%r7
	bl	tar_room,%r2
	 copy	%r6,%r26
	sub	%r28,%r7,%r28		; bytes that fit
	comib,>=,n 0,%r28,file_write_full
	comb,<<=,n %r4,%r28,1f
	copy	%r28,%r4

; Power may go at any time, and then of what was written since the last flush anything may be on the disk. Behind the last
; member `tar` must find zeros: so before contents go beyond the sectors that the file has, its header covers them, and is safe.
1:	bl	tar_sectors,%r2
	 ldw	MEMBER_LENGTH(%r6),%r26
	copy	%r28,%r8
	bl	tar_sectors,%r2
	 add	%r7,%r4,%r26
	comb,>>=,n %r8,%r28,4f
	copy	%r6,%r26
	bl	tar_resize,%r2
	 add	%r7,%r4,%r25
	comib,<>,n 0,%r28,file_write_failed
	bl	disk_flush,%r2
	 nop
	comib,<>,n 0,%r28,file_write_failed
4:	bl	file_sectors,%r2
	 nop

; Where the first or the last sector is not written as a whole, its other bytes must stay.
	or	%r7,%r4,%r1
	extru,<> %r1,31,9,%r0
	b,n	2f
	bl	file_transfer,%r2
	 ldi	DISK_COMMAND_READ,%r26
	comib,<>,n 0,%r28,file_write_failed
2:	la	file_buffer,%r26
	add	%r26,%r10,%r26
	copy	%r3,%r25
	bl	memory_copy,%r2
	 copy	%r4,%r24
	bl	file_transfer,%r2
	 ldi	DISK_COMMAND_WRITE,%r26
	comib,<>,n 0,%r28,file_write_failed
	add	%r7,%r4,%r7
	stw	%r7,OPEN_OFFSET(%r5)

; Otherwise the header follows its contents.
	ldw	MEMBER_LENGTH(%r6),%r1
	comb,<<=,n %r7,%r1,3f
	copy	%r6,%r26
	bl	tar_resize,%r2
	 copy	%r7,%r25
	comib,<>,n 0,%r28,file_write_failed
3:	copy	%r4,%r28
file_write_failed:
	leave
file_write_full:
	ldi	E_NOSPC,%r28
	leave

; file_sectors: which sectors hold a range of a file.
; in: %r6 member, %r7 offset, %r4 bytes. out: %r8 first sector, %r9 number of sectors, %r10 offset in the first
file_sectors:
	ldw	MEMBER_HEADER(%r6),%r8
	extru	%r7,22,23,%r1
	add	%r8,%r1,%r8
	ldo	1(%r8),%r8
	extru	%r7,31,9,%r10
	add	%r10,%r4,%r9
	ldo	SECTOR_SIZE-1(%r9),%r9
	bv	%r0(%r2)
	 extru	%r9,22,23,%r9

; file_transfer: in: %r26 disk command, %r8 and %r9 as from file_sectors. out: %r28 0 or E_IO
file_transfer:
	copy	%r8,%r25
	copy	%r9,%r24
	la	file_buffer,%r23
	b,n	disk_transfer
	nop

	.bss
	.align	4
file_buffer:				; a page, and the sector that it may begin in
	.space	PAGE_SIZE+SECTOR_SIZE
	.text
