; The recovery counter, interruption 3, on exact instructions. Manual: chapter 2, "Recovery Counter"; chapter 4, group 2.

	.include "guest.inc"

; A try with this value in the recovery counter.
	.macro	try_counted	value, psw, code, level=0
	la	\value,%r1
	mtctl	%r1,%cr0
	try	\psw,\code,\level
	.endm

; How far the code below has come when a counter that begins with \count traps.
	.macro	claim_count	count
	forget
	ldi	0,%r9
	try_counted	\count,Q+R,counted,3
	claim_interruption	3,counted+4*(\count+1)+3
	claim	%r9,\count+1
	claim_seen	RCTR,-1
	.endm

main:	case	"n, n-1, ... 0, -1: the trap comes before instruction n + 2"
	.irp	count,0,1,2,3,7
	claim_count	\count
	.endr

	case	"it comes at once if bit 0 is 1 already"
	try_counted	0x80000000,Q+R,counted
	claim_interruption	3,counted
	claim_seen	RCTR,0x80000000

	case	"with PSW R = 0 it neither counts nor traps"
	ldi	0,%r9
	try_counted	0x80000000,Q,counted
	claim_seen	COUNT,0
	claim	%r9,9
	mfctl	%cr0,%r8
	claim	%r8,0x80000000

	case	"a nullified instruction does not count"
	try_counted	100,Q+R,1f
	claim_seen	RCTR,100-2
	b	2f
	 nop
1:	or,tr	%r0,%r0,%r0
	break	0,0
	nop
	break	0,0
2:
	case	"a nullified delay slot does not count, the branch does"
	try_counted	100,Q+R,1f
	claim_seen	RCTR,100-2
	b	2f
	 nop
1:	b,n	.+12
	break	0,0
	break	0,0
	nop
	break	0,0
2:
	case	"the trap comes before a nullified instruction, and PSW N is saved"
	try_counted	0,Q+R,1f
	claim_interruption	3,1f+4
	claim_bits	IPSW,N,N
	b	2f
	 nop
1:	or,tr	%r0,%r0,%r0
	break	0,0
	done
2:
	case	"in a delay slot: front is the slot, back the target"
	try_counted	0,Q+R,1f
	claim_seen	NUMBER,3
	claim_seen	IIAOQ_FRONT,1f+4
	claim_seen	IIAOQ_BACK,2f
	b	3f
	 nop
1:	b	2f
	 nop
	nop
2:	done
3:
	case	"an instruction that a fault ends does not count, and counts once when it is repeated"
	handle	4f
	la	PAGE1,%r7
	try_counted	100,Q+R+D,1f
	claim	%r10,100-1
	claim_seen	SEQUENCE,0x0f09
	claim_seen	RCTR,100-2
	b	3f
	 nop
1:	nop
	ldw	0(%r7),%r8
	break	0,0
4:	get	seen+NUMBER,%r1
	comib,=,n	9,%r1,5f
	get	seen+RCTR,%r10
	map	PAGE1,PAGE1,WRITABLE
	retry
5:	give_up
3:
	case	"an instruction that a group 4 trap follows has counted"
	try_counted	100,Q+R+T,1f
	claim_seen	NUMBER,25
	claim_seen	RCTR,100-1
	b	3f
	 nop
1:	b	.+8
	 nop
3:
	case	"RFI: the first instruction counted is the one to which it returns"
	mtctl	%r0,%cr0
	ldi	0,%r9
	try	Q+R,counted,1
	claim	%r9,1
	claim_seen	RCTR,-1

	case	"our choice: with PSW R = 1 MFCTL does not count itself, MTCTL does"
	try_counted	100,Q+R,1f
	claim	%r9,100
	claim	%r10,98
	claim_interruption	3,2f
	b	3f
	 nop
1:	mfctl	%cr0,%r9
	nop
	mfctl	%cr0,%r10
	ldi	1,%r8
	mtctl	%r8,%cr0		; and counts: 0
	nop
2:	done
3:
	case	"it traps again and again, one instruction each"
	handle	4f
	ldi	0,%r9
	try_counted	0,Q+R,counted
	claim	%r9,9
	claim_seen	COUNT,9
	b	3f
	 nop
4:	mtctl	%r0,%cr0
	retry
3:
	b	passed
	 nop

counted:
	.rept	9
	ldo	1(%r9),%r9
	.endr
	done
