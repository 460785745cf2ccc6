/**
 * What goes wrong with the host while a guest runs: its disk is full, an output can't be written any more. The run goes on;
 * what happened is told once a kind, and hvrun's status says so at the end.
 */
import { EXIT_STATUS } from '../../emulator/board.ts';
import { cameAgain } from '../words/run.ts';
import { say } from './failure.ts';

/** How often each kind of trouble has come. */
const troubles = new Map<string, number>();

/** Tells `what` has happened, unless something of this kind has been told before. */
export function tellTrouble(what: string, kind = what): void {
  const before = troubles.get(kind) ?? 0;
  troubles.set(kind, before + 1);
  if (before === 0) say(what);
}

/** At the end of hvrun, which would end with `status`: tells how often what came again, and gives the status to end with. */
export function statusAfterTroubles(status: number): number {
  for (const [kind, count] of troubles) if (count > 1) say(cameAgain(kind, count));
  return status === 0 && troubles.size > 0 ? EXIT_STATUS.HOST_ERROR : status;
}
