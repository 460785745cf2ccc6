/**
 * Whether the explorer itself works: each campaign also looks at a small driver that is known to be wrong, and must find that. It takes
 * an uncertain command for done; and it clears EIRR after it has looked at RESULT, so that an interrupt between the two is
 * lost, and it rests for ever.
 */
import { assemble } from '../../assembler/assemble.ts';
import { DEFAULT_TLB_ENTRIES, MIN_RAM } from '../../emulator/board.ts';
import { adversitiesOf, USUAL_OPTIONS } from './adversities/adversities.ts';
import type { AdversityName } from './case.ts';
import { undisturbed } from './reference.ts';
import type { Rule } from './result.ts';

const PLANTED = `
	.level	1.1
	.text
_start:	ldil	L%0xf0004000,%r3	; the actuator
	ldil	L%0x00200000,%r4	; its interrupt
	mtctl	%r4,%cr15
	ldi	100,%r1
	stw	%r1,4(%r3)		; SET
look:	ldw	12(%r3),%r5		; RESULT
	comib,<>,n 1,%r5,over		; not busy
	mtctl	%r4,%cr23
	or	%r10,%r10,%r10		; the idle hint
	b	look
	 nop
over:	ldil	L%0xf0000000,%r3
	stw	%r0,0(%r3)		; EXIT
	b,n	.
	nop
`;

/** What must be found. Crashes and loss of power are told by the doubt that they leave, which is looked for here. */
const MUST_FIND: Partial<Readonly<Record<AdversityName, Rule>>> = {
  doubt: 'took-it-for-done',
  moments: 'lost-wake-up',
};

/** Those of `names` that ought to find something wrong with the planted driver, and whether they do. */
export function selfCheck(
  names: readonly AdversityName[],
): { readonly adversity: AdversityName; readonly found: boolean }[] {
  const checked = names.filter((name) => MUST_FIND[name] !== undefined);
  const { image } = assemble([{ name: 'planted.s', text: PLANTED }]);
  const nothing = new Uint8Array(0);
  const world = { append: '', disk: nothing, input: nothing, ram: MIN_RAM, tlbEntries: DEFAULT_TLB_ENTRIES };
  const reference = image && undisturbed({ name: 'the planted driver', image, ...world });
  if (reference === undefined || 'verdict' in reference)
    return checked.map((adversity) => ({ adversity, found: false }));
  return adversitiesOf(checked, reference, { ...USUAL_OPTIONS, depth: 1 }).map((adversity) => {
    for (const one of adversity.cases()) {
      if (adversity.run(one, { told: false }).verdict !== 'broken') continue;
      if (adversity.run(one, { told: true }).cause?.rule === MUST_FIND[adversity.name])
        return { adversity: adversity.name, found: true };
    }
    return { adversity: adversity.name, found: false };
  });
}
