; What the probes found: a line each, and the verdict. Lines leave through the console's stream port, which is repeatable: a
; command that ends uncertain is given again, so that a failover in the middle prints nothing twice and loses nothing.

; What shows where the guest runs, in the verdict's words: see hole_names.
LINK = 0
GATE = 1
QUEUE = 2
PROBE = 3
RING = 4
OTHER = 5
HOLES = 6

; probe: begins a probe, after the last one's line: what it would show, and its name. The machine is as after `clean`. Changes
; all registers. What it claims, by the macros of try.inc, is what a bare machine must give; the first claim that doesn't
; hold is told.
	.macro	probe	hole, name
	.data
name\@:	.asciz	"\name"
	.text
	bl	end_probe,%r2
	 nop
	la	name\@,%r3
	ldi	\hole,%r4
	bl	begin_probe,%r2
	 nop
	.endm

; claim_ends: what was seen is forgotten; then the instruction, alone in a try, is ended by this interruption. Unlike claim_trap
; it doesn't look at the level in the queues, so that this hole shows in the probes of queues.s alone.
	.macro	claim_ends	number, psw, level, instruction:vararg
	forget
	try	\psw,try\@,\level
	claim_seen	NUMBER,\number
	claim_at	try\@
	claim_seen	COUNT,1
	claim_iir	try\@
	b	over\@
	 nop
try\@:	\instruction
	done
over\@:
	.endm

; claim_at: the last interruption came at this address, whatever the level.
	.macro	claim_at	address
	get	seen+IIAOQ_FRONT,%r28
	depi	0,31,2,%r28
	la	\address,%r29
	bl	claim_equal,%r31
	 nop
	.endm

; claim_kept: the register holds what this word of `seen` does.
	.macro	claim_kept	register, word
	copy	\register,%r28
	get	seen+\word,%r29
	bl	claim_equal,%r31
	 nop
	.endm

; In: %r3 name, %r4 hole, %r2 return address.
begin_probe:
	put	%r3,probe_name
	put	%r4,probe_hole
	put	%r0,differs
	b	clean
	 copy	%r2,%r31

; A claim does not hold. In: %r28 found, %r29 expected, %r31 return address. Changes %r1 and %r29.
claim_failed:
	put	%r31,claim_return
	get	differs,%r31
	comib,<>,n	0,%r31,1f
	put	%r28,found
	put	%r29,expected
	ldi	1,%r31
	put	%r31,differs
	get	probe_hole,%r31
	la	holes_seen,%r29
	addl	%r31,%r29,%r29
	ldi	1,%r31
	stb	%r31,0(%r29)
1:	get	claim_return,%r31
	bv,n	%r0(%r31)

; An interruption between the tries: something is very different. The rest can't be tried.
unexpected:
	get	seen+NUMBER,%r28
	la	1f,%r31
	b	claim_failed
	 ldi	0,%r29
1:	b	verdict
	 nop

; Prints the line of the probe that is over, if there was one. In: %r2 return address.
end_probe:
	copy	%r2,%r10
	get	probe_name,%r3
	comib,=,n	0,%r3,3f
	bl	append,%r2
	 nop
	get	differs,%r3
	comib,<>,n	0,%r3,1f
	la	bare_text,%r3
	bl	append,%r2
	 nop
	b,n	2f
1:	la	found_text,%r3
	bl	append,%r2
	 nop
	get	found,%r3
	bl	append_number,%r2
	 nop
	la	expected_text,%r3
	bl	append,%r2
	 nop
	get	expected,%r3
	bl	append_number,%r2
	 nop
2:	bl	write_line,%r2
	 nop
3:	bv,n	%r0(%r10)

; The last line, and the end.
verdict:
	bl	end_probe,%r2
	 nop
	la	verdict_text,%r3
	bl	append,%r2
	 nop
	ldi	0,%r10			; holes told
	ldi	0,%r11
1:	la	holes_seen,%r3
	ldbx	%r11(%r3),%r4
	comib,=,n	0,%r4,2f
	la	first_text,%r3
	comib,=,n	0,%r10,.+12
	la	next_text,%r3
	bl	append,%r2
	 ldi	1,%r10
	la	hole_names,%r3
	ldwx,s	%r11(%r3),%r3
	bl	append,%r2
	 nop
2:	ldo	1(%r11),%r11
	comib,<>	HOLES,%r11,1b
	 nop
	la	bare_text+2,%r3
	comib,=,n	0,%r10,3f
	la	end_text,%r3
