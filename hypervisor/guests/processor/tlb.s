; The TLB: inserting, replacing, purging. Manual: chapter 3, "Address Resolution and the TLB"; chapter 5, IITLBA to PITLBE. Ours
; is one, for instructions and data.

	.include "guest.inc"

SPACE = 0x00010000
VIRTUAL = 0x20004000

; claim_mapped: a load through %r7 in space %sr4 (or by this s-field) gives this value.
	.macro	claim_mapped	value
	claim_allowed	Q+D,3,ldw 0(%r7),%r9
	claim	%r9,\value
	.endm

	.macro	claim_unmapped
	claim_trap	15,Q+D,3,ldw 0(%r7),%r9
	.endm

; set: a word in a page, by physical address.
	.macro	set	address, value
	la	\value,%r8
	put	%r8,\address
	.endm

main:	set	PAGE1,0x111
	set	PAGE2,0x222
	set	PAGE3,0x333

	case	"two steps: after the address alone there is no translation"
	la	VIRTUAL,%r7
	la	PAGE1>>7,%r8
	idtlba	%r8,(%r7)
	claim_unmapped
	la	WRITABLE,%r8
	idtlbp	%r8,(%r7)
	claim_mapped	0x111

	case	"the protection alone inserts nothing"
	la	VIRTUAL,%r7
	la	WRITABLE,%r8
	idtlbp	%r8,(%r7)
	claim_unmapped

	case	"our choice: a new address makes the old translation invalid until its protection comes"
	elsewhere	1f,"the manual leaves it open"
	map	VIRTUAL,PAGE1,WRITABLE
	la	VIRTUAL,%r7
	la	PAGE2>>7,%r8
	idtlba	%r8,(%r7)
	claim_unmapped
1:
	case	"a second insertion takes the first one's place: address and rights, at once"
	la	VIRTUAL,%r7
	map	VIRTUAL,PAGE1,WRITABLE
	claim_mapped	0x111
	map	VIRTUAL,PAGE2,WRITABLE
	claim_mapped	0x222
	map	VIRTUAL,PAGE2,DATA+2*PL1
	claim_trap	26,Q+D,3,ldw 0(%r7),%r9
	map	VIRTUAL,PAGE3,WRITABLE
	claim_mapped	0x333

	case	"the page's low 12 bits of the operands don't matter"
	la	VIRTUAL+0xabc,%r7
	la	(PAGE1>>7)+0x1f,%r8
	idtlba	%r8,(%r7)
	la	WRITABLE,%r8
	idtlbp	%r8,(%r7)
	la	VIRTUAL,%r7
	claim_mapped	0x111

	case	"spaces are told apart by all their 32 bits"
	la	VIRTUAL,%r7
	map	VIRTUAL,PAGE1,WRITABLE,0
	map	VIRTUAL,PAGE2,WRITABLE,1
	map	VIRTUAL,PAGE3,WRITABLE,0x80000000
	claim_mapped	0x111
	la	1,%r8
	mtsp	%r8,%sr4
	claim_mapped	0x222
	la	0x80000000,%r8
	mtsp	%r8,%sr4
	claim_mapped	0x333
	la	0x80000001,%r8
	mtsp	%r8,%sr4
	claim_unmapped
	claim_seen	ISR,0x80000001

	case	"offsets are told apart by all their 20 bits"
	map	VIRTUAL,PAGE1,WRITABLE
	.irp	bit,12,13,20,24,29
	la	VIRTUAL+(1<<\bit),%r7
	claim_unmapped
	.endr

	case	"PDTLB removes one page's translation, and no other; ,m modifies the base"
	map	VIRTUAL,PAGE1,WRITABLE
	map	VIRTUAL+0x1000,PAGE2,WRITABLE
	map	VIRTUAL,PAGE3,WRITABLE,5
	la	VIRTUAL-0x1000,%r7
	la	0x1234,%r8
	pdtlb	%r8(%r7)
	la	VIRTUAL,%r7
	claim_unmapped
	la	VIRTUAL+0x1000,%r7
	claim_mapped	0x222
	ldi	5,%r8
	mtsp	%r8,%sr4
	la	VIRTUAL,%r7
	claim_mapped	0x333
	ldi	16,%r8
	pdtlb,m	%r8(%r7)
	claim	%r7,VIRTUAL+16
	claim_unmapped

	case	"PITLB removes code's translation"
	install	done_word,PAGE1+0x100,1
	map	VIRTUAL,PAGE1,EXECUTABLE,SPACE
	try	Q+C,VIRTUAL+0x100,3,SPACE
	claim_seen	COUNT,0
	la	SPACE,%r8
	mtsp	%r8,%sr3
	la	VIRTUAL,%r7
	pitlb	%r0(%sr3,%r7)
	try	Q+C,VIRTUAL+0x100,3,SPACE
	claim_interruption	6,VIRTUAL+0x100+3,SPACE

	case	"IITLBA and IITLBP insert for code"
	install	done_word,PAGE1+0x100,1
	la	SPACE,%r8
	mtsp	%r8,%sr6
	la	VIRTUAL,%r7
	la	PAGE1>>7,%r8
	iitlba	%r8,(%sr6,%r7)
	la	EXECUTABLE,%r8
	iitlbp	%r8,(%sr6,%r7)
	try	Q+C,VIRTUAL+0x100,3,SPACE
	claim_seen	COUNT,0

	case	"our choice: one TLB for code and data"
	elsewhere	1f,"the manual leaves it open"
	la	VIRTUAL,%r7
	la	PAGE1>>7,%r8
	iitlba	%r8,(%sr4,%r7)
	la	WRITABLE,%r8
	iitlbp	%r8,(%sr4,%r7)
	claim_mapped	0x111
	pitlb	%r0(%sr4,%r7)
	claim_unmapped
