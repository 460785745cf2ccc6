	.level	1.1
	.export	main,entry
main
	.proc
	.callinfo frame=64,calls,save_rp
	.entry
	stw	%rp,-20(%sp)
	ldo	64(%sp),%sp
	.exit
	bv	%r0(%rp)
	nop
	.procend
