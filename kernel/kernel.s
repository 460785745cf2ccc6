; A small kernel for the board: it boots, finds programs on a disk that is a plain tar archive, and runs them.
;
;	hvasm kernel.s && hvrun					the program that is built in
;	hvasm kernel.s && hvrun --disk DISK.tar --append 'run hello'	a program from the disk
;
; Here is only the order of its parts in memory; README.md tells how they work together. The kernel runs in real mode,
; where addresses are physical, so it runs where it is linked.

	.level	1.1
	.include "board.inc"
	.include "layout.inc"
	.include "macros.inc"

	.text
	.include "boot.s"

; Into the kernel and out of it.
	.include "vectors.s"
	.include "tlb.s"
	.include "trap.s"
	.include "syscall.s"
	.include "interrupt.s"
	.include "panic.s"

; Devices.
	.include "timer.s"
	.include "console.s"
	.include "input.s"
	.include "disk.s"

; Memory, files, programs.
	.include "page.s"
	.include "tar.s"
	.include "file.s"
	.include "loader.s"
	.include "process.s"

; Helpers.
	.include "print.s"
	.include "names.s"
	.include "string.s"

; Pages that users see.
	.include "gateway.s"
	.include "embedded.s"

; Everything behind this label is free memory.
	.bss
	.align	PAGE_SIZE
kernel_end:
