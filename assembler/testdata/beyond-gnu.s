; What GNU as doesn't take: seven mask bits, escapes and closing quotes of characters.
	rsm	0x40,%r0
	ssm	127,%r0
	.byte	'\n, 'b', '\'', ' ', '\\
