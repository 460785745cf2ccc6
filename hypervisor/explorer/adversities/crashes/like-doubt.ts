/**
 * To a guest the death of a machine is no more than commands that end uncertain. So what goes wrong in its driver then goes wrong
 * on the bare machine, too, where the reason and the place are found: the same doubts as a case of doubt.
 */
import { RESULT } from '../../../../emulator/board.ts';
import { hasResult } from '../../../../emulator/devices/device.ts';
import type { RunRecord } from '../../../simulator/record/run-record.ts';
import type { Reference } from '../../reference.ts';
import type { CaseResult } from '../../result.ts';
import { type Doubt, DoubtAdversity, keyOf } from '../doubt.ts';

/** Doubts of one run that are tried again. */
const MOST_DOUBTS = 8;

/** The reason and the place, if the same doubts break the guest by themselves. */
export function likeDoubt(reference: Reference, record: RunRecord): Pick<CaseResult, 'cause' | 'place'> {
  const doubts = doubtsIn(record);
  if (doubts.length === 0 || doubts.length > MOST_DOUBTS) return {};
  const adversity = new DoubtAdversity(reference, { depth: doubts.length });
  const { verdict, cause, place } = adversity.run(
    { adversity: 'doubt', key: keyOf(doubts), stands: 1 },
    { told: true },
  );
  return verdict === 'broken' ? { cause, place } : {};
}

/** The commands that a failover made uncertain, by their numbers, and what had become of them. */
function doubtsIn({ guests, survivor, performed }: RunRecord): Doubt[] {
  const { requests, completions } = guests[survivor];
  const uncertain = new Set(completions.filter(({ result }) => result === RESULT.UNCERTAIN).map(({ id }) => id));
  const done = new Set(
    performed.filter(({ completion }) => completion?.result === RESULT.DONE).map(({ request }) => request.id),
  );
  const commands = [...requests.values()].filter(({ request }) => hasResult(request));
  return commands.flatMap(({ request: { id } }, index): Doubt[] =>
    uncertain.has(id) ? [{ number: index + 1, performed: done.has(id) ? 'all' : 0 }] : [],
  );
}
