	.loc	1 5
	.file	1 "a.c"
	.file	1 "b.c"
	.file	-1 "c.c"
	.file	1 2
	.file	1 "x" "a.c"
	.file	1
	.file	1 "a.c" md6 5
	.file	1 "a.c" md5 0x100000000000000000000000000000000
	.file	"a.c" 5
	.loc	1
	.loc	1 -3
	.loc	1 5 is_stmt 2
	.loc	1 5 is_statement 1
	.loc	1 5 isa
	.loc	1 5 view 1
	.loc	1 5 7 7
	.loc	1, 6
	nop
label:
	.loc	1 7 view label
	.loc	1 8
	.loc_mark_labels 2
	.version 5
	.uleb128 "a"
	.uleb128 label
	.sleb128 label-other
	.data
other:
	.text
