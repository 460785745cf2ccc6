/** A guest that leaves to its monitor every few instructions, on the translator. */
import { expect, it } from 'vitest';
import { boot } from '../../emulator/boot.ts';
import { LAYOUT, MachineState } from '../../emulator/layout.ts';
import { MIN_RAM } from '../../emulator/board.ts';
import { engineOf } from '../../emulator/translator/engines.ts';
import { EXIT_KINDS } from '../../emulator/translator/exits.ts';
import { Statistics } from '../../emulator/translator/statistics.ts';
import { assembleGuest } from '../guests/assemble.ts';
import { Monitor } from './monitor.ts';

/** Each turn has fewer instructions than the translator lets pass between two looks, and one that is simulated. */
const GUEST = `
_start:	ldi	0,%r4
turn:	ldi	8,%r5
1:	addib,>	-1,%r5,1b
	 addi	3,%r4,%r4
	b	turn
	 mtctl	%r4,%cr24
`;
const INSTRUCTIONS = 50_000;

function run(name: 'interpreter' | 'translator', statistics: Statistics, assisted = false): Monitor {
  const state = new MachineState({ ram: MIN_RAM });
  const monitor = new Monitor({ state, sectors: 0, tlbSeed: 1, engine: engineOf(name, statistics), assisted });
  boot(monitor.processor, assembleGuest(GUEST), '');
  monitor.deprivilege();
  monitor.startEpoch(INSTRUCTIONS);
  while (monitor.run(INSTRUCTIONS).type !== 'epoch-end');
  expect(state.doubles[LAYOUT.INSTRUCTIONS / 2]).toBe(INSTRUCTIONS);
  return monitor;
}

it('is translated all the same, and comes to the same state', () => {
  const statistics = new Statistics();
  const translated = run('translator', statistics);
  expect(translated.simulated).toBeGreaterThan(INSTRUCTIONS / 25);
  expect(statistics.translated / INSTRUCTIONS).toBeGreaterThan(0.7);
  expect(translated.hash()).toBe(run('interpreter', new Statistics()).hash());
});

it.each(['interpreter', 'translator'] as const)('leaves to an assisted monitor no more, on the %s', (name) => {
  const [plain, statistics] = [new Statistics(), new Statistics()];
  const left = run(name, plain);
  const assisted = run(name, statistics, true);
  expect(assisted.simulated).toBe(left.simulated);
  expect(assisted.hash()).toBe(left.hash());
  if (name === 'interpreter') return;
  const interpreted = EXIT_KINDS.indexOf('interpret');
  expect(plain.exits[interpreted]).toBeGreaterThan(1000);
  expect(statistics.exits[interpreted]).toBeLessThan(10);
});
