/**
 * Machine checks and power failures for guests of the suite. No device of the board makes them, so a guest asks its driver:
 * it stores a mask, 1 << number for interruptions 1, 2 and 5, into its word signal_request, and the driver makes them pending.
 */
import { INTERRUPTION } from '../../../emulator/cpu/interruptions.ts';
import type { Processor } from '../../../emulator/cpu/processor.ts';
import type { BuiltGuest } from './driver.ts';

const SIGNALS = [
  INTERRUPTION.HIGH_PRIORITY_MACHINE_CHECK,
  INTERRUPTION.POWER_FAILURE,
  INTERRUPTION.LOW_PRIORITY_MACHINE_CHECK,
] as const;

/** Makes the signals pending for which the guest has asked. */
export function grantSignals(processor: Processor, { signalRequest }: BuiltGuest): void {
  const mask = processor.memory.words[signalRequest / 4];
  if (mask === 0) return;
  for (const number of SIGNALS) {
    if ((mask & (1 << number)) !== 0) processor.signal(number);
  }
  processor.memory.storeWord(signalRequest, 0);
}
