; Start: fills page zero, and gives the machine to the kernel.
;
; The machine starts at _start with bytes of RAM in %r26, the address of the boot arguments in %r25, and 0 in all other
; registers. RAM is zero but for what was loaded, so what page zero does not get here is 0.

	.globl	_start
_start:	stw	%r26,PZ_CONT(%r0)
	stw	%r26,PZ_PHSIZE(%r0)
	stw	%r26,PZ_IMM_SPA_SIZE(%r0)
	stw	%r26,PZ_IMM_MAX_MEM(%r0)	; all of RAM is one module (inventory.c:167)
	la	firmware_end,%r1
	stw	%r1,PZ_MEM_FREE(%r0)	; Linux keeps off what is below, and 32 KiB more (mm/init.c:282)
	la	pdc,%r1
	stw	%r1,PZ_MEM_PDC(%r0)
	la	TICKS_IN_10_MS,%r1
	stw	%r1,PZ_MEM_10MSEC(%r0)	; time.c:242
	la	PROCESSOR_HPA,%r1
	stw	%r1,PZ_MEM_HPA(%r0)
	la	MEMORY_HPA,%r1
	stw	%r1,PZ_IMM_HPA(%r0)

; The console is the keyboard, too.
	ldi	PZ_CONSOLE,%r3
	bl	describe_console,%r2
	 nop
	ldi	PZ_KEYBOARD,%r3
	bl	describe_console,%r2
	 nop

; Linux rests at its idle hint if it finds the mark of QEMU's firmware, and polls if not (process.c:192, setup.c:406).
	get	boot_idle_mark,%r1
	comib,=,n 0,%r1,1f
	la	0x53656142,%r1		; "SeaBIOS" and a NUL
	stw	%r1,PZ_IDLE_MARK(%r0)
	la	0x494f5300,%r1
	stw	%r1,PZ_IDLE_MARK+4(%r0)
1:

; The boot arguments, to where the kernel can reach them. What is too long hvrun has refused.
	la	command_line,%r3
	ldo	COMMAND_LINE_SIZE-1(%r3),%r4
2:	ldbs,ma	1(%r25),%r1
	stbs,ma	%r1,1(%r3)
	comib,=,n 0,%r1,3f
	comb,<<	%r3,%r4,2b
	 nop
3:

; The kernel's arguments (setup.c:56): not less than 64 says that the others are there; the command line; the initial RAM disk.
	la	firmware_end,%r26
	la	command_line,%r25
	la	boot_initrd,%r1
	ldw	0(%r1),%r24
	ldw	4(%r1),%r23
	get	boot_kernel,%r1
	bv,n	%r0(%r1)
	nop

; describe_console: fills the description of a device in page zero with the console's.
; in: %r3 the description. out: nothing. changed: %r1
describe_console:
	ldi	-1,%r1			; no bus converters on the way to it: 0xff in each of their bytes
	stb	%r0,DEVICE_PATH(%r3)
	stb	%r1,DEVICE_PATH+1(%r3)
	sth	%r1,DEVICE_PATH+2(%r3)
	sth	%r1,DEVICE_PATH+4(%r3)
	stb	%r1,DEVICE_PATH+6(%r3)
	ldi	CONSOLE_MODULE,%r1
	stb	%r1,DEVICE_PATH+7(%r3)
	la	MUX_PAGE,%r1
	stw	%r1,DEVICE_HPA(%r3)
	stw	%r0,DEVICE_SPA(%r3)
	la	iodc_console,%r1
	stw	%r1,DEVICE_IODC_IO(%r3)	; firmware.c:1347
	ldi	CLASS_DUPLEX,%r1
	bv	%r0(%r2)
	 stw	%r1,DEVICE_CLASS(%r3)	; setup.c:67
