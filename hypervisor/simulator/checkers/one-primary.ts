/**
 * At most one machine acts in a term, only one that has won it, and none in an old term after a new one was won. When it is
 * won, no command of an older term is still running.
 */
import type { Seat } from '../../seat.ts';
import type { Checker } from './checker.ts';

export const onePrimary: Checker = ({ performed, wins }) => {
  const findings: string[] = [];
  const holders = new Map<number, Seat>([[1, 'first']]);
  for (const { seat, term, running } of wins) {
    if (running > 0) findings.push(`term ${term} is won while ${running} older commands are running`);
    if (holders.has(term)) findings.push(`term ${term} is won twice`);
    holders.set(term, seat);
  }
  let newest = 1;
  for (const { seat, term, request } of performed) {
    if (holders.get(term) !== seat) findings.push(`the ${seat} machine commands #${request.id} in term ${term}`);
    if (term < newest) findings.push(`#${request.id} is accepted in term ${term} after one in term ${newest}`);
    newest = Math.max(newest, term);
  }
  return findings;
};
