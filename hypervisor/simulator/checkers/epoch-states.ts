/** Both machines are in the same state at the beginning of each epoch that both began, up to the failover epoch. */
import type { Checker } from './checker.ts';

export const epochStates: Checker = ({ guests: { first, second } }) => {
  const shared = Math.min(first.epochs.length, second.epochs.length, second.failoverEpoch ?? Infinity);
  for (let epoch = 1; epoch <= shared; epoch += 1) {
    const registers = first.epochs[epoch - 1] === second.epochs[epoch - 1];
    // A machine's first hash may be of an epoch that the other has not come to.
    const memory = (first.hashes.get(epoch) ?? '') === (second.hashes.get(epoch) ?? '');
    if (!registers) return [`the machines differ at the beginning of epoch ${epoch}`];
    if (!memory) return [`the machines' memories differ at the beginning of epoch ${epoch}`];
  }
  return [];
};
