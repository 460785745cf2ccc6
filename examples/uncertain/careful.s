; A driver that does an uncertain command over again: all ten lines, each once, whatever happens.
;
;	npx hvasm careful.s && npx hvrun --bare --uncertain 0.5,1

RETRY = 1
	.include "driver.inc"
