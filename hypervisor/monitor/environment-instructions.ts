/**
 * Which instructions are the paper's environment instructions: those whose effect the state of the virtual machine does
 * not determine. Reading CR 16, writing it (it carries the time of writing), and loading a register that shows the world.
 */
import { EXIT, type Processor } from '../../emulator/cpu/processor.ts';
import type { IoSpace } from '../../emulator/devices/io-space.ts';
import type { EnvironmentQuery } from '../../emulator/environment.ts';
import { decode, fieldsOf } from '../../emulator/isa/decode.ts';

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

function controlQuestion(instruction: number): EnvironmentQuery | undefined {
  // Only opcode 0 holds the two moves; most of what comes here has another one.
  if (instruction >>> 26 !== 0) return undefined;
  const row = decode(instruction);
  if (row?.name !== 'mfctl' && row?.name !== 'mtctl') return undefined;
  return fieldsOf(instruction, row).cr === INTERVAL_TIMER ? 'interval-timer' : undefined;
}
