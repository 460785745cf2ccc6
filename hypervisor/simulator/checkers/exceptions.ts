/**
 * No machine, and not the bus, comes upon something that it holds to be impossible; nor does a machine find that its guest
 * went another way than the primary's.
 */
import { cameTooLate } from '../../words/divergence.ts';
import type { Checker } from './checker.ts';

export const exceptions: Checker = ({ exceptions, stepDowns }) => [
  ...exceptions,
  ...stepDowns.filter((reason) => !cameTooLate(reason)),
];
