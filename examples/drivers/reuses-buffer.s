; A disk driver that lets its buffer be used again too early. A write's data is taken when the command is given, so the next
; sector may be made up in the same buffer, it seems, while the disk writes this one. But if the command ends *uncertain*, it has
; to be given again, and what stands in the buffer then is another sector's.
;
;	npx hvasm -g reuses-buffer.s && truncate -s 2K disk.img && npx hvrun --bare --disk disk.img --uncertain 0.3,1

BUFFERS = 1
	.include "ahead.inc"
	.include "begin-and-finish.inc"
