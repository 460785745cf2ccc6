; The archive: the disk is a plain ustar file, as `tar --format=ustar` writes it (POSIX, pax utility, "ustar Interchange
; Format"): a header sector for each member, then its contents, padded with zeros to whole sectors; two sectors of zeros
; at the end, and whatever zeros follow them are room to grow.
;
; Read once at boot into a directory; from then on headers are only written, when a file is made or its size changes.
; Sizes and checksums are kept right at each step, so `tar` can read the disk whenever the machine has stopped. Dates are
; left alone (a new file takes that of the last member), so equal runs leave equal disks.

; Fields of a header.
TAR_MODE = 100
TAR_UID = 108
TAR_GID = 116
TAR_SIZE = 124
TAR_MTIME = 136
TAR_CHECKSUM = 148
TAR_TYPE = 156
TAR_MAGIC = 257
TAR_PREFIX = 345
TAR_NAME_MAX = 100

; tar_setup: reads the directory.
; in, out: nothing
tar_setup:
	enter
	ldi	0,%r3			; sector
	la	tar_members,%r4		; next entry
	ldi	0,%r5			; number of entries
	la	DISK_PAGE,%r1
	ldw	DISK_SECTORS(%r1),%r6
	comib,=,n 0,%r6,tar_setup_end	; no disk
tar_setup_next:
	comb,<<=,n %r6,%r3,tar_setup_end
	bl	tar_load_header,%r2
	 copy	%r3,%r26
	comib,<>,n 0,%r28,tar_setup_bad
	la	tar_header,%r7
	ldb	0(%r7),%r1
	comib,=,n 0,%r1,tar_setup_end	; a header without a name: the end
	ldo	TAR_MAGIC(%r7),%r26
	la	tar_magic,%r25
	bl	string_skip,%r2
	 nop
	comib,=,n 0,%r28,tar_setup_bad
	bl	tar_parse_size,%r2
	 nop
	copy	%r28,%r8
	la	tar_header+TAR_MTIME,%r25
	la	tar_date,%r26
	bl	memory_copy,%r2
	 ldi	12,%r24

; Plain files (type 0) get an entry; directories and the like are passed over.
	ldb	TAR_TYPE(%r7),%r1
	comib,=,n 0,%r1,1f
	ldi	0x30,%r19
	comb,<>,n %r1,%r19,tar_setup_skip
1:	ldb	TAR_PREFIX(%r7),%r1	; names beyond 100 characters can't be opened
	comib,<>,n 0,%r1,tar_setup_skip
	ldi	MEMBER_COUNT,%r1
	comb,=,n %r1,%r5,tar_setup_skip
	stw	%r3,MEMBER_HEADER(%r4)
	stw	%r8,MEMBER_LENGTH(%r4)
	la	tar_header,%r26		; `tar -C folder .` writes names as ./name
	la	tar_here,%r25
	bl	string_skip,%r2
	 nop
	copy	%r28,%r25
	comib,<>,n 0,%r28,2f
	la	tar_header,%r25
2:	ldo	MEMBER_NAME(%r4),%r26
	bl	memory_copy,%r2
	 ldi	TAR_NAME_MAX,%r24
	ldo	MEMBER_SIZE(%r4),%r4
	ldo	1(%r5),%r5

tar_setup_skip:
	bl	tar_sectors,%r2
	 copy	%r8,%r26
	add	%r3,%r28,%r3
	b	tar_setup_next
	 ldo	1(%r3),%r3

tar_setup_bad:
	la	tar_bad_text,%r26
	bl	print,%r2
	 copy	%r3,%r25
	get	DISK_PAGE+DISK_SECTORS,%r3	; so nothing is ever added
tar_setup_end:
	put	%r3,tar_end
	put	%r5,tar_count
	leave

; tar_sectors: in: %r26 bytes. out: %r28 sectors that hold them
tar_sectors:
	ldo	SECTOR_SIZE-1(%r26),%r28
	bv	%r0(%r2)
	 extru	%r28,22,23,%r28

; tar_load_header: in: %r26 sector. out: %r28 0 or E_IO; the sector in tar_header
tar_load_header:
	copy	%r26,%r25
	la	tar_header,%r23
	ldi	1,%r24
	b	disk_transfer
	 ldi	DISK_COMMAND_READ,%r26

; tar_member: in: %r26 number. out: %r28 entry, 0 if there are not so many
tar_member:
	get	tar_count,%r19
	ldi	0,%r28
	comb,<<=,n %r19,%r26,1f
	zdep	%r26,27,28,%r28		; entries have 112 = 128 - 16 bytes
	zdep	%r26,24,25,%r1
	sub	%r1,%r28,%r28
	la	tar_members,%r1
	add	%r1,%r28,%r28
1:	bv,n	%r0(%r2)
	nop

; tar_find: in: %r26 name. out: %r28 entry, 0 if there is none. Of several with one name the last counts, as for `tar`.
tar_find:
	enter
	copy	%r26,%r3
	get	tar_count,%r4
1:	comib,=,n 0,%r4,3f
	ldo	-1(%r4),%r4
	bl	tar_member,%r2
	 copy	%r4,%r26
	copy	%r28,%r5
	ldo	MEMBER_NAME(%r5),%r26
	bl	string_equal,%r2
	 copy	%r3,%r25
	comib,=	0,%r28,1b
	 nop
	copy	%r5,%r28
	leave
3:	ldi	0,%r28
	leave

; tar_room: how large a file may become: the last one up to the end of the disk, the others up to the end of the last
; sector that they have.
; in: %r26 entry. out: %r28 bytes
tar_room:
	enter
	copy	%r26,%r3
	ldw	MEMBER_HEADER(%r3),%r4
	bl	tar_sectors,%r2
	 ldw	MEMBER_LENGTH(%r3),%r26
	add	%r4,%r28,%r1
	ldo	1(%r1),%r1		; the sector behind it
	get	tar_end,%r19
	comb,<>,n %r1,%r19,1f
	la	DISK_PAGE,%r1
	ldw	DISK_SECTORS(%r1),%r28
	sub	%r28,%r4,%r28
	addi,>=	-3,%r28,%r28		; its own header, and two sectors of zeros
	ldi	0,%r28
1:	zdep	%r28,22,23,%r28
	leave

; tar_resize: gives a file a new size, for which there is room.
; in: %r26 entry, %r25 bytes. out: %r28 0 or E_IO
tar_resize:
	enter
	copy	%r26,%r3
	copy	%r25,%r4
	bl	tar_load_header,%r2
	 ldw	MEMBER_HEADER(%r3),%r26
	comib,<>,n 0,%r28,2f
	la	tar_header+TAR_SIZE,%r26
	ldi	11,%r25
	bl	tar_put_octal,%r2
	 copy	%r4,%r24
	bl	tar_store_header,%r2
	 ldw	MEMBER_HEADER(%r3),%r26
	comib,<>,n 0,%r28,2f

; If it is the last, the archive's end moves.
	bl	tar_sectors,%r2
	 ldw	MEMBER_LENGTH(%r3),%r26
	ldw	MEMBER_HEADER(%r3),%r5
	ldo	1(%r5),%r5
	add	%r5,%r28,%r6
	stw	%r4,MEMBER_LENGTH(%r3)
	get	tar_end,%r1
	comb,<>,n %r1,%r6,1f
	bl	tar_sectors,%r2
	 copy	%r4,%r26
	add	%r5,%r28,%r5
	put	%r5,tar_end
1:	ldi	0,%r28
2:	leave

; tar_create: appends an empty file.
; in: %r26 name. out: %r28 entry, or E_NOSPC, E_INVAL, E_IO
tar_create:
	enter
	copy	%r26,%r3
	ldb	0(%r3),%r1
	comib,=,n 0,%r1,tar_create_invalid
	get	tar_end,%r4		; where its header goes, with two sectors of zeros behind it
	la	DISK_PAGE,%r1
	ldw	DISK_SECTORS(%r1),%r1
	ldo	3(%r4),%r19
	comb,<<,n %r1,%r19,tar_create_full
	get	tar_count,%r5
	ldi	MEMBER_COUNT,%r1
	comb,=,n %r1,%r5,tar_create_full

	la	tar_header,%r26
	bl	memory_clear,%r2
	 ldi	SECTOR_SIZE,%r25
	bl	string_length,%r2
	 copy	%r3,%r26
	copy	%r3,%r25
	la	tar_header,%r26
	bl	memory_copy,%r2
	 copy	%r28,%r24
	la	tar_header+TAR_MODE,%r26
	la	tar_new_fields,%r25
	bl	memory_copy,%r2
	 ldi	TAR_MTIME-TAR_MODE,%r24
	la	tar_header+TAR_MTIME,%r26
	la	tar_date,%r25
	bl	memory_copy,%r2
	 ldi	12,%r24
	la	tar_header+TAR_TYPE,%r26
	ldi	0x30,%r1
	stb	%r1,0(%r26)
	la	tar_header+TAR_MAGIC,%r26
	la	tar_magic_version,%r25
	bl	memory_copy,%r2
	 ldi	8,%r24
	bl	tar_store_header,%r2
	 copy	%r4,%r26
	comib,<>,n 0,%r28,tar_create_failed

; Into the directory.
	ldo	1(%r5),%r1
	copy	%r1,%r6
	put	%r6,tar_count
	bl	tar_member,%r2
	 copy	%r5,%r26
	copy	%r28,%r7
	stw	%r4,MEMBER_HEADER(%r7)
	stw	%r0,MEMBER_LENGTH(%r7)
	ldo	MEMBER_NAME(%r7),%r26
	la	tar_header,%r25
	bl	memory_copy,%r2
	 ldi	TAR_NAME_MAX,%r24
	ldo	1(%r4),%r4
	put	%r4,tar_end
	copy	%r7,%r28
tar_create_failed:
	leave
tar_create_full:
	ldi	E_NOSPC,%r28
	leave
tar_create_invalid:
	ldi	E_INVAL,%r28
	leave

; tar_store_header: writes tar_header with its checksum: the sum of all its bytes, the checksum's own taken as blanks.
; in: %r26 sector. out: %r28 0 or E_IO
tar_store_header:
	enter
	copy	%r26,%r3
	la	tar_header+TAR_CHECKSUM,%r26
	la	tar_blanks,%r25
	bl	memory_copy,%r2
	 ldi	8,%r24
	la	tar_header,%r19
	ldi	SECTOR_SIZE,%r20
	ldi	0,%r24
1:	ldbs,ma	1(%r19),%r1
	addib,<> -1,%r20,1b
	 add	%r24,%r1,%r24
	la	tar_header+TAR_CHECKSUM,%r26
	bl	tar_put_octal,%r2	; six digits, NUL, blank
	 ldi	6,%r25
	la	tar_header,%r23
	copy	%r3,%r25
	ldi	1,%r24
	bl	disk_transfer,%r2
	 ldi	DISK_COMMAND_WRITE,%r26
	leave

; tar_put_octal: in: %r26 field, %r25 digits, %r24 number. A NUL follows the digits.
tar_put_octal:
	add	%r26,%r25,%r26
	stb	%r0,0(%r26)
1:	extru	%r24,31,3,%r1
	extru	%r24,28,29,%r24
	ldo	0x30(%r1),%r1
	addib,<> -1,%r25,1b
	 stbs,mb %r1,-1(%r26)
	bv,n	%r0(%r2)
	nop

; tar_parse_size: the size in tar_header. out: %r28 bytes. Anything but octal digits ends it; blanks may precede it.
tar_parse_size:
	la	tar_header+TAR_SIZE,%r19
	ldi	12,%r20
	ldi	0,%r28
1:	ldbs,ma	1(%r19),%r1
	ldo	-0x30(%r1),%r21
	comiclr,<> -0x10,%r21,%r0
	b,n	2f
	comib,<<,n 7,%r21,3f
	sh3add	%r28,%r21,%r28
2:	addib,<> -1,%r20,1b
	 nop
3:	bv,n	%r0(%r2)
	nop

tar_magic:
	.asciz	"ustar"
tar_here:
	.asciz	"./"
tar_magic_version:
	.ascii	"ustar\0"
	.ascii	"00"
tar_blanks:
	.ascii	"        "
tar_new_fields:				; mode, uid, gid, size
	.asciz	"0000644"
	.asciz	"0000000"
	.asciz	"0000000"
	.asciz	"00000000000"
tar_bad_text:
	.asciz	"kernel: sector %d of the disk is not a ustar header; files from there on are not seen\n"
	.align	4

	.data
tar_date:				; of the last member, as its header has it
	.asciz	"00000000000"

	.bss
	.align	4
tar_count:				; files in the directory
	.space	4
tar_end:				; the sector where the next header would go
	.space	4
tar_members:
	.space	MEMBER_SIZE*MEMBER_COUNT
	.align	4
tar_header:
	.space	SECTOR_SIZE
	.text
