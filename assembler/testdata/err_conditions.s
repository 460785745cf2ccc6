; Conditions under other names, and completers with a space before them.
start:	comb,eq	%r1,%r2,start
	comb,!=	%r1,%r2,start
	comib,ne 0,%r2,start
	addib,gt -1,%r2,start
	comclr,ltu %r1,%r2,%r0
	comb,==	%r1,%r2,start
	comb ,= %r1,%r2,start
	b ,n	start
	b,N,n	start
	comb	%r1,%r2,start
	combf,>= %r1,%r2,start
	ldw,m	4(%r1),%r2
	add,l,tsv %r1,%r2,%r3
	fcmp,dbl,eq %fr4,%fr5
	stb,ma,ma %r1,1(%r2)
