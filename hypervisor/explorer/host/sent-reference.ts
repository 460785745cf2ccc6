/**
 * The undisturbed run as one process sends it to others, which need not run it again: plain data, without the functions that look
 * at what is seen, which each process makes for itself.
 */
import type { Expectations, OutsideView } from '../guest.ts';
import type { Reference } from '../reference.ts';

export interface SentReference extends Omit<Reference, 'expectations' | 'view' | 'executed'> {
  readonly status: Expectations['status'];
  readonly console: Expectations['console'];
  readonly heedsPrinted: Expectations['heedsPrinted'];
  readonly view: OutsideView;
}

export function sent({ expectations, view, guest, ...rest }: Reference): SentReference {
  const { image, name, append, disk, input, ram, tlbEntries } = guest;
  const { commands, start, end, ending, instructions, typing } = rest;
  return {
    ...{ commands, start, end, ending, instructions, typing },
    // Without what only built-in guests have.
    guest: { name, image, append, disk, input, ram, tlbEntries },
    status: expectations.status,
    console: expectations.console,
    heedsPrinted: expectations.heedsPrinted,
    view: { status: view.status, console: view.console, disk: view.disk, rod: view.rod },
  };
}

/** `look`: at a disk, in place of the comparison. What was executed, the one who has run it knows. */
export function received(
  { status, console, heedsPrinted, ...rest }: SentReference,
  look: Expectations['disk'],
): Reference {
  return { ...rest, expectations: { status, console, disk: look, heedsPrinted }, executed: () => false };
}
