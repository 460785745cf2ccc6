/** The boot arguments of the loads of examples/bench, which do so much of what a model says. */
import type { LoadModel, LoadName } from './model.ts';

/** How much a load does. */
export interface Size {
  /** Instructions of the one that computes: they are rounded to whole turns. */
  readonly instructions: number;
  /** Commands of the two that use the disk. */
  readonly commands: number;
}

/** Of runs on a model: a hundredth of the paper's load, in whole epochs of the longest; as many commands as have the disk's average times. */
export const MODEL_SIZE: Size = { instructions: 11 * 385_000, commands: 21 };

/** Instructions of one turn of dhry, on average, without those that are simulated. */
const TURN = 402.07;
/** And for each of these. */
const DHRY_SIMULATE = 2;

/** What diskload does for each command beside the two loops that are asked for, and how much of it is simulated. */
export const COMMAND = { instructions: 47, simulated: 14 } as const;
/** Instructions in a turn of diskload's two loops. */
const COMPUTE_LOOP = 2;
export const SIMULATE_LOOP = 3;
const [READ, WRITE] = [1, 2];

/** Instructions of so many turns of dhry, with so many in all that are simulated. */
export function instructionsOfTurns(turns: number, simulated: number): number {
  return turns * TURN + simulated * DHRY_SIMULATE;
}

/** What dhry does for `size`. */
export function turnsOf(
  { instructions, simulated }: LoadModel,
  size: Pick<Size, 'instructions'>,
): { readonly turns: number; readonly simulated: number; readonly instructions: number } {
  const wanted = (size.instructions * simulated) / instructions;
  const turns = Math.max(1, Math.round((size.instructions - wanted * DHRY_SIMULATE) / TURN));
  const rounded = Math.round(wanted);
  return { turns, simulated: rounded, instructions: instructionsOfTurns(turns, rounded) };
}

/** For a run without a warm-up, in which the guest waits as it did in 1995: by looking at memory. */
export function argumentsOf(load: LoadName, model: LoadModel, size: Size): string {
  if (load === 'cpu') {
    const { turns, simulated } = turnsOf(model, size);
    return [0, turns, simulated === 0 ? 0 : turns, simulated].join(' ');
  }
  const privileged = model.simulated - COMMAND.simulated;
  const ordinary = model.instructions - COMMAND.instructions - SIMULATE_LOOP * privileged;
  return [load === 'read' ? READ : WRITE, 0, size.commands, Math.round(ordinary / COMPUTE_LOOP), privileged, 0].join(
    ' ',
  );
}
