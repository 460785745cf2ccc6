; HP's procedure directives out of order.
	.entry
	.exit
	.procend
	.proc
	.callinfo frame=5
	.proc
	.entry
	.callinfo frame=64,nonsense
	.callinfo entry_gr=40
	.procend
	.proc
	.callinfo
	.export	start,entri
	.import
	.export	missing,code
	.level	1.2
start:	nop
