/** In each term the world is asked in the order in which the guest asked, and for nothing twice. */
import type { Checker } from './checker.ts';

export const commandOrder: Checker = ({ performed }) => {
  const last = new Map<number, number>();
  return performed.flatMap(({ term, request: { id } }) => {
    const before = last.get(term) ?? 0;
    last.set(term, id);
    return id > before ? [] : [`in term ${term}, #${id} is performed after #${before}`];
  });
};
