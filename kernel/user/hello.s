; hello: the smallest program.
;
;	hvasm user/hello.s -o hello

	.level	1.1
	.include "syscall.inc"

	.text
_start:	la	message,%r25
	ldi	CONSOLE,%r26
	ldi	message_end-message,%r24
	syscall	SYS_WRITE
	ldi	0,%r26
	syscall	SYS_EXIT

message:
	.ascii	"hello, world\n"
message_end:
