; Devices: a monitor stands in for them whenever the guest looks. Specified by emulator/board.md: what is not there, or asked
; for in another way than by aligned words, is a high-priority machine check.

; claim_check: this access ends in a machine check, with its word, and this address.
	.macro	claim_check	address, instruction:vararg
	claim_ends	1,Q,0,\instruction
	claim_seen	ISR,0
	claim_seen	IOR,\address
	.endm

	probe	OTHER,"device registers keep what is written, and no more than is there"
	.irp	register,CONSOLE_PAGE+CONSOLE_ADDRESS,CONSOLE_PAGE+CONSOLE_LENGTH,CONSOLE_PAGE+CONSOLE_START,DISK_PAGE+DISK_SLOTS+SLOT_SECTOR,DISK_PAGE+DISK_SLOTS+SLOT_COUNT,DISK_PAGE+DISK_SLOTS+SLOT_ADDRESS
	.irp	pattern,0xffffffff,0xa5a5a5a5,0x5a5a5a5a,0
	la	\register,%r7
	la	\pattern,%r8
	claim_allowed	Q,0,stws %r8,0(%r7)
	claim_allowed	Q,3,ldws 0(%r7),%r9
	claim	%r9,\pattern
	claim_allowed	Q,0,ldwas 0(%r7),%r9
	claim	%r9,\pattern
	.endr
	.endr

	probe	OTHER,"loads and stores of a device modify their base, in delay slots, too"
	la	CONSOLE_PAGE+CONSOLE_START,%r7
	ldi	99,%r8
	try	Q,devices_modify
	claim_seen	COUNT,0
	claim	%r7,CONSOLE_PAGE+CONSOLE_START
	claim	%r9,99

	probe	OTHER,"a base register that is the target of a device's load"
	la	CONSOLE_PAGE+CONSOLE_START,%r7
	ldi	55,%r8
	stws	%r8,0(%r7)
	claim_allowed	Q,0,ldws 0(%r7),%r7
	claim	%r7,55

	probe	OTHER,"words of floating-point registers go to a device, and come from it"
	ldi	0xc0,%r8
	mtctl	%r8,%ccr
	la	CONSOLE_PAGE+CONSOLE_START,%r7
	la	0x12345678,%r8
	stws	%r8,0(%r7)
	claim_allowed	Q,3,fldws 0(%r7),%fr4
	la	CONSOLE_PAGE+CONSOLE_ADDRESS,%r7
	claim_allowed	Q,3,fstws %fr4,0(%r7)
	claim_allowed	Q,0,ldws 0(%r7),%r9
	claim	%r9,0x12345678
	claim_allowed	Q,0,fstwx %fr0,%r0(%r7)
	la	CONSOLE_PAGE,%r7
	claim_allowed	Q,3,fldws CONSOLE_POSITION(%r7),%fr5
	claim_check	CONSOLE_PAGE+CONSOLE_POSITION,fstws %fr4,CONSOLE_POSITION(%r7)
	claim_check	CONSOLE_PAGE+CONSOLE_POSITION,ldcws CONSOLE_POSITION(%r7),%r9
	mtctl	%r0,%ccr

	probe	OTHER,"machine checks: bytes, halfwords, doublewords, STBYS and LDCWS of a device"
	ldi	0xc0,%r8
	mtctl	%r8,%ccr
	la	CONSOLE_PAGE+CONSOLE_LENGTH-4,%r7
	ldi	77,%r9
	.irp	access,"ldb 4(%r7),%r9","ldh 4(%r7),%r9","stb %r9,4(%r7)","sth %r9,4(%r7)","stbys,b %r9,4(%r7)"
	claim_check	CONSOLE_PAGE+CONSOLE_LENGTH,\access
	.endr
	la	CONSOLE_PAGE+CONSOLE_START,%r7
	claim_check	CONSOLE_PAGE+CONSOLE_START,ldcws 0(%r7),%r9
	claim_check	CONSOLE_PAGE+CONSOLE_START,fldds 0(%r7),%fr4
	claim_check	CONSOLE_PAGE+CONSOLE_START,fstds %fr4,0(%r7)
	claim_check	CONSOLE_PAGE+CONSOLE_START,ldhs,ma 4(%r7),%r9
	claim	%r7,CONSOLE_PAGE+CONSOLE_START
	claim	%r9,77
	mtctl	%r0,%ccr

	probe	OTHER,"machine checks: what may not be read, may not be written, or is not there"
	la	SYSTEM_PAGE,%r7
	claim_check	SYSTEM_PAGE+SYSTEM_EXIT,ldw SYSTEM_EXIT(%r7),%r9
	claim_check	SYSTEM_PAGE+SYSTEM_RAM,stw %r0,SYSTEM_RAM(%r7)
	claim_check	SYSTEM_PAGE+0x800,ldw 0x800(%r7),%r9
	la	CONSOLE_PAGE,%r7
	claim_check	CONSOLE_PAGE+CONSOLE_DATA,ldw CONSOLE_DATA(%r7),%r9
	claim_check	CONSOLE_PAGE+CONSOLE_COMMAND,ldw CONSOLE_COMMAND(%r7),%r9
	claim_check	CONSOLE_PAGE+CONSOLE_POSITION,stw %r0,CONSOLE_POSITION(%r7)
	claim_check	CONSOLE_PAGE+CONSOLE_RESULT,stw %r0,CONSOLE_RESULT(%r7)
	claim_check	CONSOLE_PAGE+CONSOLE_INPUT,stw %r0,CONSOLE_INPUT(%r7)
	la	CLOCK_PAGE,%r7
	claim_check	CLOCK_PAGE+CLOCK_SECONDS,stw %r0,CLOCK_SECONDS(%r7)
	claim_check	CLOCK_PAGE+CLOCK_SECONDS,ldh CLOCK_SECONDS(%r7),%r9
	.irp	address,0xe0000000,0xf0005000,0xf0100000,0xffffff00
	la	\address,%r7
	claim_check	\address,ldws 0(%r7),%r9
	claim_check	\address,stws %r9,0(%r7)
	claim_check	\address,ldwas 0(%r7),%r9
	claim_check	\address,stwas %r9,0(%r7)
	.endr

	probe	OTHER,"with PSW M = 1 such loads give 0, and such stores are dropped"
	la	CONSOLE_PAGE+CONSOLE_START,%r7
	ldi	33,%r9
	stws	%r9,0(%r7)
	claim_allowed	Q+M,0,stbs %r9,0(%r7)
	claim_allowed	Q+M,0,ldhs 0(%r7),%r9
	claim	%r9,0
	ldws	0(%r7),%r9
	claim	%r9,33

	probe	OTHER,"a misaligned access of a device is an unaligned data reference, not a machine check"
	la	CONSOLE_PAGE,%r7
	claim_ends	28,Q,0,ldw CONSOLE_START+2(%r7),%r9
	claim_seen	ISR,0
	claim_seen	IOR,CONSOLE_PAGE+CONSOLE_START+2
	claim_ends	28,Q,0,sth %r9,CONSOLE_START+1(%r7)
	la	CONSOLE_PAGE+CONSOLE_START+1,%r7
	claim_ends	28,Q,0,ldwas 0(%r7),%r9
	claim_ends	28,Q,0,stwas %r9,0(%r7)

	probe	OTHER,"a fetch from a device's page is a machine check"
	try	Q,CONSOLE_PAGE
	claim_seen	NUMBER,1
	claim_seen	IIR,0
	claim_seen	ISR,0
	claim_seen	IOR,CONSOLE_PAGE

	probe	OTHER,"a device's page that is mapped: rights, identifiers and bits come before the device"
	la	0x1000+CONSOLE_START,%r7
	ldi	77,%r9
	claim_ends	15,Q+D,3,ldws 0(%r7),%r9
	map	0x1000,CONSOLE_PAGE,DATA+2*PL1+TRAP
	la	0x1000+CONSOLE_START,%r7
	claim_ends	26,Q+D,3,ldws 0(%r7),%r9
	claim_ends	26,Q+D,2,stws %r9,0(%r7)
	claim_ends	21,Q+D,2,ldws 0(%r7),%r9
	claim_ends	20,Q+D,0,stws %r9,0(%r7)
	map	0x1000,CONSOLE_PAGE,WRITABLE+5*ACCESS_ID+BREAK
	claim_ends	27,Q+D+P,3,ldws 0(%r7),%r9
	claim_ends	19,Q+D,3,stws %r9,0(%r7)
	claim_allowed	Q+D+X,3,stws %r9,0(%r7)
	claim_allowed	Q+D,3,ldws 0(%r7),%r10
	claim	%r10,77
	claim_ends	1,Q+D,3,ldhs 0(%r7),%r9
	claim_seen	IOR,CONSOLE_PAGE+CONSOLE_START
	la	CONSOLE_PAGE>>12,%r8
	la	0x1000,%r7
	lpa	%r0(%r7),%r9
	extru	%r9,19,20,%r9
	claim_same	%r9,%r8

	probe	OTHER,"load and clear takes any word of memory, and nothing else"
	la	PAGE1,%r7
	.irp	distance,0,4,8,12
	ldi	\distance+1,%r8
	stws	%r8,\distance(%r7)
	claim_allowed	Q,3,ldcws \distance(%r7),%r9
	claim	%r9,\distance+1
	claim_allowed	Q,0,ldcws \distance(%r7),%r9
	claim	%r9,0
	.endr
	claim_ends	28,Q,0,ldcws 6(%r7),%r9
	claim_seen	IOR,PAGE1+6

	probe	OTHER,"RAM's size, and memory's last word"
	ldil	L%SYSTEM_PAGE,%r7
	ldw	SYSTEM_RAM(%r7),%r8
	ldo	-4(%r8),%r8
	claim_allowed	Q,0,ldws 0(%r8),%r9
	ldo	4(%r8),%r8
	claim_ends	1,Q,0,ldws 0(%r8),%r9
	claim_kept	%r8,IOR
	b	devices_end
	 nop

devices_modify:
	b	1f
	 stws,ma	%r8,-4(%r7)
	break	0,0
1:	ldws,mb	4(%r7),%r9
	done
devices_end:
