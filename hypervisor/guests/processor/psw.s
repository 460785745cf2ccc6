; The PSW, bit by bit, the system mask, and what RFI and RFIR make of IPSW, queues and shadow registers. Manual: chapter 2,
; "Processor Status Word"; chapter 4, "Return from Interruption". Bits that have a guest of their own: S in traps.s; T, H, L in
; transfers.s; X in data.s; C in fetch.s; M in checks.s; R in recovery-counter.s; I in external.s.

	.include "guest.inc"

; claim_psw: a break, alone in a try with this PSW, leaves this IPSW.
	.macro	claim_psw	psw, ipsw
	try	\psw,break_word
	claim_seen	NUMBER,9
	claim_seen	IPSW,\ipsw
	.endm

main:	case	"every bit goes by RFI into the PSW, and by an interruption into IPSW"
	elsewhere	1f,"QEMU 7.2 models neither S, T, H, L, X, B nor the carry/borrow bits"
	.irp	bits,S,T,H,L,X,B,V,0x0100,0x8000,0xff00,R,P,D,M
	claim_psw	Q+\bits,Q+\bits
	.endr
	claim_psw	Q+S+T+H+L+X+B+V+M+0xa500+R+P+D+I,Q+S+T+H+L+X+B+V+M+0xa500+R+P+D+I
1:
	case	"every bit that QEMU models as well"
	.irp	bits,0,V,R,P,D,P+D,R+P+D+I
	try	Q+\bits,break_word
	claim_bits	IPSW,Q+V+R+P+D+I,Q+\bits
	.endr

	case	"with PSW Q = 0, too"
	elsewhere	1f,"with Q = 0 QEMU 7.2 overwrites the queues"
	claim_psw	0,0
	claim_psw	P+D+V,P+D+V
1:
	case	"bits that are not implemented read 0"
	elsewhere	1f,"QEMU 7.2 keeps some of them"
	claim_psw	0xffffffff-N-C-R-I,S+T+H+L+X+B+V+M+0xff00+Q+P+D
1:
	case	"SSM, RSM and MTSM read and write the system mask"
	claim_allowed	Q,0,ssm P+D,%r8
	claim	%r8,Q
	try	Q+P,1f
	claim	%r8,Q+P
	claim	%r9,Q+P+D
	claim	%r10,Q+D
	claim	%r11,Q
	b	2f
	 nop
1:	ssm	D,%r8
	rsm	P,%r9
	ldi	Q,%r1
	rsm	0,%r10
	mtsm	%r1
	ssm	0,%r11
	done
2:
	case	"they touch nothing but the system mask"
	elsewhere	2f,"QEMU 7.2 reads the carry/borrow bits back wrong"
	try	Q+V+0x5a00+S,1f
	claim_seen	IPSW,V+0x5a00+S+D
	b	2f
	 nop
1:	ssm	P,%r0
	mtsm	%r0
	ssm	Q+D,%r0			; Q was 0, and stays
	rsm	P,%r0
	.word	0x1c000000
2:
	case	"our choice: SSM and MTSM leave PSW Q 0 if it was 0; G and F read 0"
	elsewhere	1f,"the manual leaves it undefined"
	ldi	1000,%r8
	mtctl	%r8,%cr0		; no recovery counter trap
	ssm	0x7f,%r8
	claim	%r8,0
	ssm	0,%r8
	claim	%r8,R+P+D+I
	ldi	-1,%r8
	mtsm	%r8
	rsm	0x7f,%r8
	claim	%r8,R+P+D+I
1:
	case	"N and B are 0 after the nullified instruction"
	elsewhere	2f,"QEMU 7.2 does not model PSW B"
	try	Q+N+B+X,1f
	claim_seen	IPSW,Q
	claim_seen	IIAOQ_FRONT,1f+4
	b	2f
	 nop
1:	break	1,1
	break	0,0
2:
	case	"B is 1 after a taken branch and X 0 after any instruction"
	elsewhere	2f,"QEMU 7.2 models neither"
	try	Q+X,1f
	claim_seen	IPSW,Q+B
	try	Q+B+X,3f
	claim_seen	IPSW,Q
	b	2f
	 nop
1:	b	2f
	 break	0,0
3:	comb,<>	%r0,%r0,3b		; not taken
	 break	0,0
2:
	case	"V and the carry/borrow bits are what the arithmetic left, and RFI brings them back"
	handle	4f
	la	0x80000000,%r7
	ldi	3,%r10
	try	Q,1f
	claim	%r8,1
	claim	%r9,0
	b	3f
	 nop
1:	add	%r7,%r7,%r0		; carry
	break	0,0
	addc	%r0,%r0,%r8		; 1
	break	0,0
	addc	%r0,%r0,%r9		; 0: the last one made none
	done
4:	sub	%r0,%r7,%r0		; other bits, which RFI drops
	add	%r7,%r7,%r0
	skip
3:
	case	"PSW Q = 0 freezes the queues, IIR, ISR and IOR; IPSW tells"
	elsewhere	2f,"with Q = 0 QEMU 7.2 overwrites the queues"
	claim_trap	9,Q,0,break 3,4
	la	PAGE1,%r7
	try	D,1f
	claim_seen	NUMBER,15
	claim_seen	IIAOQ_FRONT,1f		; as the harness's RFI found it
	claim_seen	IIAOQ_BACK,1f+4
	claim_seen	IIR,4<<13|3
	claim_seen	IPSW,D
	b	2f
	 nop
