/**
 * What part of the deaths of a machine its pair survives: counted over runs of the simulator, in each of which one machine, the
 * primary or the backup, dies at a step that the seed decides, and nothing else goes wrong.
 */
import { Chance } from '../simulator/plan/chance.ts';
import { FreshMachines } from '../simulator/fresh-machines.ts';
import type { SimulatedGuest } from '../simulator/guest.ts';
import { judge } from '../simulator/judging.ts';
import { drawPlan } from '../simulator/plan/plan.ts';
import { simulate } from '../simulator/simulation.ts';
import { type Baseline, examine } from '../simulator/undisturbed.ts';

export interface Deaths {
  readonly survived: number;
  readonly of: number;
}

/** Lets so many machines die under `guest`, one a run. Throws if the guest fails undisturbed. */
export function countDeaths(guest: SimulatedGuest, seed: number, runs: number): Deaths {
  const examined = examine(guest, { sameOutput: true });
  if ('kind' in examined) throw new Error(`the guest ${guest.name}: ${examined.what}`);
  const machines = new FreshMachines(guest);
  let survived = 0;
  for (let run = 0; run < runs; run += 1) if (survives(guest, examined, machines, seed + run)) survived += 1;
  return { survived, of: runs };
}

function survives(guest: SimulatedGuest, baseline: Baseline, machines: FreshMachines, seed: number): boolean {
  const { extent, patience, setting } = baseline;
  const chance = new Chance(seed);
  const seat = chance.happens(0.5) ? 'first' : 'second';
  const step = chance.whole(1, Math.max(1, extent.steps[seat]));
  const drawn = drawPlan(seed, extent);
  const plan = {
    ...drawn,
    world: { ...drawn.world, uncertain: 0, diskErrors: 0 },
    restartMs: undefined,
    faults: [{ kind: 'crash', seat, since: 'start', step, sent: 'arrives', silent: false } as const],
  };
  const { record } = simulate({ guest, plan, patience, machines });
  return typeof record.end === 'object' && judge(record, setting).length === 0;
}
