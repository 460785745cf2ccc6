; Bytes and strings. Leaf routines; changed: %r1, %r19 and the arguments.

; memory_copy: in: %r26 to, %r25 from, %r24 bytes
memory_copy:
	comib,=,n 0,%r24,2f
1:	ldbs,ma	1(%r25),%r1
	addib,<> -1,%r24,1b
	 stbs,ma %r1,1(%r26)
2:	bv,n	%r0(%r2)
	nop

; memory_clear: in: %r26 word-aligned address, %r25 bytes, a multiple of 4, more than 0
memory_clear:
	addib,<> -4,%r25,memory_clear
	 stws,ma %r0,4(%r26)
	bv,n	%r0(%r2)
	nop

; string_length: in: %r26 string. out: %r28 bytes without the NUL
string_length:
	copy	%r26,%r28
1:	ldbs,ma	1(%r28),%r1
	comib,<> 0,%r1,1b
	 nop
	sub	%r28,%r26,%r28
	bv	%r0(%r2)
	 ldo	-1(%r28),%r28

; string_equal: in: %r26, %r25 strings. out: %r28 1 if they are equal, else 0
string_equal:
1:	ldbs,ma	1(%r26),%r1
	ldbs,ma	1(%r25),%r19
	comb,<>,n %r1,%r19,2f
	comib,<> 0,%r1,1b
	 nop
	bv	%r0(%r2)
	 ldi	1,%r28
2:	bv	%r0(%r2)
	 ldi	0,%r28

; string_skip: in: %r26 string, %r25 prefix. out: %r28 the string behind the prefix, 0 if it does not begin so
string_skip:
1:	ldbs,ma	1(%r25),%r1
	comib,=,n 0,%r1,2f
	ldbs,ma	1(%r26),%r19
	comb,=	%r1,%r19,1b
	 nop
	bv	%r0(%r2)
	 ldi	0,%r28
2:	bv	%r0(%r2)
	 copy	%r26,%r28
