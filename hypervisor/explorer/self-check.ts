/**
 * Whether the explorer itself works: each campaign also looks at a small program that is known to be wrong (planted.ts), and must
 * find that.
 */
import { assemble } from '../../assembler/assemble.ts';
import { DEFAULT_TLB_ENTRIES, MIN_RAM } from '../../emulator/board.ts';
import { adversitiesOf, USUAL_OPTIONS } from './adversities/adversities.ts';
import type { AdversityName } from './case.ts';
import { PLANTED_DRIVER, PLANTED_WRITER } from './planted.ts';
import { type Reference, undisturbed } from './reference.ts';
import type { CaseResult } from './result.ts';

/** What must be found: in which program, and how the finding shows that it is the right one. */
interface Planted {
  readonly program: string;
  /** Bytes of its disk. */
  readonly disk: number;
  readonly isFound: (told: CaseResult) => boolean;
}

const PLANTED: Readonly<Record<AdversityName, Planted>> = {
  doubt: { program: PLANTED_DRIVER, disk: 0, isFound: ({ cause }) => cause?.rule === 'took-it-for-done' },
  moments: { program: PLANTED_DRIVER, disk: 0, isFound: ({ cause }) => cause?.rule === 'acknowledges-before-it-looks' },
  crashes: { program: PLANTED_DRIVER, disk: 0, isFound: ({ cause }) => cause?.rule === 'took-it-for-done' },
  power: { program: PLANTED_WRITER, disk: 1024, isFound: ({ difference }) => difference?.outside === 'status' },
};

/** Of each of `names`, whether it finds what is wrong with the program that is planted for it. */
export function selfCheck(
  names: readonly AdversityName[],
): { readonly adversity: AdversityName; readonly found: boolean }[] {
  return names.map((adversity) => ({ adversity, found: isFound(adversity, PLANTED[adversity]) }));
}

function isFound(name: AdversityName, planted: Planted): boolean {
  const reference = referenceOf(planted);
  const [adversity] = reference ? adversitiesOf([name], reference, { ...USUAL_OPTIONS, depth: 1 }) : [];
  if (adversity === undefined) return false;
  for (const one of adversity.cases()) {
    if (adversity.run(one, { told: false }).verdict !== 'broken') continue;
    if (planted.isFound(adversity.run(one, { told: true }))) return true;
  }
  return false;
}

function referenceOf({ program, disk }: Planted): Reference | undefined {
  const { image } = assemble([{ name: 'planted.s', text: program }]);
  const world = { append: '', disk: new Uint8Array(disk), input: new Uint8Array(0), ram: MIN_RAM };
  const reference = image && undisturbed({ name: 'planted', image, ...world, tlbEntries: DEFAULT_TLB_ENTRIES });
  return reference === undefined || 'verdict' in reference ? undefined : reference;
}
