; The loader: puts the segments of an ELF executable (System V ABI, chapter 4) into a new address space.
;
; Runs inside the kernel, interrupts masked. The file comes from hvasm or from any linker that makes ELF32, big-endian,
; for PA-RISC. Segments must lie behind page 0 and below the stack.

ELF_MAGIC = 0x7f454c46
ELF_CLASS_DATA = 0x0102			; 32 bits, big-endian
ELF_TYPE_MACHINE = 0x0002000f		; executable, PA-RISC
ELF_IDENT_CLASS = 4
ELF_TYPE = 16
ELF_ENTRY = 24
ELF_PHOFF = 28
ELF_PHNUM = 44
ELF_HEADER_SIZE = 52
PROGRAM_TYPE = 0
PROGRAM_OFFSET = 4
PROGRAM_VADDR = 8
PROGRAM_FILESZ = 16
PROGRAM_MEMSZ = 20
PROGRAM_FLAGS = 24
PROGRAM_HEADER_SIZE = 32
PROGRAM_LOAD = 1

; loader_load: loads a program into the current process.
; in: %r26 member. out: %r28 0, E_NOEXEC, E_NOMEM or E_IO; %r29 entry
loader_load:
	enter
	la	loader_file,%r3
	stw	%r26,OPEN_MEMBER(%r3)
	stw	%r0,OPEN_OFFSET(%r3)
	la	loader_header,%r26
	bl	loader_read,%r2
	 ldi	ELF_HEADER_SIZE,%r25
	comib,<>,n 0,%r28,loader_load_end

; Is it a program for this machine?
	la	loader_header,%r4
	ldw	0(%r4),%r5
	la	ELF_MAGIC,%r1
	comb,<>,n %r1,%r5,loader_load_bad
	ldh	ELF_IDENT_CLASS(%r4),%r5
	ldi	ELF_CLASS_DATA,%r1
	comb,<>,n %r1,%r5,loader_load_bad
	ldw	ELF_TYPE(%r4),%r5
	la	ELF_TYPE_MACHINE,%r1
	comb,<>,n %r1,%r5,loader_load_bad

; Segment by segment.
	ldw	ELF_PHOFF(%r4),%r5	; where the next program header is in the file
	ldh	ELF_PHNUM(%r4),%r6
1:	comib,=,n 0,%r6,2f
	stw	%r5,OPEN_OFFSET(%r3)
	la	loader_program,%r26
	bl	loader_read,%r2
	 ldi	PROGRAM_HEADER_SIZE,%r25
	comib,<>,n 0,%r28,loader_load_end
	bl	loader_segment,%r2
	 nop
	comib,<>,n 0,%r28,loader_load_end
	ldo	PROGRAM_HEADER_SIZE(%r5),%r5
	b	1b
	 ldo	-1(%r6),%r6
2:	ldi	0,%r28
	ldw	ELF_ENTRY(%r4),%r29
loader_load_end:
	leave
loader_load_bad:
	ldi	E_NOEXEC,%r28
	leave

; loader_segment: in: loader_program. out: %r28 0, E_NOEXEC, E_NOMEM or E_IO
loader_segment:
	enter
	la	loader_program,%r3
	ldi	0,%r28
	ldw	PROGRAM_TYPE(%r3),%r1
	comib,<>,n PROGRAM_LOAD,%r1,loader_segment_end
	ldw	PROGRAM_MEMSZ(%r3),%r4
	ldw	PROGRAM_FILESZ(%r3),%r5
	ldw	PROGRAM_VADDR(%r3),%r6
	comib,=,n 0,%r4,loader_segment_end

; From the second page up to the stack, and not more bytes in the file than in memory.
	la	USER_STACK,%r7
	comb,<<,n %r7,%r4,loader_segment_bad
	comb,<<,n %r7,%r6,loader_segment_bad
	add	%r6,%r4,%r8		; its end
	comb,<<,n %r7,%r8,loader_segment_bad
	comb,<<,n %r4,%r5,loader_segment_bad
	ldi	PAGE_SIZE,%r1
	comb,<<,n %r6,%r1,loader_segment_bad

; Pages with the rights that it asks for; two segments in one page share both their rights.
	la	PROTECTION_READ,%r9
	ldw	PROGRAM_FLAGS(%r3),%r7
	la	PROTECTION_WRITE,%r1
	extru,=	%r7,30,1,%r0
	or	%r9,%r1,%r9
	la	PROTECTION_EXECUTE,%r1
	extru,=	%r7,31,1,%r0
	or	%r9,%r1,%r9
	copy	%r6,%r7
	depi	0,31,12,%r7
1:	copy	%r7,%r26
	copy	%r9,%r25
	bl	page_map,%r2
	 mfctl	%tr1,%r24
	comib,<>,n 0,%r28,loader_segment_end
	ldo	PAGE_SIZE(%r7),%r7
	comb,<<	%r7,%r8,1b
	 nop

; Its bytes, a page at a time.
	ldw	PROGRAM_OFFSET(%r3),%r1
	la	loader_file,%r19
	stw	%r1,OPEN_OFFSET(%r19)
2:	comib,=,n 0,%r5,loader_segment_done
	copy	%r6,%r26
	bl	user_address,%r2
	 ldi	0,%r25
	copy	%r28,%r26
	copy	%r29,%r4
	comb,<<=,n %r4,%r5,3f
	copy	%r5,%r4
3:	bl	loader_read,%r2
	 copy	%r4,%r25
	comib,<>,n 0,%r28,loader_segment_end
	add	%r6,%r4,%r6
	b	2b
	 sub	%r5,%r4,%r5
loader_segment_done:
	ldi	0,%r28
loader_segment_end:
	leave
loader_segment_bad:
	ldi	E_NOEXEC,%r28
	leave

; loader_read: reads bytes that must be there. in: %r26 physical address, %r25 bytes. out: %r28 0, E_NOEXEC or E_IO
loader_read:
	enter
	copy	%r25,%r3
	bl	loader_seek_check,%r2
	 nop
	comib,<>,n 0,%r28,2f
	la	loader_file,%r24
	bl	file_read,%r2
	 nop
	comib,>,n 0,%r28,2f
	comb,=,n %r3,%r28,1f
	ldi	E_NOEXEC,%r28
	leave
1:	ldi	0,%r28
2:	leave

; loader_seek_check: an offset behind the end of the file is one more way not to be a program.
; in: loader_file. out: %r28 0 or E_NOEXEC. changed: %r1, %r19
loader_seek_check:
	la	loader_file,%r1
	ldw	OPEN_OFFSET(%r1),%r19
	ldw	OPEN_MEMBER(%r1),%r1
	ldw	MEMBER_LENGTH(%r1),%r1
	ldi	0,%r28
	comb,<<=,n %r19,%r1,1f
	ldi	E_NOEXEC,%r28
1:	bv,n	%r0(%r2)
	nop

	.bss
	.align	4
loader_file:				; an open file
	.space	8
loader_header:
	.space	ELF_HEADER_SIZE
loader_program:
	.space	PROGRAM_HEADER_SIZE
	.text
