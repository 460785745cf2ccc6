; Text for programs: lines are put together in a buffer, piece by piece, and then written at once. Include it at the end
; of a program. These routines change %r1, %r19 to %r21, %r28, and their arguments; `say` what a system call changes.

; append_string: in: %r26 where, %r25 string. out: %r28 behind the last byte
append_string:
	ldbs,ma	1(%r25),%r1
	comib,=,n 0,%r1,1f
	b	append_string
	 stbs,ma %r1,1(%r26)
1:	bv	%r0(%r2)
	 copy	%r26,%r28

; append_decimal: in: %r26 where, %r25 number (unsigned). out: %r28 behind the last byte
append_decimal:
	b	append_digits
	 ldi	1,%r24

; append_digits: in: %r26 where, %r25 number (unsigned), %r24 at least so many digits. out: %r28 behind the last byte
append_digits:
	copy	%r26,%r28
	la	append_powers,%r1
	ldi	10,%r20			; digits to go
2:	ldws,ma	4(%r1),%r19
	ldi	0x30,%r21
3:	comb,<<,n %r25,%r19,4f		; counts how often the power of ten goes in
	sub	%r25,%r19,%r25
	b	3b
	 ldo	1(%r21),%r21
4:	comb,=	%r20,%r24,5f		; so many must be printed, zeros or not
	 ldi	0x30,%r19
	comb,=,n %r21,%r19,6f		; leading zeros are not
5:	stbs,ma	%r21,1(%r28)
	ldo	-1(%r20),%r24		; from the first digit on, all are printed
6:	addib,<> -1,%r20,2b
	 nop
	bv,n	%r0(%r2)
	nop

; append_hexadecimal: in: %r26 where, %r25 number, as 8 digits. out: %r28 behind the last byte
append_hexadecimal:
	copy	%r26,%r28
	ldi	8,%r20
	ldi	9,%r19
1:	extru	%r25,3,4,%r1
	zdep	%r25,27,28,%r25
	comclr,<<= %r1,%r19,%r0
	ldo	0x61-0x3a(%r1),%r1	; a to f
	ldo	0x30(%r1),%r1
	addib,<> -1,%r20,1b
	 stbs,ma %r1,1(%r28)
	bv,n	%r0(%r2)
	nop

; parse_decimal: in: %r26 string. out: %r28 the number it begins with (blanks may precede it), -1 if none; %r26 what
; follows
parse_decimal:
	ldi	-1,%r28
1:	ldb	0(%r26),%r1
	ldi	0x20,%r19
	comb,=	%r1,%r19,1b
	 ldo	1(%r26),%r26
	ldo	-1(%r26),%r26
2:	ldb	0(%r26),%r1
	ldo	-0x30(%r1),%r1
	comib,<<,n 9,%r1,3f
	comiclr,<> -1,%r28,%r0
	ldi	0,%r28
	sh2add	%r28,%r28,%r28		; times ten
	sh1add	%r28,%r1,%r28
	b	2b
	 ldo	1(%r26),%r26
3:	bv,n	%r0(%r2)
	nop

; say: writes a string to the console. in: %r26 NUL-terminated string
say:
	copy	%r26,%r25
	copy	%r26,%r24
1:	ldbs,ma	1(%r24),%r1
	comib,<> 0,%r1,1b
	 nop
	sub	%r24,%r25,%r24
	ldo	-1(%r24),%r24
	ldi	CONSOLE,%r26
	syscall	SYS_WRITE
	bv,n	%r0(%r2)
	nop

	.align	4
append_powers:
	.word	1000000000,100000000,10000000,1000000,100000,10000,1000,100,10,1
