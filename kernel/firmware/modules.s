; The modules of the machine: what they are, and where.
;
; Linux asks for modules 0 to 15 of the central bus (inventory.c:478), and of each that there is for its identification. The
; disk is not among them: HP's machines had nothing like it, so its driver is told of it on the command line.

; mem_map_hpa: PDC_MEM_MAP, "return the page of a module" (pdc.h:192; firmware.c:730). %r23: its path, flags, six bytes of bus
; converters, of which there are none here (0xff), and the module's number. Results: its page, and how many more there are.
mem_map_hpa:
	ldw	0(%r23),%r1		; flags, and three converters
	depi	-1,7,8,%r1
	comib,<>,n -1,%r1,1f
	ldw	4(%r23),%r1		; the other three, and the module
	depi	-1,31,8,%r1
	comib,<>,n -1,%r1,1f
	ldb	7(%r23),%r1
	comiclr,>> MODULES,%r1,%r0
	b,n	1f
	la	modules,%r19
	zdep	%r1,28,29,%r20		; MODULE_SIZE is 24
	sh1addl	%r20,%r20,%r20
	addl	%r20,%r19,%r19
	ldw	MODULE_HPA(%r19),%r1
	stw	%r1,0(%r24)
	bv	%r0(%r2)
	 stw	%r0,4(%r24)
1:	bv	%r0(%r2)
	 ldi	PDC_NE_MOD,%r28

; iodc_read: PDC_IODC, "read" (pdc.h:81; firmware.c:438). %r23: the module's page; ARG4: which part of its IODC; ARG5: where it
; goes; ARG6: how many bytes fit there. Only the first part, its identification, is there. Result: bytes.
iodc_read:
	ldw	ARG4(%r30),%r1
	comib,<>,n 0,%r1,4f
	la	modules,%r19
	ldi	MODULES,%r20
1:	ldw	MODULE_HPA(%r19),%r1
	comb,=,n %r1,%r23,2f
	addib,>	-1,%r20,1b
	 ldo	MODULE_SIZE(%r19),%r19
	bv	%r0(%r2)
	 ldi	PDC_NE_MOD,%r28
2:	ldw	ARG5(%r30),%r20
	ldw	ARG6(%r30),%r21
	ldi	IDENTIFICATION_SIZE,%r1
	comclr,>> %r21,%r1,%r0		; not more than fits
	copy	%r21,%r1
	stw	%r1,0(%r24)
	ldo	MODULE_IDENTIFICATION(%r19),%r19
3:	comib,=,n 0,%r1,5f
	ldbs,ma	1(%r19),%r21
	stbs,ma	%r21,1(%r20)
	b	3b
	 ldo	-1(%r1),%r1
4:	bv	%r0(%r2)
	 ldi	PDC_INVALID_INDEX,%r28
5:	bv	%r0(%r2)
	 ldi	PDC_OK,%r28

PDC_INVALID_INDEX = -5		; pdc.h:98

; ---- The table: the page, 4 bytes free, and 16 bytes of identification (pdc.h:525): hardware version and type in the first
; word, software version in the second.
MODULE_HPA = 0
MODULE_IDENTIFICATION = 8
MODULE_SIZE = 24
IDENTIFICATION_SIZE = 16
MODULES = 3
CONSOLE_MODULE = 2		; the last one's number

; Pages of the processor and of memory, where no device answers: nobody looks into them.
PROCESSOR_HPA = 0xf00fe000
MEMORY_HPA = 0xf00ff000

	.macro	module	hpa, hversion, type, sversion
	.word	\hpa, 0
	.word	(\hversion << 20) | \type
	.word	\sversion << 8
	.word	0, 0
	.endm

	.section .rodata
	.align	4
modules:
	module	PROCESSOR_HPA, 0x200, 0, 0x04	; a processor: the 720's
	module	MEMORY_HPA, 0x200, 1, 0x09	; its memory
	module	MUX_PAGE, 0x015, 5, 0x0d	; a terminal multiplexer with one port (mux.c:91)
	.text
