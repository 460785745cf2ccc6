; The interruptions of fetching an instruction, 6 and 7, and what spaces do to the queues. Manual: chapter 4, group 3 and
; "Branching and Address Queues".

	.include "guest.inc"

SPACE = 0x80000001
OTHER = 0x80000002
; Virtual pages; the first is PAGE1 in SPACE, the second the one after it.
FIRST = 0x30005000
SECOND = 0x30006000

main:	case	"instruction TLB miss: space, offset and level"
	.irp	level,0,1,2,3
	forget
	try	Q+C,FIRST,\level,SPACE
	claim_interruption	6,FIRST+\level,SPACE
	claim_bits	IPSW,C+Q+D+N,C+Q
	.endr

	case	"our choice: a fetch that faults leaves IIR, ISR and IOR as they were"
	elsewhere	1f,"QEMU 7.2 writes ISR and IOR"
	claim_trap	9,Q,0,break 3,4
	try	Q+C,FIRST,0,SPACE
	claim_seen	NUMBER,6
	claim_seen	IIR,4<<13|3
1:
	case	"a miss is repaired, and the instruction fetched"
	install	nop_and_done,PAGE1,2
	handle	3f
	try	Q+C,FIRST,3,SPACE
	claim_seen	COUNT,1
	b	4f
	 nop
3:	map	FIRST,PAGE1,EXECUTABLE,SPACE
	retry
4:
	case	"a page that may not be executed, or not at this level"
	install	nop_and_done,PAGE1,2
	map	FIRST,PAGE1,WRITABLE,SPACE
	try	Q+C,FIRST,0,SPACE
	claim_interruption	7,FIRST,SPACE
	map	FIRST,PAGE1,CODE+2*PL1+1*PL2,SPACE
	try	Q+C,FIRST,3,SPACE
	claim_interruption	7,FIRST+3,SPACE
	try	Q+C,FIRST,0,SPACE
	claim_interruption	7,FIRST,SPACE
	forget
	try	Q+C,FIRST,1,SPACE
	try	Q+C,FIRST,2,SPACE
	claim_seen	COUNT,0

	case	"protection identifiers guard code as well; write disable doesn't matter"
	elsewhere	1f,"in QEMU 7.2 protection identifiers don't trap"
	map	FIRST,PAGE1,EXECUTABLE+9*ACCESS_ID,SPACE
	try	Q+C+P,FIRST,3,SPACE
	claim_interruption	7,FIRST+3,SPACE
	forget
	try	Q+C,FIRST,3,SPACE
	ldi	19,%r8
	mtctl	%r8,%pidr3
	try	Q+C+P,FIRST,3,SPACE
	claim_seen	COUNT,0
1:
	case	"the T, D, B and U bits are for data"
	map	FIRST,PAGE1,CODE+3*PL1+TRAP+BREAK+0x40000000,SPACE
	try	Q+C,FIRST,3,SPACE
	claim_seen	COUNT,0

	case	"a miss comes before the instruction's own interruptions"
	install	illegal,PAGE1,1
	handle	3f
	try	Q+C,FIRST,3,SPACE
	claim_seen	SEQUENCE,0x0608
	b	4f
	 nop
3:	get	seen+NUMBER,%r1
	comib,<>,n	6,%r1,5f
	map	FIRST,PAGE1,EXECUTABLE,SPACE
	retry
5:	give_up
4:
	case	"a branch at the end of a page misses in its delay slot, on the next page"
	install	branch_back,PAGE1+0xffc,1
	install	count_and_done,PAGE2,2
	install	nop_and_done,PAGE1,2
	map	FIRST,PAGE1,EXECUTABLE,SPACE
	ldi	0,%r9
	handle	3f
	try	Q+C,FIRST+0xffc,2,SPACE
	claim_seen	COUNT,1
	claim_seen	NUMBER,6
	claim_seen	IIAOQ_FRONT,SECOND+2
	claim_seen	IIAOQ_BACK,FIRST+2
	claim	%r9,1
	b	4f
	 nop
3:	map	SECOND,PAGE2,EXECUTABLE,SPACE
	retry
4:
	case	"its nullified delay slot is not fetched"
	elsewhere	1f,"QEMU 7.2 translates the nullified instruction, and so fetches it"
	install	branch_back_nullifying,PAGE1+0xffc,1
	map	FIRST,PAGE1,EXECUTABLE,SPACE
	try	Q+C,FIRST+0xffc,2,SPACE
	claim_seen	COUNT,0
1:
	case	"a branch to another space: its delay slot is in the old one"
	map_guest	SPACE
	map	FIRST,PAGE1,EXECUTABLE,OTHER
	install	nop_and_done,PAGE1,2
	la	OTHER,%r8
	mtsp	%r8,%sr3
	la	FIRST,%r7
	try	Q+C,1f,0,SPACE
	claim_seen	NUMBER,9
	claim_seen	IIASQ_FRONT,SPACE
	claim_seen	IIASQ_BACK,OTHER
	claim_seen	IIAOQ_FRONT,1f+4
	claim_seen	IIAOQ_BACK,FIRST
	b	2f
	 nop
1:	be	0(%sr3,%r7)
	 break	0,0
2:
	case	"RFI goes on in both spaces"
	map_guest	SPACE
	map	FIRST,PAGE1,EXECUTABLE,OTHER
	la	OTHER,%r8
	mtsp	%r8,%sr3
	la	FIRST,%r7
	handle	3f
	ldi	0,%r9
	try	Q+C,1f,3,SPACE
	claim	%r9,1
	claim_seen	COUNT,1
	b	4f
	 nop
1:	be	0(%sr3,%r7)
	 .word	0x1c000000
3:	la	nop_word,%r1		; the word in the delay slot becomes a nop
	ldw	0(%r1),%r1
	la	1b+4,%r31
	stw	%r1,0(%r31)
	install	count_and_done,PAGE1,2
	retry
4:
	case	"BLE leaves the return point in SR 0 and GR 31, with the level"
	map_guest	SPACE
	map	FIRST,PAGE1,EXECUTABLE,OTHER
	install	nop_and_break,PAGE1,2
	la	OTHER,%r8
	mtsp	%r8,%sr3
	la	FIRST,%r7
	try	Q+C,1f,2,SPACE
	claim_interruption	9,FIRST+4+2,OTHER
	claim_seen	GR31,1f+8+2
	mfsp	%sr0,%r9
	claim	%r9,SPACE
	b	2f
	 nop
1:	ble	0(%sr3,%r7)
	 nop
2:
	case	"a fetch outside of RAM is a high-priority machine check"
	elsewhere	1f,"it belongs to our board"
	try	Q,0xf0002000,0
	claim_seen	NUMBER,1
	claim_seen	IIAOQ_FRONT,0xf0002000
	claim_seen	IIR,0
	claim_seen	ISR,0
	claim_seen	IOR,0xf0002000
	try	Q+M,0xf0002000,0
	claim_seen	NUMBER,9
	claim_seen	IIR,0
1:
	b	passed
	 nop

nop_and_done:
nop_word:
	nop
	done
nop_and_break:
	nop
	break	0,0
count_and_done:
	ldo	1(%r9),%r9
	done
illegal:
	.word	0x1c000000
; To the beginning of its page, from the last word.
branch_back:
	b	.-0xffc
branch_back_nullifying:
	b,n	.-0xffc