1:	nop
	nop
	ldw	0(%r7),%r8
2:
	case	"RSM that sets Q to 0 freezes them there"
	elsewhere	2f,"with Q = 0 QEMU 7.2 overwrites the queues"
	claim_trap	9,Q,0,break 3,4
	try	Q,1f
	claim_seen	NUMBER,9
	claim_seen	IIR,4<<13|3
	claim_seen	IPSW,0
	b	2f
	 nop
1:	rsm	Q,%r0
	break	0,0
2:
	case	"RFI: the two elements of the queues may lie anywhere, at different levels"
	la	5f+1,%r9
	la	6f+3,%r10
	ldi	0,%r8
	try	0,1f
	claim	%r8,1
	claim_interruption	9,6f+3
	b	2f
	 nop
1:	ldi	Q,%r11
	mtctl	%r11,%ipsw
	mtctl	%r0,%pcsq
	mtctl	%r0,%pcsq
	mtctl	%r9,%pcoq
	mtctl	%r10,%pcoq
	rfi
5:	ldo	1(%r8),%r8		; at level 1
	ldo	16(%r8),%r8
6:	break	0,0			; at level 3
2:
	case	"the queues are read at the front and written at the back"
	ldi	4,%r8
	ldi	8,%r9
	mtctl	%r8,%pcoq
	mtctl	%r9,%pcoq
	mfctl	%pcoq,%r10
	claim	%r10,4
	ldi	12,%r8
	mtctl	%r8,%pcoq
	mfctl	%pcoq,%r10
	claim	%r10,8
	mtctl	%r8,%pcoq
	mfctl	%pcoq,%r10
	claim	%r10,12
	mtctl	%r8,%pcsq
	mtctl	%r9,%pcsq
	mfctl	%pcsq,%r10
	claim	%r10,12
	mtctl	%r9,%pcsq
	mfctl	%pcsq,%r10
	claim	%r10,8

	case	"every interruption fills the shadow registers, RFIR empties them into the general ones"
	ldi	11,%r8
	ldi	12,%r9
	ldi	13,%r16
	ldi	14,%r17
	ldi	15,%r24
	ldi	16,%r25
	handle	4f
	try	Q,1f,3
	claim	%r2,10
	claim	%r8,11
	claim	%r9,12
	claim	%r16,13
	claim	%r17,14
	claim	%r24,15
	claim	%r25,16
	claim	%r10,1			; has no shadow
	b	2f
	 nop
1:	ldi	10,%r1
	ldi	0,%r10
	break	0,0
	copy	%r1,%r2
	done
4:	.irp	register,8,9,16,17,24,25
	ldi	-1,%r\register
	.endr
	ldi	1,%r10
	mfctl	%pcoq,%r1		; both elements after the break
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	ldo	4(%r1),%r1
	mtctl	%r1,%pcoq
	rfir
2:
	case	"with PSW Q = 0 the shadow registers are filled as well"
	elsewhere	2f,"with Q = 0 QEMU 7.2 overwrites the queues"
	ldi	21,%r8
	handle	4f
	try	0,1f
	claim	%r8,21
	claim	%r9,1
	b	2f
	 nop
1:	la	3f,%r9
	mtctl	%r9,%pcoq
	ldo	4(%r9),%r9
	mtctl	%r9,%pcoq
	ldi	1,%r9
	break	0,0
3:	break	0,1
4:	get	seen+COUNT,%r1
	comib,<>,n	1,%r1,5f
	ldi	-1,%r8
	ldi	-1,%r9
	rfir
5:	give_up
2:
	case	"IVA: the vectors may stand at any multiple of 2048"
	mfctl	%iva,%r9
	la	vectors,%r10
	claim_same	%r9,%r10
	la	PAGE1+2048,%r8
	mtctl	%r8,%iva
	install	other_vector,PAGE1+2048+9*32,4
	ldi	0,%r12
	try	Q,break_word
	la	vectors,%r8
	mtctl	%r8,%iva
	claim	%r12,1

	case	"control and space registers keep what is written"
	la	0x89abcdef,%r8
	.irp	register,24,25,26,27,28,29,30,31
	mtctl	%r8,%cr\register
	mfctl	%cr\register,%r9
	claim	%r9,0x89abcdef
	la	0x89abcdef,%r8
	.endr
	mtctl	%r8,%sar
	mfctl	%sar,%r9
	claim	%r9,15
	.irp	register,0,1,2,3,4,5,6,7
	ldo	\register+1(%r8),%r9
	mtsp	%r9,%sr\register
	.endr
	.irp	register,0,1,2,3,4,5,6,7
	mfsp	%sr\register,%r9
	claim	%r9,0x89abcdef+1+\register
	.endr
	la	0x40000000,%r9
	ldsid	(%r9),%r10
	claim	%r10,0x89abcdef+6
	ldsid	(%sr2,%r9),%r10
	claim	%r10,0x89abcdef+3

	b	passed
	 nop

break_word:
	break	0,0
; A vector: says that it was there, and ends the try.
other_vector:
	ldi	1,%r12
	ldil	L%resume_case,%r1
	ldo	R%resume_case(%r1),%r1
	bv,n	%r0(%r1)
