/** A machine that joins and runs what the primary runs is its backup, and the bus knows it. */
import type { Checker } from './checker.ts';

/** So many epochs after a joiner began the primary, and the bus, must have heard of it: the primary's lead is shorter. */
const LONG = 250;

export const wholeAgain: Checker = ({ lives, wholes }) =>
  lives
    .filter((guest) => guest.firstEpoch > 1 && guest.epochs.length - guest.firstEpoch > LONG && !wholes.has(guest))
    .map(({ seat, firstEpoch }) => `the ${seat} machine runs since epoch ${firstEpoch}, and is not the backup`);
