; Memory: pages, page tables, and how the kernel reaches what a program's addresses mean.
;
; Free memory is a stack of pages: programs nest (one runs another and waits), so what the last one took is given back
; first, all at once. Its own: page_next.

; page_setup: free memory goes from the kernel's end to the last page of RAM, in which the boot arguments are.
; in, out: nothing. changed: %r1, %r19
page_setup:
	la	kernel_end,%r19
	put	%r19,page_next
	get	ram_size,%r19
	la	-PAGE_SIZE,%r1
	add	%r19,%r1,%r19
	put	%r19,page_limit
	bv,n	%r0(%r2)
	nop

; page_allocate: in: nothing. out: %r28 physical address of a page of zeros, 0 if there is none left
page_allocate:
	enter
	get	page_next,%r3
	get	page_limit,%r4
	ldi	0,%r28
	comb,=,n %r3,%r4,1f
	copy	%r3,%r26
	ldi	PAGE_SIZE,%r25
	bl	memory_clear,%r2
	 nop
	ldo	PAGE_SIZE(%r3),%r4
	put	%r4,page_next
	copy	%r3,%r28
1:	leave

; page_map: gives a program a page of zeros, or more rights to a page that it has.
; in: %r26 virtual address, below USER_SIZE; %r25 protection; %r24 page table. out: %r28 0, or E_NOMEM
page_map:
	enter
	extru	%r26,19,20,%r3
	sh3add	%r3,%r24,%r3		; the entry
	copy	%r25,%r4
	ldw	ENTRY_PROTECTION(%r3),%r5
	comib,<>,n 0,%r5,1f
	bl	page_allocate,%r2
	 nop
	comib,=,n 0,%r28,2f
	extru	%r28,24,25,%r1		; address >> 7
	stw	%r1,ENTRY_TRANSLATION(%r3)
1:	or	%r5,%r4,%r5
	stw	%r5,ENTRY_PROTECTION(%r3)
	ldi	0,%r28
	leave
2:	ldi	E_NOMEM,%r28
	leave

; user_address: where an address of the current program is in memory.
; in: %r26 virtual address, %r25 1 if the program must be allowed to write there.
; out: %r28 physical address, 0 if it is not the program's; %r29 bytes from there to the end of the page
; changed: %r1, %r19
user_address:
	ldi	0,%r28
	extru,=	%r26,9,10,%r0		; beyond USER_SIZE
	b,n	2f
	extru	%r26,19,20,%r19
	mfctl	%tr1,%r1
	sh3add	%r19,%r1,%r1
	ldw	ENTRY_PROTECTION(%r1),%r19
	comib,=,n 0,%r19,2f
	comib,=,n 0,%r25,1f
	bb,>=,n	%r19,PROTECTION_WRITE_BIT,2f
1:	ldw	ENTRY_TRANSLATION(%r1),%r1
	zdep	%r1,24,25,%r28		; << 7
	extru	%r26,31,12,%r1		; offset in the page
	add	%r28,%r1,%r28
	ldi	PAGE_SIZE,%r29
	sub	%r29,%r1,%r29
2:	bv,n	%r0(%r2)
	nop

; user_each: does something with a range of the current program's memory, a page at a time.
; in: %r26 virtual address, %r25 length, %r24 1 if the range will be written, %r23 the routine, %r22 its third argument.
;     The routine gets %r26 physical address, %r25 length (1 to PAGE_SIZE), %r24 its argument, and returns in %r28 how
;     many bytes it took, or an error.
; out: %r28 bytes taken; an error only if it came first
user_each:
	enter
	copy	%r26,%r3		; next address
	copy	%r25,%r4		; bytes left
	copy	%r24,%r5
	copy	%r23,%r6
	copy	%r22,%r7
	ldi	0,%r8			; bytes taken
	comib,>,n 0,%r4,user_each_invalid
user_each_next:
	comib,=,n 0,%r4,user_each_end
	copy	%r3,%r26
	bl	user_address,%r2
	 copy	%r5,%r25
	comib,=,n 0,%r28,user_each_fault
	copy	%r28,%r26
	copy	%r29,%r25
	comb,<<=,n %r25,%r4,1f
	copy	%r4,%r25
1:	copy	%r25,%r9		; bytes of this page
	copy	%r7,%r24
	copy	%r6,%r1
	bl	user_each_call,%r2
	 nop
	comib,>,n 0,%r28,user_each_error
	add	%r8,%r28,%r8
	add	%r3,%r28,%r3
	comb,=	%r28,%r9,user_each_next	; less than all: that's the end
	 sub	%r4,%r28,%r4
	b,n	user_each_end
user_each_fault:
	ldi	E_FAULT,%r28
user_each_error:
	comib,<>,n 0,%r8,user_each_end
	leave
user_each_end:
	copy	%r8,%r28
	leave
user_each_invalid:
	ldi	E_INVAL,%r28
	leave
user_each_call:
	bv,n	%r0(%r1)
	nop

; user_string: copies a program's NUL-terminated string into the kernel.
; in: %r26 virtual address, %r25 buffer, %r24 its size. out: %r28 its length, E_FAULT, or E_INVAL if it is too long
user_string:
	enter
	copy	%r26,%r3
	copy	%r25,%r4
	copy	%r24,%r5
	ldi	0,%r6			; length
1:	comb,=,n %r5,%r6,3f
	add	%r3,%r6,%r26
	bl	user_address,%r2
	 ldi	0,%r25
	comib,=,n 0,%r28,2f
	ldb	0(%r28),%r1
	add	%r4,%r6,%r7
	stb	%r1,0(%r7)
	comib,<> 0,%r1,1b
	 ldo	1(%r6),%r6
	ldo	-1(%r6),%r28
	leave
2:	ldi	E_FAULT,%r28
	leave
3:	ldi	E_INVAL,%r28
	leave

	.bss
	.align	4
page_next:
	.space	4
page_limit:
	.space	4
	.text
