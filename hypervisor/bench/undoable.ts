/**
 * What a model says of the loads, and they can't do: with each instruction that is simulated they execute some that are not, and
 * they are run for a part of what a model says.
 */
import { COMMAND, MODEL_SIZE, SIMULATE_LOOP, turnsOf } from './load-arguments.ts';
import type { Model } from './model.ts';

/** Of dhry's instructions, so many for each that is simulated: two would do, but the work itself is to be there, too. */
const DHRY_INSTRUCTIONS = 4;
/** By what part a modelled time may be off since the load has no half instructions. */
const OFF = 0.01;
const FEW = 1 / (2 * OFF);

/** What of it is that; undefined if all can be done. */
export function undoable(model: Model): string | undefined {
  return tooMany('write', model) ?? tooMany('read', model) ?? tooManyOfAll(model) ?? tooFew(model);
}

function tooMany(load: 'write' | 'read', { loads }: Model): string | undefined {
  const { instructions, simulated } = loads[load];
  const most = COMMAND.simulated + Math.floor((instructions - COMMAND.instructions) / SIMULATE_LOOP);
  if (simulated <= most) return undefined;
  return (
    `'loads.${load}.simulated' must be ${most} at most, as 'loads.${load}.instructions' is ${instructions}: of these the load ` +
    `executes ${COMMAND.instructions} for a command, of which ${COMMAND.simulated} are simulated, and ${SIMULATE_LOOP} for each other one that is`
  );
}

function tooManyOfAll({ loads }: Model): string | undefined {
  const { instructions, simulated } = loads.cpu;
  const most = Math.floor(instructions / DHRY_INSTRUCTIONS);
  if (simulated <= most) return undefined;
  return `'loads.cpu.simulated' must be ${most} at most, a quarter of 'loads.cpu.instructions'`;
}

/** Few that take long are rounded to a whole number of them, which is another time. */
function tooFew({ loads, simulatedUs, instructionUs }: Model): string | undefined {
  const { cpu } = loads;
  const exact = (MODEL_SIZE.instructions * cpu.simulated) / cpu.instructions;
  const offUs = Math.abs(turnsOf(cpu, MODEL_SIZE).simulated - exact) * simulatedUs;
  if (offUs <= OFF * (MODEL_SIZE.instructions * instructionUs + exact * simulatedUs)) return undefined;
  const least = Math.ceil((FEW * cpu.instructions) / MODEL_SIZE.instructions);
  return (
    `'loads.cpu.simulated' must be 0, or ${least} at least, as 'simulatedUs' is ${simulatedUs}: the load is run for ` +
    `${MODEL_SIZE.instructions} of its instructions, and fewer than ${FEW} of these that take so long are too few`
  );
}
