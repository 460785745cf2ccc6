/** The boot arguments of the loads of examples/bench, which do so much of what a model says. */
import type { LoadModel, LoadName } from './model.ts';

/** How much a load does. */
export interface Size {
  /** Instructions of the one that computes: they are rounded to whole turns. */
  readonly instructions: number;
  /** Commands of the two that use the disk. */
  readonly commands: number;
}

/** Instructions of one turn of dhry, on average: examples/bench/bench.test.ts counts them. */
export const TURN = 402.2;
/** Instructions of the turns that dhry does for `size`. */
export function instructionsOf({ instructions }: Size): number {
  return Math.round(instructions / TURN) * TURN;
}

/** What diskload does for each command beside the two loops that are asked for, and how much of it is simulated. */
export const COMMAND = { instructions: 47, simulated: 14 } as const;
/** Instructions in a turn of diskload's two loops. */
const COMPUTE_LOOP = 2;
const SIMULATE_LOOP = 3;
const [READ, WRITE] = [1, 2];

/** For a run without a warm-up, in which the guest waits as it did in 1995: by looking at memory. */
export function argumentsOf(load: LoadName, { instructions, simulated }: LoadModel, size: Size): string {
  if (load === 'cpu') {
    const turns = Math.round(size.instructions / TURN);
    const every = simulated === 0 ? 0 : Math.max(1, Math.round(instructions / simulated / TURN));
    return [0, turns, every].join(' ');
  }
  const privileged = Math.max(0, simulated - COMMAND.simulated);
  const ordinary = Math.max(0, instructions - COMMAND.instructions - SIMULATE_LOOP * privileged);
  return [load === 'read' ? READ : WRITE, 0, size.commands, Math.round(ordinary / COMPUTE_LOOP), privileged, 0].join(
    ' ',
  );
}
