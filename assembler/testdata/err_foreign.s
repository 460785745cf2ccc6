; Other processors' instructions.
	mov	%r1,%r2
	li	5,%r1
	lw	0(%r1),%r2
	sw	%r1,0(%r2)
	jmp	start
	jr	%r2
	beq	%r1,%r2,start
	bne	%r1,%r2,start
	cmp	%r1,%r2
	push	%r1
	mul	%r1,%r2,%r3
	inc	%r1
	sll	%r1,2,%r2
start:	neg	%r1
	halt
