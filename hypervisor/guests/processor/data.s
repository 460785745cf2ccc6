; The interruptions of data references: 15 to 17, 19 to 21, 26 to 28. Manual: chapter 4, group 3; chapter 3, "Access Control".

	.include "guest.inc"

; The space and the page of most cases, and its base register.
SPACE = 0x12345678
PAGE = 0x40087000			; %sr5's quadrant

; claim_data: the instruction, at this level with data translation, ends in this interruption, of this address.
	.macro	claim_data	number, level, space, offset, instruction:vararg
	claim_trap	\number,Q+D,\level,\instruction
	claim_seen	ISR,\space
	claim_seen	IOR,\offset
	.endm

; page: maps PAGE to PAGE1 with these rights and sets %sr5 and %r7 for it.
	.macro	page	rights
	map	PAGE,PAGE1,\rights,SPACE
	base
	.endm

; quadrant: a miss in this quarter of the addresses is one in this register's space.
	.macro	quadrant	number, register
	ldi	0x100+\number,%r8
	mtsp	%r8,\register
	la	(\number<<30)+PAGE1,%r7
	claim_data	15,0,0x100+\number,(\number<<30)+PAGE1+4,ldw 4(%r7),%r9
	.endm

	.macro	base
	la	SPACE,%r8
	mtsp	%r8,%sr5
	la	PAGE,%r7
	.endm

main:	case	"data TLB miss: loads, stores, semaphores"
	base
	.irp	load,"ldw 8(%r7),%r9","ldh 8(%r7),%r9","ldb 8(%r7),%r9","stw %r9,8(%r7)","sth %r9,8(%r7)","stb %r9,8(%r7)","ldws 8(%r7),%r9","stbys,b %r9,8(%r7)"
	claim_data	15,0,SPACE,PAGE+8,\load
	.endr
	claim_data	15,3,SPACE,PAGE,ldcws 0(%r7),%r9

	case	"the space is chosen by the s-field, or by the two leftmost bits of the base register"
	quadrant	0,%sr4
	quadrant	1,%sr5
	quadrant	2,%sr6
	quadrant	3,%sr7
	.irp	register,1,2,3
	ldi	0x200 + \register,%r8
	mtsp	%r8,%sr\register
	la	PAGE+4,%r7
	claim_data	15,0,0x200+\register,PAGE,ldw -4(%sr\register,%r7),%r9
	.endr

	case	"the space follows the base register, not the sum"
	ldi	0x104,%r8
	mtsp	%r8,%sr4
	la	0x3ffffffc,%r7
	claim_data	15,0,0x104,0x40000000,ldw 4(%r7),%r9

	case	"IOR holds all bits of the offset"
	base
	claim_data	15,0,SPACE,PAGE+7,ldb 7(%r7),%r9

	case	"an access that faults changes nothing: base register and target"
	base
	.irp	access,"ldwm 8(%r7),%r9","stwm %r9,8(%r7)","ldws,ma 8(%r7),%r9","stws,mb %r9,8(%r7)","ldcws,ma 0(%r7),%r9","stbys,b,m %r9,4(%r7)","ldwx,sm %r8(%r7),%r9"
	ldi	99,%r9
	claim_trap	15,Q+D,0,\access
	claim	%r7,PAGE
	claim	%r9,99
	.endr

	case	"a miss is repaired and the access repeated, in a delay slot too"
	base
	put	%r0,PAGE1
	handle	3f
	ldi	5,%r9
	try	Q+D,1f,2
	claim	%r9,6
	claim	%r7,PAGE+4
	claim_word	PAGE1,5
	claim_seen	COUNT,1
	claim_seen	IIAOQ_FRONT,1f+4+2
	claim_seen	IIAOQ_BACK,2f+2
	b	4f
	 nop
1:	b	2f
	 stws,ma	%r9,4(%r7)
	ldo	16(%r9),%r9
2:	ldo	1(%r9),%r9
	done
3:	map	PAGE,PAGE1,DATA+3*PL1+2*PL2+DIRTY,SPACE
	retry
4:
	case	"RFIR gives back the shadowed registers"
	base
	handle	3f
	.irp	register,8,9,16,17,24,25
	ldi	100+\register,%r\register
	.endr
	try	Q+D,1f
	.irp	register,8,9,16,17,24,25
	claim	%r\register,100+\register
	.endr
	claim	%r3,101
	claim	%r4,-1
	b	4f
	 nop
1:	ldi	101,%r1
	ldi	7,%r4
	ldw	0(%r7),%r5
	copy	%r1,%r3
	done
3:	map	PAGE,PAGE1,DATA+3*PL1+2*PL2+DIRTY,SPACE
	.irp	register,1,4,8,9,16,17,24,25
	ldi	-1,%r\register
	.endr
	rfir