3:	bl	append,%r2
	 nop
	bl	write_line,%r2
	 nop
	ldil	L%SYSTEM_PAGE,%r3
	stw	%r10,SYSTEM_EXIT(%r3)
	b,n	.
	nop

; Appends a text to the line. In: %r3 text up to a NUL, %r2 return address. Changes %r1, %r3, %r4, %r5.
append:	get	line_end,%r4
1:	ldbs,ma	1(%r3),%r5
	comib,=,n	0,%r5,2f
	b	1b
	 stbs,ma	%r5,1(%r4)
2:	put	%r4,line_end
	bv,n	%r0(%r2)

; Appends a number: below 100 in decimal, else as eight hexadecimal digits. In: %r3, %r2 return address. Changes %r1, %r3 to %r6.
append_number:
	get	line_end,%r4
	ldi	100,%r5
	comb,>>,n	%r5,%r3,3f
	ldi	0x30,%r5		; 0
	stbs,ma	%r5,1(%r4)
	ldi	0x78,%r5		; x
	stbs,ma	%r5,1(%r4)
	ldi	8,%r6
1:	extru	%r3,3,4,%r5
	comiclr,>	10,%r5,%r0
	ldo	39(%r5),%r5
	ldo	0x30(%r5),%r5
	stbs,ma	%r5,1(%r4)
	addib,<>	-1,%r6,1b
	 zdep	%r3,27,28,%r3
2:	put	%r4,line_end
	bv,n	%r0(%r2)
3:	ldi	0x30,%r5
	ldi	10,%r6
4:	comb,<,n	%r3,%r6,5f	; tens
	ldo	-10(%r3),%r3
	b	4b
	 ldo	1(%r5),%r5
5:	ldi	0x30,%r6
	comb,=,n	%r5,%r6,6f
	stbs,ma	%r5,1(%r4)
6:	ldo	0x30(%r3),%r3
	stbs,ma	%r3,1(%r4)
	b,n	2b

; Prints the line and empties it. In: %r2 return address. Changes %r1, %r3 to %r7.
write_line:
	get	line_end,%r4
	ldi	10,%r5
	stbs,ma	%r5,1(%r4)
	la	line,%r5
	put	%r5,line_end
	sub	%r4,%r5,%r4		; its length
	ldil	L%CONSOLE_PAGE,%r3
	get	position,%r6
	stw	%r5,CONSOLE_ADDRESS(%r3)
	stw	%r4,CONSOLE_LENGTH(%r3)
	stw	%r6,CONSOLE_START(%r3)
	addl	%r6,%r4,%r6
	put	%r6,position
	la	CONSOLE_INTERRUPT,%r7
	mtctl	%r7,%eiem		; ends the idle hint's rest; PSW I stays 0
1:	ldi	CONSOLE_COMMAND_WRITE,%r5
	stw	%r5,CONSOLE_COMMAND(%r3)
2:	mtctl	%r7,%eirr
	ldw	CONSOLE_RESULT(%r3),%r5
	comib,=	RESULT_UNCERTAIN,%r5,1b
	 nop
	comib,<>,n	RESULT_BUSY,%r5,3f
	b	2b
	 .word	0x094a024a		; the idle hint
3:	mtctl	%r0,%eiem
	bv,n	%r0(%r2)

	.data
	.align	4
probe_name:
	.word	0
probe_hole:
	.word	0
claim_return:
	.word	0
; 1 once a claim of this probe did not hold; then what it found, and what it had expected.
differs:
	.word	0
found:	.word	0
expected:
	.word	0
holes_seen:
	.space	HOLES
	.align	4
hole_names:
	.word	link_name,gate_name,queue_name,probe_instructions,ring_name,other_name
line_end:
	.word	line
; Bytes of the console's stream that have been printed: none before this guest.
position:
	.word	0
line:	.space	256
link_name:
	.asciz	"branch-and-link"
gate_name:
	.asciz	"GATE"
queue_name:
	.asciz	"instruction address queues"
probe_instructions:
	.asciz	"PROBE"
ring_name:
	.asciz	"levels 0 and 1 are one"
other_name:
	.asciz	"something that was not known in 1995"
bare_text:
	.asciz	": bare"
found_text:
	.asciz	": found "
expected_text:
	.asciz	", a bare machine gives "
verdict_text:
	.asciz	"verdict: "
first_text:
	.asciz	"a hypervisor. Seen by: "
next_text:
	.asciz	"; "
end_text:
	.asciz	"."
	.align	4
	.text
