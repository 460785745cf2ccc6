	.data
	.space	end-start+1
start:	.space	end-start+1
end:
	.text
	.org	text_end
text_end:
	.section .rodata
	.skip	missing
	.skip	negative
negative = -5
