# A comment at the start of a line.
	# After spaces too.
	nop	; behind an instruction
	nop ! nop	! nop ; and ! not here
	.ascii "; ! # stay in strings"
	.align 4
/* Over
   several lines. */ nop
label: ; alone
	ldi 5 /* inside */,%r1
; CRLF ends lines too:
	nop
	ldi '!,%r1 ! ldi ';,%r2
