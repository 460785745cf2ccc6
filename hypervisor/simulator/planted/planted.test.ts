/**
 * `npm run planted` hunts every bug; here a few, of each part of the system, until they show. That all of them can still be
 * planted is tested for each.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { measuredGuest } from '../host/testing/measured.ts';
import { PLANTED_BUGS } from './bugs.ts';
import { hunt } from './hunt.ts';
import { buildWithBug } from './planted-build.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const RUNS = 150;

describe('planted bugs', () => {
  it('are at least twenty, with a name each', () => {
    expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBeGreaterThanOrEqual(20);
  });

  it.each(PLANTED_BUGS)('fits the sources: $name', ({ edits }) => {
    for (const { file, find } of edits) {
      expect(readFileSync(`${ROOT}${file}`, 'utf8').split(find), `${file}: ${find}`).toHaveLength(2);
    }
  });

  it.each([
    ['P0: the value is not sent', 'exceptions'],
    ['outputs do not wait for acknowledgements', 'instruction stream'],
    ['P8: no uncertain interrupts', 'survival'],
    ['P8: an output of the failover epoch is performed', 'command order'],
    ["the epoch counter keeps what depends on the epoch's limit", 'exceptions'],
    ['the time of day waits until the host has caught up with it', 'guest time'],
    ['a term is won while older commands are running', 'one primary'],
    ['driver: an uncertain command is repeated twice', 'retries'],
    ['an epoch draws environment values without end', 'values of an epoch'],
    ['join: after eight rounds all that is left is sent in the pause', 'queues are bounded'],
    ['join: the bus is not told that the pair is whole', 'whole again'],
  ])('%s: found by the rule "%s"', async (name, rule) => {
    const bug = PLANTED_BUGS.find((planted) => planted.name === name)!;
    const { guest, baseline } = measuredGuest(bug.guest ?? 'drill');
    const campaign = await buildWithBug(bug, ROOT, guest, baseline);
    const { rules } = hunt(campaign, RUNS, 1);
    expect([...rules.keys()]).toContain(rule);
  });
});