4:
	case	"non-access data TLB miss: LPA and probes"
	base
	claim_trap	17,Q,0,lpa %r0(%r7),%r9
	claim_seen	ISR,SPACE
	claim_seen	IOR,PAGE
	ldi	3,%r10
	.irp	probe,"prober (%r7),%r10,%r9","probew (%r7),%r10,%r9","proberi (%r7),3,%r9","probewi (%r7),3,%r9"
	claim_data	17,3,SPACE,PAGE,\probe
	.endr
	.irp	probe,"prober (%r7),%r0,%r9","probew (%r7),%r0,%r9","proberi (%r7),1,%r9","probewi (%r7),2,%r9"
	claim_data	17,0,SPACE,PAGE,\probe
	.endr

	case	"a probe may ask for a level above its own"
	elsewhere	1f,"in QEMU 7.2 such a probe always gives 0; the manual knows no such rule"
	base
	claim_data	17,3,SPACE,PAGE,proberi (%r7),0,%r9
	page	WRITABLE
	claim_allowed	Q+D,3,probewi (%r7),0,%r9
	claim	%r9,1
1:
	case	"a probe of no page at all: the handler gives 0, and nullifies it"
	base
	ldi	99,%r9
	handle	3f
	try	Q+D,1f,3
	claim	%r9,0
	claim_seen	COUNT,1
	b	4f
	 nop
1:	proberi	(%r7),3,%r9
	done
3:	ldi	0,%r9
	mfctl	%ipsw,%r1
	depi	1,10,1,%r1		; N
	mtctl	%r1,%ipsw
	retry
4:

	case	"non-access data TLB miss: FDC, PDC"
	elsewhere	1f,"in QEMU 7.2 cache instructions look at no address"
	base
	ldi	32,%r8
	claim_data	17,3,SPACE,PAGE+32,fdc %r8(%r7)
	claim_data	17,3,SPACE,PAGE+32,pdc %r8(%r7)
	claim_data	17,0,SPACE,PAGE+32,pdc %r8(%r7)
	claim_data	17,0,SPACE,PAGE,fdc,m %r8(%r7)
	claim	%r7,PAGE
1:
	case	"non-access instruction TLB miss: FIC"
	elsewhere	1f,"in QEMU 7.2 cache instructions look at no address"
	base
	la	SPACE+1,%r9
	mtsp	%r9,%sr3
	ldi	32,%r8
	claim_data	16,3,SPACE+1,PAGE+32,fic %r8(%sr3,%r7)
	claim_data	16,0,SPACE+1,PAGE+32,fic %r8(%sr3,%r7)
1:
	case	"cache instructions complete if the page is mapped, or with translation off"
	base
	claim_allowed	Q,3,fdc %r0(%r7)
	claim_allowed	Q,3,fic %r0(%sr5,%r7)
	page	READ_ONLY
	ldi	32,%r8
	claim_allowed	Q+D,3,fdc,m %r8(%r7)
	claim	%r7,PAGE+32
	claim_allowed	Q+D,3,fic %r8(%sr5,%r7)
	claim_allowed	Q+D,3,pdc %r8(%r7)

	case	"PDC at level 0 purges, and needs the right to write"
	elsewhere	1f,"in QEMU 7.2 cache instructions look at no address"
	page	READ_ONLY
	claim_data	26,0,SPACE,PAGE,pdc %r0(%r7)
	page	DATA+3*PL1+3*PL2+BREAK
	claim_data	19,0,SPACE,PAGE,pdc %r0(%r7)
1:
	case	"access rights: reading, writing, semaphores"
	page	READ_ONLY+2*PL1+DIRTY
	claim_data	26,3,SPACE,PAGE+4,ldw 4(%r7),%r9
	claim_data	26,0,SPACE,PAGE+4,stw %r9,4(%r7)
	claim_data	26,0,SPACE,PAGE,ldcws 0(%r7),%r9
	claim_allowed	Q+D,2,ldw 4(%r7),%r9

	case	"protection identifiers: each of the four, writing disabled, public pages"
	elsewhere	2f,"in QEMU 7.2 protection identifiers don't trap"
	page	WRITABLE+0x1234*ACCESS_ID
	claim_allowed	Q+D,3,stw %r9,4(%r7)		; PSW P = 0
	claim_trap	27,Q+D+P,3,stw %r9,4(%r7)
	claim_seen	ISR,SPACE
	claim_seen	IOR,PAGE+4
	claim_trap	27,Q+D+P,0,ldw 4(%r7),%r9
	.irp	register,8,9,12,13
	la	0x1234<<1,%r8
	mtctl	%r8,%cr\register
	claim_allowed	Q+D+P,3,stw %r9,4(%r7)
	ldo	1(%r8),%r8
	mtctl	%r8,%cr\register
	claim_allowed	Q+D+P,3,ldw 4(%r7),%r9
	claim_trap	27,Q+D+P,3,stw %r9,4(%r7)
	mtctl	%r0,%cr\register
	.endr
	page	WRITABLE
	claim_allowed	Q+D+P,3,stw %r9,4(%r7)
