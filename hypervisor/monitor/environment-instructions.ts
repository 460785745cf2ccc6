/**
 * Which instructions are the paper's environment instructions: those whose effect the state of the virtual machine does
 * not determine. Reading CR 16, and loading a register that shows the world. Writing CR 16 is none: a comparand counts from
 * the time that the guest was last shown, which is state.
 */
import { EXIT, type Processor } from '../../emulator/cpu/processor.ts';
import type { Devices } from '../../emulator/devices/devices.ts';
import type { EnvironmentQuery } from '../../emulator/environment.ts';
import { INSTRUCTIONS } from '../../emulator/isa/instructions.ts';
import { insertField } from '../../emulator/isa/pattern.ts';

const INTERVAL_TIMER = 16;

/** The question that the instruction asks at which `processor` stands, or undefined if it is ordinary. */
export function questionOf(
  processor: Processor,
  exit: typeof EXIT.PRIVILEGED | typeof EXIT.IO,
  io: Devices,
): EnvironmentQuery | undefined {
  return exit === EXIT.IO ? ioQuestion(processor, io) : controlQuestion(processor.instruction);
}

function ioQuestion({ ioAddress, ioStore }: Processor, io: Devices): EnvironmentQuery | undefined {
  return ioStore ? undefined : io.environmentQuery(ioAddress);
}

/** MFCTL of CR 16 as a pattern: a guest may execute it, and others that leave, a million times a second. */
const READ_TIMER = timerPattern();

function timerPattern(): { readonly mask: number; readonly match: number } {
  const { pattern } = INSTRUCTIONS.find(({ name }) => name === 'mfctl')!;
  const register = pattern.fields.find(({ name }) => name === 'cr')!;
  return {
    mask: insertField(pattern.mask, register, 2 ** register.length - 1),
    match: insertField(pattern.match, register, INTERVAL_TIMER),
  };
}

function controlQuestion(instruction: number): EnvironmentQuery | undefined {
  return ((instruction ^ READ_TIMER.match) & READ_TIMER.mask) === 0 ? 'interval-timer' : undefined;
}
