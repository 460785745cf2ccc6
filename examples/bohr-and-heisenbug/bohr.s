; A Bohr bug: solid, and there each time one looks. Does eight jobs, each by its own routine; the table has forgotten one.
;
;	npx hvasm -g bohr.s && npx hvrun

	.level	1.1
	.include "../../kernel/board.inc"

JOBS = 8
WORK = 200000			; turns of a loop, so that a job takes some epochs

	.text
_start:	ldil	L%CONSOLE_PAGE,%r3
	ldil	L%table,%r4
	ldo	R%table(%r4),%r4
	ldi	1,%r5			; which job
next:	ldws,ma	4(%r4),%r6
	ble	0(%sr0,%r6)
	 copy	%r31,%r2
	ldil	L%line,%r7
	ldo	R%line(%r7),%r7
	addi	0x30,%r5,%r8
	stb	%r8,DIGIT(%r7)
	ldbs,ma	1(%r7),%r8
print:	stw	%r8,CONSOLE_DATA(%r3)
	ldbs,ma	1(%r7),%r8
	comib,<> 0,%r8,print
	 nop
	addi	1,%r5,%r5
	comib,>= JOBS,%r5,next
	 nop
	ldil	L%SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.

job:	ldil	L%WORK,%r8
	ldo	R%WORK(%r8),%r8
1:	addib,<> -1,%r8,1b
	 nop
	be,n	0(%sr0,%r31)

	.data
	.align	4
table:	.word	job, job, job, job, job, 0, job, job
line:	.asciz	"job 0 is done\n"
DIGIT = 4
