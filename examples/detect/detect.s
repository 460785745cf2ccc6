; Where does this guest run? It tries every way that is known to tell a bare machine from a virtual one, by its instructions
; alone: time is left out, which nobody can hide.
;
;	npx hvasm detect.s && npx hvrun --bare		or --solo, or the pair; then with --rings exposed
;
; Each probe below works out what the architecture (HP's manual) and the board (emulator/board.md) demand, and looks. It
; prints a line: `bare`, or what it found instead. The last line is the verdict; the exit status is 0 for `bare`, 1 otherwise.

	.level	1.1
	.include "../../kernel/board.inc"

	.text
	.globl	_start
	.include "power-on.s"
	.include "../../hypervisor/guests/processor/try.inc"
	.include "report.s"

main:
; The holes of 1995: what shows the level at which the guest really runs.
	.include "links.s"
	.include "gate.s"
	.include "queues.s"
	.include "rights.s"

; What a monitor handles for the guest, or must not disturb.
	.include "state.s"
	.include "psw.s"
	.include "registers.s"
	.include "counter.s"
	.include "interrupts.s"

; Memory, devices, caches, coprocessors.
	.include "tlb.s"
	.include "devices.s"
	.include "caches.s"
	.include "assists.s"

	b	verdict
	 nop
