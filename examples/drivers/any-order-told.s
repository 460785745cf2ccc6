; any-order.s, but the first letter that it prints is the sector at which it began. That is another one with slower devices, undisturbed: there is no right output, and
; nothing that could be said of it. The explorer says so, with status 2.

TOLD = 1
	.include "any-order.s"
