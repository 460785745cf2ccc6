	extru	%r1,31,32,%r2
	extru	%r1,7,8,%r2
	extru	%r1,7,9,%r2
	extru	%r1,7,9,%r2
	extrs,=	%r1,0,2,%r2
	dep	%r1,3,8,%r2
	zdepi	-1,length,length+2,%r2
	extrw,u	%r1,5,10,%r2
	vextru	%r1,32,%r2
	.equ	length, 4
