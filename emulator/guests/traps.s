; The interruptions that one instruction raises by itself: 8 to 13 and 22. Manual: chapter 4, group 3.

	.include "guest.inc"

main:	case	"BREAK: number, IIR, both elements of the queues, IPSW"
	try	Q+R,1f
	claim_interruption	9,1f
	claim_seen	IIR,0x0001800c*0+((12<<13)|7)
	claim_bits	IPSW,0xff,Q+R
	b	2f
	 nop
1:	break	7,12
	done
2:
	b	passed
	 nop
