; A driver that takes an uncertain command for done: lines are missing, or end in the middle.
;
;	npx hvasm careless.s && npx hvrun --bare --uncertain 0.5,1

RETRY = 0
	.include "driver.inc"
