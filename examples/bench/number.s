; number: the next decimal number of the boot arguments; 0 if there is none.
; in, out: %r25 where to read on. out: %r28. changed: %r1, %r29
number:	copy	%r0,%r28
blank:	ldbs,ma	1(%r25),%r1
	ldo	-0x30(%r1),%r1
	comib,=,n -16,%r1,blank
	 nop
digit:	comib,<<=,n 10,%r1,over
	sh2add	%r28,%r28,%r29		; five times,
	sh1add	%r29,%r1,%r28		; ten times, and the digit
	ldbs,ma	1(%r25),%r1
	b	digit
	 ldo	-0x30(%r1),%r1
over:	bv	%r0(%r2)
	 ldo	-1(%r25),%r25		; the NUL is met again
