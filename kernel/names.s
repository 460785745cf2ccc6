; The names of the interruptions, by number (manual, chapter 4).

; interruption_name: in: %r26 number, 0 to 31. out: %r28 its name. changed: %r1
interruption_name:
	la	interruption_names,%r1
	bv	%r0(%r2)
	 ldwx,s	%r26(%r1),%r28

	.align	4
interruption_names:
	.word	name_none,name_hpmc,name_power,name_recovery,name_external,name_lpmc,name_itlb,name_iprotection
	.word	name_illegal,name_break,name_operation,name_register,name_overflow,name_conditional,name_exception,name_dtlb
	.word	name_nitlb,name_ndtlb,name_dprotection,name_dbreak,name_dirty,name_reference,name_emulation,name_higher
	.word	name_lower,name_taken,name_rights,name_id,name_unaligned,name_performance,name_idebug,name_ddebug

name_none:
	.asciz	"no interruption"
name_hpmc:
	.asciz	"high-priority machine check"
name_power:
	.asciz	"power failure"
name_recovery:
	.asciz	"recovery counter trap"
name_external:
	.asciz	"external interrupt"
name_lpmc:
	.asciz	"low-priority machine check"
name_itlb:
	.asciz	"instruction TLB miss"
name_iprotection:
	.asciz	"instruction memory protection trap"
name_illegal:
	.asciz	"illegal instruction trap"
name_break:
	.asciz	"BREAK instruction trap"
name_operation:
	.asciz	"privileged operation trap"
name_register:
	.asciz	"privileged register trap"
name_overflow:
	.asciz	"overflow trap"
name_conditional:
	.asciz	"conditional trap"
name_exception:
	.asciz	"assist exception trap"
name_dtlb:
	.asciz	"data TLB miss"
name_nitlb:
	.asciz	"non-access instruction TLB miss"
name_ndtlb:
	.asciz	"non-access data TLB miss"
name_dprotection:
	.asciz	"data memory protection trap"
name_dbreak:
	.asciz	"data memory break trap"
name_dirty:
	.asciz	"TLB dirty bit trap"
name_reference:
	.asciz	"page reference trap"
name_emulation:
	.asciz	"assist emulation trap"
name_higher:
	.asciz	"higher-privilege transfer trap"
name_lower:
	.asciz	"lower-privilege transfer trap"
name_taken:
	.asciz	"taken branch trap"
name_rights:
	.asciz	"data memory access rights trap"
name_id:
	.asciz	"data memory protection ID trap"
name_unaligned:
	.asciz	"unaligned data reference trap"
name_performance:
	.asciz	"performance monitor interrupt"
name_idebug:
	.asciz	"instruction debug trap"
name_ddebug:
	.asciz	"data debug trap"
	.align	4
