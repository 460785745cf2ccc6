; IODC, the input and output dependent code: the console's entry (pdc.h:295), which page zero names.
;
; In: %r26 the device's page, %r25 the operation, ARG4 where the results go, ARG6 a buffer, ARG7 its length. Out: %r28; the
; first result is how many bytes it was.

iodc_console:
	ldw	ARG4(%r30),%r24
	ldw	ARG6(%r30),%r19
	ldw	ARG7(%r30),%r20
	comib,=,n IODC_COUT,%r25,console_out
	comib,=,n IODC_CIN,%r25,console_in
	bv	%r0(%r2)
	 ldi	PDC_BAD_OPTION,%r28

; Prints all of the buffer (firmware.c:1347).
console_out:
	stw	%r20,0(%r24)
1:	comib,=,n 0,%r20,2f
	ldbs,ma	1(%r19),%r1
	stw	%r1,MUX_DATA(%r26)
	b	1b
	 ldo	-1(%r20),%r20
2:	bv	%r0(%r2)
	 ldi	PDC_OK,%r28

; Takes what was typed and fits the buffer, without waiting for it (firmware.c:1385).
console_in:
	stw	%r0,0(%r24)
	la	MUX_EMPTY,%r21
1:	comib,=,n 0,%r20,2f
	ldw	MUX_DATA(%r26),%r1
	comb,=,n %r21,%r1,2f
	stbs,ma	%r1,1(%r19)
	ldw	0(%r24),%r22
	ldo	1(%r22),%r22
	stw	%r22,0(%r24)
	b	1b
	 ldo	-1(%r20),%r20
2:	bv	%r0(%r2)
	 ldi	PDC_OK,%r28