1:
	case	"PDTLBE and PITLBE leave nothing"
	map	VIRTUAL,PAGE1,WRITABLE
	map	VIRTUAL+0x1000,PAGE2,WRITABLE
	pdtlbe	%r0(%r0)
	la	VIRTUAL,%r7
	claim_unmapped
	map	VIRTUAL,PAGE1,WRITABLE
	pitlbe	%r0(%sr0,%r0)
	claim_unmapped

	case	"LPA: the physical address, with any rights; ,m modifies the base"
	map	VIRTUAL,PAGE2,GATEWAY
	la	VIRTUAL,%r7
	ldi	0x123,%r8
	lpa	%r8(%r7),%r9
	claim	%r9,PAGE2+0x123
	lpa,m	%r8(%r7),%r9
	claim	%r9,PAGE2
	claim	%r7,VIRTUAL+0x123

	case	"two virtual pages of one physical page see the same memory, code too"
	map	VIRTUAL,PAGE1,WRITABLE
	map	VIRTUAL+0x5000,PAGE1,WRITABLE
	map	VIRTUAL+0x9000,PAGE1,EXECUTABLE
	install	break_word,PAGE1+0x200,1
	la	VIRTUAL,%r7
	la	0x444,%r8
	claim_allowed	Q+D,3,stw %r8,0(%r7)
	la	VIRTUAL+0x5000,%r7
	claim_mapped	0x444
	try	Q+C,VIRTUAL+0x9200
	claim_seen	NUMBER,9
	get	done_word,%r8
	claim_allowed	Q+D,3,stw %r8,0x200(%r7)
	forget
	try	Q+C,VIRTUAL+0x9200
	claim_seen	COUNT,0
	set	PAGE1,0x111

	case	"the newest entry is never replaced: 3000 pages, each used as soon as it is in"
	ldi	3000,%r3
	la	VIRTUAL,%r7
1:	la	PAGE1>>7,%r8
	idtlba	%r8,(%r7)
	la	WRITABLE,%r8
	idtlbp	%r8,(%r7)
	claim_mapped	0x111
	addib,<>	-1,%r3,1b
	 ldo	4096(%r7),%r7

	case	"code and data of one instruction fit together, whatever was replaced"
	install	load_and_done,PAGE2,2
	ldi	200,%r3
	la	VIRTUAL,%r7
	handle	4f
1:	pdtlbe	%r0(%r0)
	try	Q+C+D,VIRTUAL,3,SPACE
	claim	%r9,0x111
	claim_seen	SEQUENCE,0x060f
	forget
	addib,<>	-1,%r3,1b
	 ldo	4096(%r7),%r7
	b	3f
	 nop
4:	get	seen+NUMBER,%r1
	comib,<>,n	6,%r1,5f
	map	VIRTUAL,PAGE2,EXECUTABLE,SPACE
	retry
5:	la	PAGE1>>7,%r1
	idtlba	%r1,(%r7)
	la	WRITABLE,%r1
	idtlbp	%r1,(%r7)
	retry
3:
	case	"an entry that is purged while its code runs is missed by the next fetch"
	elsewhere	3f,"a processor may have fetched up to 7 instructions already"
	map_guest	SPACE
	la	SPACE,%r8
	mtsp	%r8,%sr3
	la	1f,%r7
	try	Q+C,1f,0,SPACE
	claim_interruption	6,1f+4,SPACE
	b	3f
	 nop
1:	pitlb	%r0(%sr3,%r7)
	nop
	done
3:
	b	passed
	 nop

done_word:
	done
break_word:
	break	0,0
load_and_done:
	ldw	0(%r7),%r9
	done
