; Labels that aren't quite labels.
	loop
	addib,<> -1,%r4,loop
Start:	nop
	b	start
1:	nop
	b	1
	b	2b
.L5:	nop
	b	.L6
	done :
	nop
done	nop
%r1:	nop
"x":	nop
