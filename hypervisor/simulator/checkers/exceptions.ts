/**
 * No machine, and not the bus, comes upon something that it holds to be impossible; nor does a machine find that its guest
 * went another way than the primary's.
 */
import type { Checker } from './checker.ts';

export const exceptions: Checker = ({ exceptions, stepDowns }) => [
  ...exceptions,
  ...stepDowns.filter((reason) => !lostTheRace(reason)),
];

/** The one good reason to step down: the other machine has won the term. */
function lostTheRace(reason: string): boolean {
  return reason.startsWith('the bus is in term');
}
