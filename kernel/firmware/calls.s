; The calls of PDC that are about the machine as a whole. In of each: %r24 where the results go, %r28 PDC_OK.

; model_info: PDC_MODEL, "return information" (pdc.h:44; firmware.c:514). The machine is a 720 with nothing special.
model_info:
	la	model_words,%r19
	b	copy_words
	 ldi	MODEL_WORDS,%r20

; model_versions: PDC_MODEL, "return versions of the processor" (firmware.c:553): 0.
model_versions:
	bv	%r0(%r2)
	 stw	%r0,0(%r24)

; model_sysmodel: PDC_MODEL, "return the model's name" (firmware.c:527). %r23 is the operating system's number; the name goes
; where ARG4 says, its length is the result.
model_sysmodel:
	la	model_name,%r19
	ldw	ARG4(%r30),%r20
	ldi	MODEL_NAME_LENGTH,%r21
	stw	%r21,0(%r24)
1:	ldbs,ma	1(%r19),%r1
	addib,>	-1,%r21,1b
	 stbs,ma %r1,1(%r20)
	bv,n	%r0(%r2)
	nop

; cache_info: PDC_CACHE, "return information" (pdc.h:69; firmware.c:658). There are no caches that software has to care for:
; board.md, "Memory". A size of 0 makes Linux leave out its flushes (cache.c:163).
cache_info:
	la	cache_words,%r19
	b	copy_words
	 ldi	CACHE_WORDS,%r20

; cache_space_bits: PDC_CACHE, "return bits of spaces that are hashed" (firmware.c:679): none.
cache_space_bits:
	bv	%r0(%r2)
	 stw	%r0,0(%r24)

; coproc_info: PDC_COPROC, "return the configuration" (pdc.h:78; firmware.c:391): coprocessor 0, in its two bits of CCR, is
; there and works. Revision and model, results 17 and 18, are those that the unit itself tells (emulator/fpu/status-register.ts).
coproc_info:
	ldi	0xc0,%r1
	stw	%r1,0(%r24)		; works
	stw	%r1,4(%r24)		; is there
	ldi	FPU_REVISION,%r1
	stw	%r1,17*4(%r24)
	ldi	FPU_MODEL,%r1
	bv	%r0(%r2)
	 stw	%r1,18*4(%r24)

; tod_read: PDC_TOD, "read the time of day" (pdc.h:101; firmware.c:1056): seconds since 1970, microseconds.
tod_read:
	la	CLOCK_PAGE,%r19
	ldw	CLOCK_SECONDS(%r19),%r1
	stw	%r1,0(%r24)
	ldw	CLOCK_MICROSECONDS(%r19),%r1
	bv	%r0(%r2)
	 stw	%r1,4(%r24)

; reset: PDC_BROADCAST_RESET, "reset" (pdc.h:219; firmware.c:1204): the end of the run. Linux calls it to reboot.
reset:	la	SYSTEM_PAGE,%r1
	stw	%r0,SYSTEM_EXIT(%r1)
	b,n	.			; nothing comes after EXIT
	nop

; copy_words: in: %r19 where they are, %r20 how many, at least 1, %r24 where they go. changed: %r1
copy_words:
	ldwm	4(%r19),%r1
	addib,>	-1,%r20,copy_words
	 stwm	%r1,4(%r24)
	bv,n	%r0(%r2)
	nop

FPU_REVISION = 1
FPU_MODEL = 63
MODEL_WORDS = 9
MODEL_NAME_LENGTH = 8
CACHE_WORDS = 30

	.section .rodata
	.align	4
; pdc.h:476. By the hardware version Linux knows which firmware to expect: bus 4 is the 720's family (inventory.c:109).
model_words:
	.word	0x00002000		; hardware version
	.word	0x00000481		; software version
	.word	0, 0, 0			; hardware, boot and software identifiers
	.word	0			; software capabilities
	.word	4			; architecture revision: PA-RISC 1.1
	.word	0, 0			; keys

model_name:
	.ascii	"9000/720"
	.align	4

; pdc.h:489: size, configuration, base, stride, count, loop of the instruction cache, then of the data cache; then of each TLB
; size, configuration, bases, strides and counts of spaces and offsets, loop. A block of 16 bytes, as a stride must not be 0.
cache_words:
	.word	0, CACHE_CONFIGURATION, 0, 32, 1, 1
	.word	0, CACHE_CONFIGURATION, 0, 32, 1, 1
	.word	0, TLB_CONFIGURATION, 0, 0, 1, 0, 0, 1, 1
	.word	0, TLB_CONFIGURATION, 0, 0, 1, 0, 0, 1, 1
CACHE_CONFIGURATION = 0x01400000	; blocks of one line, lines of 2 * 16 bytes
TLB_CONFIGURATION = 0x00050000	; one TLB for instructions and data, pages of 4 KiB
	.text
