	.cfi_endproc
	.cfi_offset 3, 4
	.cfi_sections .debug_frames
	.cfi_startproc complex
	.cfi_startproc
	.cfi_startproc
	.cfi_offset 3, 6
	.cfi_offset %r32, 4
	.cfi_offset %fr3, 4
	.cfi_offset 3
	.cfi_offset -1, 4
	.cfi_def_cfa_offset -3
	.cfi_restore_state
	.cfi_escape 256
	.cfi_personality 0x33, f
	.cfi_lsda 0x1b
	.cfi_inline_lsda 1
	.cfi_negate_ra_state
	.data
	.cfi_offset 3, 4
	.text
	.cfi_label 5
	nop
	.subsection 1
	.cfi_offset 3, 8
	.subsection 0
