; Comments and numbers as other assemblers write them.
	ldi	1,%r1	# load one
	ldi	1,%r1	// load one
	nop	-- nothing
	ldi	#5,%r1
	ldi	$5,%r1
	ldi	0FFh,%r1
	ldi	1_000,%r1
	.ascii	'text'
	.ascii	“text”
	nop */
