; Line tables, call frames, and what else compilers write for debuggers.
	.file	"lines.c"
	.version "01.01"
	.file	1 "src/lines.c"
	.file	2 "include/lines.h"
	.cfi_sections .debug_frame
	.text
.Ltext:
	.type	f, @function
f:	.loc	1 10 3 view -0
	.cfi_startproc
	nop
	.loc	1 11 5 is_stmt 0 discriminator 3 view .LV1
	.loc	2 200 view .LV2
	stw,ma	%r3,64(%sp)
	.cfi_def_cfa_offset -64
	.cfi_offset %r3, 0
	.cfi_offset 2, -20
	.loc	1 12 1 basic_block prologue_end is_stmt 1
	.cfi_remember_state
	.cfi_def_cfa %r3, 0
	.cfi_restore_state
	nop
	.loc	1 13 0 epilogue_begin isa 1
	bv	%r0(%rp)
	nop
	.cfi_endproc
	.size	f, .-f
	.section .debug_views, "", @progbits
	.uleb128 .LV1, .LV2, end-f, 0x1234
	.sleb128 f-end, .Lend-.Ltext
	.text
end:
	.space	later - earlier
	.loc	1 14
	nop
	.data
earlier: .space 300
later:
	.text
.Lend:
