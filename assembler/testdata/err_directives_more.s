	.data
	.float	x
	.float	1.5.5
	.float	1e40
	.double	1e400, 1
	.double	"a"
	.dcb.d	-1, 1.5
	.dcb.s	1, y
	.octa	z +
	.equiv	five, 5
	.equiv	five, 6
five	== 7
	.equiv	5, 5
	.byte	1
	.balignw 4, 0x1234
	.p2alignl 3, 1
	.balignw 3
	.sleb128 later
later:	.uleb128
	.string16 5
	.pushsection
	.print	5
	.fail	3
	.fail
	.rep
	.irepc
	.ifeqs	a
	.title	1, 2, 3
	.abort
	.never	read