2:
	case	"one matching identifier that may write is enough"
	elsewhere	2f,"in QEMU 7.2 protection identifiers don't trap"
	page	WRITABLE+0x7fff*ACCESS_ID
	la	0xffff,%r8
	mtctl	%r8,%pidr1
	la	0xfffe,%r8
	mtctl	%r8,%pidr4
	claim_allowed	Q+D+P,3,stw %r9,4(%r7)
	mtctl	%r0,%pidr4			; takes effect at once
	claim_trap	27,Q+D+P,3,stw %r9,4(%r7)
2:
	case	"probes look at protection identifiers if PSW P is 1"
	elsewhere	2f,"in QEMU 7.2 protection identifiers are ignored"
	page	WRITABLE+5*ACCESS_ID
	claim_allowed	Q,3,prober (%r7),%r0,%r9
	claim	%r9,1
	claim_allowed	Q+P,3,prober (%r7),%r0,%r9
	claim	%r9,0
	ldi	11,%r8
	mtctl	%r8,%pidr2
	claim_allowed	Q+P,3,prober (%r7),%r0,%r9
	claim	%r9,1
	claim_allowed	Q+P,3,probew (%r7),%r0,%r9
	claim	%r9,0
2:
	case	"unaligned words and halfwords; bytes and STBYS never"
	page	WRITABLE
	.irp	byte,1,2,3
	claim_data	28,3,SPACE,PAGE+\byte,ldw \byte(%r7),%r9
	claim_data	28,0,SPACE,PAGE+\byte,stw %r9,\byte(%r7)
	claim_allowed	Q+D,3,ldb \byte(%r7),%r9
	claim_allowed	Q+D,3,stb %r9,\byte(%r7)
	claim_allowed	Q+D,3,stbys,b %r9,\byte(%r7)
	claim_allowed	Q+D,3,stbys,e %r9,\byte(%r7)
	.endr
	claim_data	28,3,SPACE,PAGE+3,ldh 3(%r7),%r9
	claim_data	28,3,SPACE,PAGE+1,sth %r9,1(%r7)
	claim_allowed	Q+D,3,ldh 2(%r7),%r9

	case	"our choice: unaligned in real mode traps with ISR 0, and so do absolute accesses"
	elsewhere	1f,"the manual leaves it undefined"
	la	PAGE1,%r7
	claim_trap	28,Q,0,ldw 2(%r7),%r9
	claim_seen	ISR,0
	claim_seen	IOR,PAGE1+2
	claim_trap	28,Q,0,ldwas 2(%r7),%r9
	claim_seen	IOR,PAGE1+2
	claim_trap	28,Q,0,stwas %r9,1(%r7)
1:
	case	"our choice: any word may be a semaphore, wherever it stands"
	page	WRITABLE
	la	PAGE1,%r8
	ldi	12,%r10
	.irp	distance,4,8,12
	ldi	\distance,%r9
	stw	%r9,\distance(%r8)
	claim_allowed	Q,3,ldcws \distance(%r8),%r9
	claim	%r9,\distance
	claim_allowed	Q+D,0,ldcws \distance(%r7),%r9
	claim	%r9,0
	.endr
	stw	%r10,12(%r8)
	claim_allowed	Q+D,3,ldcwx %r10(%r7),%r9
	claim	%r9,12
	stw	%r10,12(%r8)
	claim_data	28,3,SPACE,PAGE+13,ldcws 13(%r7),%r9
	claim_word	PAGE1+12,12
	elsewhere	1f,"the manual leaves it undefined"
	claim_trap	28,Q,0,ldcws 6(%r8),%r9
	claim_seen	ISR,0
	claim_seen	IOR,PAGE1+6
1:
	case	"absolute loads and stores know neither translation nor space"
	la	PAGE1,%r7
	la	0x12345678,%r8
	ldi	1,%r10
	claim_allowed	Q+D,0,stwas %r8,4(%r7)
	claim_word	PAGE1+4,0x12345678
	claim_allowed	Q+D,0,ldwas 4(%r7),%r9
	claim	%r9,0x12345678
	ldi	0,%r9
	claim_allowed	Q+D,0,ldwax,s %r10(%r7),%r9
	claim	%r9,0x12345678
	ldi	4,%r10
	claim_allowed	Q+D,0,ldwax,m %r10(%r7),%r9
	claim	%r7,PAGE1+4

	case	"our choice: LCI gives the page within its space"
	elsewhere	1f,"QEMU 7.2 gives 0 for every address"
	la	PAGE1,%r7
	la	0x23456,%r10
	claim_allowed	Q+D,0,lci %r10(%r7),%r9
	claim	%r9,0xa3
