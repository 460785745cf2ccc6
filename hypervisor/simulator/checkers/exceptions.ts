/**
 * No machine, and not the bus, comes upon something that it holds to be impossible; nor does a machine find that its guest
 * went another way than the primary's.
 */
import type { Checker } from './checker.ts';

export const exceptions: Checker = ({ exceptions, stepDowns }) => [
  ...exceptions,
  ...stepDowns.filter((reason) => !isGoodReason(reason)),
];

/** The good reasons to step down: another machine has the term, or a joiner's primary is gone too early. */
function isGoodReason(reason: string): boolean {
  return reason.startsWith('the bus is in term') || reason.startsWith('the primary was lost before');
}
