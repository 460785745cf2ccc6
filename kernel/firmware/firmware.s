; Firmware for operating systems that were written for HP's machines: what Linux asks of a 720's. hvrun puts it into memory
; beside the kernel (hvrun --firmware pdc), and it starts that.
;
; Documents: "PA" is HP's PA-RISC 1.1 Architecture and Instruction Set Reference Manual, third edition. Of HP's PA-RISC 1.1
; I/O Firmware Architecture Reference Specification, which defines page zero, PDC and IODC, what is used here is also in Linux
; 6.1 (arch/parisc): offsets and numbers in include/uapi/asm/pdc.h, and the caller of each in kernel/; "pdc.h:404" and
; "firmware.c:391" name lines there.
;
; It runs in real mode at level 0, as its callers do, and never touches the PSW. It needs no stack, and keeps nothing but
; constants. Here is only the order of its parts in memory; README.md tells how they work together.

	.level	1.1
	.include "../board.inc"
	.include "../macros.inc"
	.include "layout.inc"

	.text
	.include "start.s"
	.include "pdc.s"
	.include "calls.s"
	.include "iodc.s"
	.include "modules.s"

; What hvrun writes before the machine is switched on, by the symbol's name (emulator/firmware.ts).
	.data
	.align	4
	.globl	boot_block
boot_block:
boot_kernel:	.word	0		; where the kernel begins
boot_initrd:	.word	0, 0		; the first address of the initial RAM disk, and the first behind it; 0, 0: none
boot_idle_mark:	.word	0		; 1: page zero has the mark of another firmware

; The kernel's command line: a copy of the boot arguments, as Linux must find them below its own end (head.S:155).
	.bss
command_line:
	.space	COMMAND_LINE_SIZE

; Everything behind this label is free memory.
	.align	PAGE_SIZE
firmware_end:
