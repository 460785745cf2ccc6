/** What a backup's own books learn from the interrupts that the primary relayed. */
import type { TakenInput } from './taken-input.ts';
import type { Interrupt } from './messages.ts';
import type { Outstanding } from './outstanding.ts';

/** Enters `interrupts`, which are about to be delivered, into the books of outstanding requests and console input. */
export function takeInterrupts(interrupts: readonly Interrupt[], outstanding: Outstanding, input: TakenInput): void {
  for (const interrupt of interrupts) {
    if (interrupt.type === 'completion') outstanding.complete(interrupt.completion.id);
    else input.take(interrupt);
  }
}
