; PDC, the processor dependent code: one entry, and a table of the calls that there are.
;
; In: %r26 the procedure, %r25 its option, %r24 and %r23 and then the caller's stack the arguments, of which the first is
; mostly where results go: 32 words. Out: %r28. A call may change the registers that belong to callees of no name:
; %r1, %r19 to %r22, %r29, %r31 and those of the arguments.

pdc:	la	pdc_calls,%r19
	ldi	PDC_BAD_PROC,%r28
1:	ldwm	CALL_SIZE(%r19),%r20
	comib,=,n 0,%r20,3f		; the end of the table
	comb,<>	%r20,%r26,1b
	 nop
	ldi	PDC_BAD_OPTION,%r28	; the procedure is known
	ldw	CALL_OPTION-CALL_SIZE(%r19),%r20
	comb,<>	%r20,%r25,1b
	 nop
	ldw	CALL_ROUTINE-CALL_SIZE(%r19),%r20
	bv	%r0(%r20)
	 ldi	PDC_OK,%r28

; Nobody knows this one: who looks on is told its procedure and option (hvrun --verbose).
3:	dep	%r26,15,16,%r25
	la	SYSTEM_PAGE,%r1
	bv	%r0(%r2)
	 stw	%r25,SYSTEM_NOTE(%r1)

; ---- The table: procedure, option, routine. It ends with a procedure 0, which there is not.
CALL_OPTION = 4
CALL_ROUTINE = 8
CALL_SIZE = 12

	.macro	call	procedure, option, routine
	.word	\procedure, \option, \routine
	.endm

	.section .rodata
	.align	4
pdc_calls:
	call	4, 0, model_info
	call	4, 2, model_versions
	call	4, 3, model_sysmodel
	call	5, 0, cache_info
	call	5, 2, cache_space_bits
	call	7, 0, coproc_info
	call	8, 0, iodc_read
	call	9, 0, tod_read
	call	128, 0, mem_map_hpa
	call	136, 0, reset
	.word	0
	.text
