/** Bugs planted in copies of the protocol: crashes find each, by a rule for the hypervisor, whatever its guest. */
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadBuiltInGuest } from '../../../simulator/host/load-guest.ts';
import { PLANTED_BUGS } from '../../../simulator/planted/bugs.ts';
import { importWithBug } from '../../../simulator/planted/planted-build.ts';
import type { Case } from '../../case.ts';
import { referenceOf } from '../../testing/guests.ts';
import type * as Crashes from './crashes.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const ENTRY = 'hypervisor/explorer/adversities/crashes/crashes.ts';

/** A guest that has several commands under way, and input. */
const { image, disk, input } = loadBuiltInGuest('drill', new URL('../../../../dist/simulator/', import.meta.url));
const drill = referenceOf({ image, disk, input: new TextEncoder().encode(input) });

it.each([
  'outputs do not wait for acknowledgements',
  'P8: no uncertain interrupts',
  'P8: of several outstanding commands only one becomes uncertain',
  'P7: what the primary relayed in its last epoch is dropped',
  'P6: the failover epoch does not use up the values that are left',
  'a term is won while older commands are running',
])('%s: found', async (name) => {
  const bug = PLANTED_BUGS.find((planted) => planted.name === name)!;
  const { CrashAdversity } = await importWithBug<typeof Crashes>(bug, ROOT, ENTRY);
  const adversity = new CrashAdversity(drill, { faults: 1, variants: ['revised'] });
  // What is lost on its way shows more than the rest.
  const losing = ({ key }: Case): number => (key.includes(':peer=') ? 0 : 1);
  const found = [...adversity.cases()]
    .sort((one, other) => losing(one) - losing(other))
    .some((one) => {
      const { verdict, difference } = adversity.run(one, { told: false });
      return verdict === 'broken' && difference?.words.startsWith('the hypervisor: ');
    });
  expect(found).toBe(true);
});
