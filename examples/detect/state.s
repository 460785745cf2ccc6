; The machine at power-on (power-on.s kept it). Specified by emulator/board.md, "Start".

	probe	OTHER,"power-on: all registers 0 but RAM's size in %r26 and the boot arguments' address in %r25"
	la	power_on,%r7
	la	POWER_ON_WORDS,%r8
	ldw	POWER_ON_GR25(%r7),%r9
	ldw	POWER_ON_GR25+4(%r7),%r10
	stw	%r0,POWER_ON_GR25(%r7)
	stw	%r0,POWER_ON_GR25+4(%r7)
1:	ldws,ma	4(%r7),%r11
	claim	%r11,0
	addib,<>	-1,%r8,1b
	 nop
	ldil	L%SYSTEM_PAGE,%r7
	ldw	SYSTEM_RAM(%r7),%r11
	claim_same	%r10,%r11
	sub	%r10,%r9,%r9
	ldo	-1(%r9),%r9		; in RAM's last page
	extru	%r9,19,20,%r9
	claim	%r9,0

	probe	OTHER,"power-on: RAM is 0"
	la	0x100000-0x40000,%r7	; in the smallest RAM there is
	la	0x1000/4,%r8
2:	ldws,ma	4(%r7),%r11
	claim	%r11,0
	addib,<>	-1,%r8,2b
	 nop