1:
	case	"TLB dirty bit: stores and semaphores, not loads"
	page	DATA+3*PL1+3*PL2
	claim_data	20,3,SPACE,PAGE+4,stb %r9,4(%r7)
	claim_data	20,3,SPACE,PAGE,ldcws 0(%r7),%r9
	claim_allowed	Q+D,3,ldw 4(%r7),%r9

	case	"a clean page that was read still traps when it is written; a dirty one does no more"
	page	DATA+3*PL1+3*PL2
	handle	3f
	ldi	77,%r9
	try	Q+D,1f,3
	claim_seen	SEQUENCE,20
	claim_word	PAGE1+8,78
	b	4f
	 nop
1:	ldw	8(%r7),%r8
	stw	%r9,8(%r7)
	ldo	1(%r9),%r9
	stw	%r9,8(%r7)
	done
3:	map	PAGE,PAGE1,WRITABLE,SPACE
	retry
4:
	case	"data memory break: stores and semaphores, not loads"
	page	DATA+3*PL1+3*PL2+BREAK+DIRTY
	claim_data	19,3,SPACE,PAGE+4,stw %r9,4(%r7)
	claim_data	19,3,SPACE,PAGE,ldcws 0(%r7),%r9
	claim_allowed	Q+D,3,ldw 4(%r7),%r9

	case	"PSW X lets one store pass a data memory break"
	elsewhere	4f,"QEMU 7.2 does not model PSW X"
	page	DATA+3*PL1+3*PL2+BREAK+DIRTY
	ldi	55,%r9
	handle	3f
	try	Q+D,1f,3
	claim_word	PAGE1,55
	claim_word	PAGE1+4,55
	claim_seen	SEQUENCE,0x1313
	b	4f
	 nop
1:	stw	%r9,0(%r7)
	stw	%r9,4(%r7)
	done
3:	mfctl	%ipsw,%r1
	depi	1,11,1,%r1
	mtctl	%r1,%ipsw
	retry
4:
	case	"page reference: loads, stores and semaphores"
	page	DATA+3*PL1+3*PL2+TRAP+DIRTY
	claim_data	21,3,SPACE,PAGE+4,ldb 4(%r7),%r9
	claim_data	21,3,SPACE,PAGE+4,stw %r9,4(%r7)
	claim_data	21,3,SPACE,PAGE,ldcws 0(%r7),%r9

	case	"no translation, no trap: in real mode a mapped page's bits say nothing"
	map	PAGE1,PAGE2,READ_ONLY+TRAP+BREAK
	la	PAGE1,%r7
	claim_allowed	Q+P,3,stw %r9,0(%r7)

	case	"priorities of a store: 15, 26, 27, 28, 19, 20, 21"
	elsewhere	9f,"QEMU 7.2 has no 27, takes 28 first and 21 before 19 and 20"
	base
	ldo	1(%r7),%r7
	ldi	0,%r10
	handle	8f
	try	Q+D+P,7f,3
	claim_seen	SEQUENCE,0x1c131415
	claim_seen	EARLIER,0x0f1a1b
	b	9f
	 nop
7:	stw	%r9,0(%r7)
	done
; Mends one thing at a time: %r10 counts.
8:	ldo	1(%r10),%r10
	blr	%r10,%r0
	 nop
	nop
	nop
	b	1f
	 nop
	b	2f
	 nop
	b	3f
	 nop
	b	4f
	 nop
	b	5f
	 nop
	b	6f
	 nop
	b	7f
	 nop
1:	map	PAGE,PAGE1,READ_ONLY+TRAP+BREAK+5*ACCESS_ID,SPACE
	retry
2:	map	PAGE,PAGE1,DATA+3*PL1+3*PL2+TRAP+BREAK+5*ACCESS_ID,SPACE
	retry
3:	ldi	10,%r1
	mtctl	%r1,%pidr3
	retry
4:	base
	retry
5:	map	PAGE,PAGE1,DATA+3*PL1+3*PL2+TRAP+5*ACCESS_ID,SPACE
	retry
6:	map	PAGE,PAGE1,DATA+3*PL1+3*PL2+TRAP+DIRTY+5*ACCESS_ID,SPACE
	retry
7:	map	PAGE,PAGE1,WRITABLE+5*ACCESS_ID,SPACE
	retry
9:
	b	passed
	 nop
