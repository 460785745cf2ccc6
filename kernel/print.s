; The kernel's own messages.

; print: prints a string in which %d, %x and %s stand for the next argument as decimal number (signed), hexadecimal
; number (8 digits) and NUL-terminated string.
; in: %r26 string; %r25, %r24, %r23, %r22 arguments. out: nothing
PERCENT = 0x25
LETTER_D = 0x64
LETTER_X = 0x78
print:	enter
	stw	%r25,-24(%r30)
	stw	%r24,-20(%r30)
	stw	%r23,-16(%r30)
	stw	%r22,-12(%r30)
	ldo	-24(%r30),%r4		; next argument
	copy	%r26,%r3		; not yet printed

; What stands before the next % goes out as it is.
print_text:
	copy	%r3,%r5
	ldi	PERCENT,%r6
1:	ldb	0(%r5),%r7
	comib,=,n 0,%r7,2f
	comb,<>	%r6,%r7,1b
	 ldo	1(%r5),%r5
	ldo	-1(%r5),%r5		; back to the %
2:	copy	%r3,%r26
	bl	console_write,%r2
	 sub	%r5,%r3,%r25
	comib,=,n 0,%r7,print_end

; The letter behind it.
	ldb	1(%r5),%r1
	ldo	2(%r5),%r3
	ldws,ma	4(%r4),%r26
	ldi	LETTER_D,%r6
	comb,=,n %r1,%r6,3f
	ldi	LETTER_X,%r6
	comb,=,n %r1,%r6,4f
	bl	print_string,%r2
	 nop
	b,n	print_text
3:	bl	print_decimal,%r2
	 nop
	b,n	print_text
4:	bl	print_hexadecimal,%r2
	 nop
	b,n	print_text
print_end:
	leave

; print_string: in: %r26 NUL-terminated string
print_string:
	enter
	bl	string_length,%r2
	 copy	%r26,%r3
	copy	%r3,%r26
	bl	console_write,%r2
	 copy	%r28,%r25
	leave

; print_decimal: in: %r26 signed number. Digits come from counting how often each power of ten can be subtracted.
print_decimal:
	enter
	la	print_digits,%r3	; where the next character goes
	comib,<=,n 0,%r26,1f
	sub	%r0,%r26,%r26
	ldi	0x2d,%r1
	stbs,ma	%r1,1(%r3)
1:	la	print_powers,%r4
	ldi	0,%r6			; has a digit other than 0 been seen?
2:	ldws,ma	4(%r4),%r5
	ldi	0,%r7			; the digit
3:	comb,<<,n %r26,%r5,4f
	sub	%r26,%r5,%r26
	b	3b
	 ldo	1(%r7),%r7
4:	or	%r6,%r7,%r6
	comib,<>,n 1,%r5,5f		; the last digit is printed even if it is 0
	ldi	1,%r6
5:	comib,=,n 0,%r6,6f
	ldo	0x30(%r7),%r7
	stbs,ma	%r7,1(%r3)
6:	comib,<> 1,%r5,2b
	 nop
	la	print_digits,%r26
	bl	console_write,%r2
	 sub	%r3,%r26,%r25
	leave

; print_hexadecimal: in: %r26 number
print_hexadecimal:
	enter
	la	print_digits,%r3
	ldi	8,%r4
1:	extru	%r26,3,4,%r5		; the leftmost digit
	zdep	%r26,27,28,%r26
	la	print_hexadecimal_digits,%r1
	ldbx	%r5(%r1),%r5
	addib,<> -1,%r4,1b
	 stbs,ma %r5,1(%r3)
	la	print_digits,%r26
	bl	console_write,%r2
	 ldi	8,%r25
	leave

	.align	4
print_powers:
	.word	1000000000,100000000,10000000,1000000,100000,10000,1000,100,10,1
print_hexadecimal_digits:
	.ascii	"0123456789abcdef"

	.bss
print_digits:
	.space	16
	.text
