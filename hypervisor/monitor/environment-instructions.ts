/**
 * Which instructions are the paper's environment instructions: those whose effect the state of the virtual machine does
 * not determine. Reading CR 16, writing it (it carries the time of writing), and loading a register that shows the world.
 */
import { EXIT, type Processor } from '../../emulator/cpu/processor.ts';
import type { IoSpace } from '../../emulator/devices/io-space.ts';
import type { EnvironmentQuery } from '../../emulator/environment.ts';
import { decode } from '../../emulator/isa/decode.ts';
import { INSTRUCTIONS } from '../../emulator/isa/instructions.ts';
import { insertField } from '../../emulator/isa/pattern.ts';

const INTERVAL_TIMER = 16;

/** The question that the instruction asks at which `processor` stands, or undefined if it is ordinary. */
export function questionOf(
  processor: Processor,
  exit: typeof EXIT.PRIVILEGED | typeof EXIT.IO,
  io: IoSpace,
): EnvironmentQuery | undefined {
  return exit === EXIT.IO ? ioQuestion(processor, io) : controlQuestion(processor.instruction);
}

function ioQuestion({ ioAddress, instruction }: Processor, io: IoSpace): EnvironmentQuery | undefined {
  const query = io.environmentQuery(ioAddress);
  if (query === undefined || decode(instruction)?.name.startsWith('st')) return undefined;
  return query;
}

/** MFCTL and MTCTL of CR 16 as patterns: a guest may execute them, and others that leave, a million times a second. */
const TIMER_MOVES = INSTRUCTIONS.filter(({ name }) => name === 'mfctl' || name === 'mtctl').map(({ pattern }) => {
  const register = pattern.fields.find(({ name }) => name === 'cr')!;
  return {
    mask: insertField(pattern.mask, register, 2 ** register.length - 1),
    match: insertField(pattern.match, register, INTERVAL_TIMER),
  };
});

function controlQuestion(instruction: number): EnvironmentQuery | undefined {
  for (const { mask, match } of TIMER_MOVES) if (((instruction ^ match) & mask) === 0) return 'interval-timer';
  return undefined;
}
