/** What the README shows, by its own commands; and that both machines of a pair fail at the same instruction. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FreshMachines } from '../../hypervisor/simulator/fresh-machines.ts';
import { broughtGuest } from '../../hypervisor/simulator/guest.ts';
import { type Plan, quietPlan } from '../../hypervisor/simulator/plan/plan.ts';
import { simulate } from '../../hypervisor/simulator/simulation.ts';
import type { Seat } from '../../hypervisor/seat.ts';
import { Workshop } from '../../kernel/testing/tools.ts';

const README = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');
const FIVE_JOBS = [1, 2, 3, 4, 5].map((job) => `job ${job} is done\n`).join('');
const workshop = new Workshop();
beforeAll(async () => {
  await workshop.assemble('examples/bohr-and-heisenbug/bohr.s', 'bohr');
  await workshop.assemble('examples/bohr-and-heisenbug/heisenberg.s', 'heisenberg');
});
afterAll(() => workshop.remove());

describe('the Bohr bug', () => {
  it('stops a pair where the README says, and one whose primary has died before, too', async () => {
    const whole = await workshop.hvrun(['bohr']);
    const killed = await workshop.hvrun(['--epoch', '20000', '--kill', 'primary@epoch=50', 'bohr']);
    const stops = [whole, killed].map(({ stderr }) => stderr.split('\n').find((line) => line.includes('stopped'))!);
    expect(README).toContain(stops[0]);
    expect(stops[1]).toBe(stops[0]);
    for (const { stdout, status } of [whole, killed])
      expect({ stdout, status }).toEqual({ stdout: FIVE_JOBS, status: 70 });
    expect(killed.stderr).toContain('wins term 2 and takes over');
    expect(whole.stderr).toMatch(/00010014( <next\+0x4>)? -> 00000000$/m);
  });

  it('comes at the same instruction on both machines', () => {
    const guest = broughtGuest('bohr', { image: readFileSync(workshop.path('bohr')) });
    /** Instructions that the machine had completed which brought the guest's end. */
    const instructionsAtEnd = (faults: Plan['faults']): { seat: Seat; instructions: number } | undefined => {
      let end: { seat: Seat; instructions: number } | undefined;
      const { record } = simulate({
        guest,
        plan: { ...quietPlan(1), faults, restartMs: undefined },
        patience: { ms: 1e6, events: 1e9, instructions: 1e9 },
        machines: new FreshMachines(guest),
        watch: () => ({
          effect: ({ seat, instructions }, effect) => {
            if (effect.type === 'perform' && effect.request.kind === 'exit') end = { seat, instructions };
          },
        }),
      });
      expect(record.end).toMatchObject({ status: 70 });
      return end;
    };
    const primary = instructionsAtEnd([]);
    const at = { seat: 'first', since: 'start', step: 500 } as const;
    const backup = instructionsAtEnd([{ ...at, kind: 'crash', sent: 'arrives', silent: false }]);
    expect(primary).toMatchObject({ seat: 'first' });
    expect(backup).toEqual({ seat: 'second', instructions: primary?.instructions });
  });
});

describe('the Heisenbug', () => {
  const LOST = /^lost: (\d)\n$/;

  it('is not in every run of a bare machine, nor in none', async () => {
    const seen = new Set<string>();
    for (let run = 0; run < 60 && seen.size < 2; run += 1) {
      const { stdout, status } = await workshop.hvrun(['--bare', 'heisenberg']);
      const [, lost] = LOST.exec(stdout)!;
      expect(status).toBe(lost === '0' ? 0 : 1);
      seen.add(lost);
    }
    expect(seen.size).toBeGreaterThan(1);
  });

  it('is repeated by a pair, as often as one likes', async () => {
    const { stdout } = await workshop.hvrun(['--record', 'run.rec', 'heisenberg']);
    expect(stdout).toMatch(LOST);
    for (let run = 0; run < 3; run += 1) {
      const replay = await workshop.hvrun(['replay', 'run.rec']);
      expect(replay.stdout).toBe(stdout);
      expect(replay.stderr).toMatch(/^hvrun: replayed \d+ epochs, \d+ instructions: identical$/m);
    }
  });
});
