/**
 * To a guest the death of a machine is no more than commands that end uncertain. So what goes wrong in its driver then goes wrong
 * on the bare machine, too, where the reason and the place are found: the same doubts as a case of doubt.
 */
import { RESULT } from '../../../../emulator/board.ts';
import { hasResult, unitsOf } from '../../../../emulator/devices/device.ts';
import { sectorsFor } from '../../../simulator/fresh-machines.ts';
import type { RunRecord } from '../../../simulator/record/run-record.ts';
import { partsOf } from '../../machine/virtual-world.ts';
import type { Reference } from '../../reference.ts';
import type { CaseResult, Difference } from '../../result.ts';
import { type Doubt, DoubtAdversity, keyOf } from '../doubt.ts';

/** Doubts of one run that are tried again. */
const MOST_DOUBTS = 8;

/**
 * The reason and the place, if the same doubts break the guest by themselves, and it comes to the same sort of end. `before`: commands that
 * were over when the run began.
 */
export function likeDoubt(
  reference: Reference,
  record: RunRecord,
  before: number,
  broken: Difference,
): Pick<CaseResult, 'cause' | 'place'> {
  const doubts = doubtsIn(record, sectorsFor(reference.guest), before);
  if (doubts.length === 0 || doubts.length > MOST_DOUBTS) return {};
  const adversity = new DoubtAdversity(reference, { depth: doubts.length });
  const { difference, cause, place } = adversity.run(
    { adversity: 'doubt', key: keyOf(doubts), stands: 1 },
    { told: true },
  );
  return difference !== undefined && endOf(difference) === endOf(broken) ? { cause, place } : {};
}

/** Of guests that exit, whatever they show, nothing: they all end. */
function endOf(difference: Difference): Difference['outside'] | undefined {
  return ENDS.find((outside) => outside === difference.outside);
}

const ENDS: readonly Difference['outside'][] = ['stop', 'asleep', 'endless'];

/** The commands that a failover made uncertain, by their numbers, and what had become of them as far as anybody can see that. */
function doubtsIn({ guests, survivor, performed }: RunRecord, sectors: number, before: number): Doubt[] {
  const { requests, completions } = guests[survivor];
  const uncertain = new Set(completions.filter(({ result }) => result === RESULT.UNCERTAIN).map(({ id }) => id));
  const done = new Set(
    performed.filter(({ completion }) => completion?.result === RESULT.DONE).map(({ request }) => request.id),
  );
  const commands = [...requests.values()].flatMap(({ request }) => (hasResult(request) ? [request] : []));
  return commands.flatMap((request, index): Doubt[] => {
    if (!uncertain.has(request.id)) return [];
    const seen = done.has(request.id) && partsOf(request, sectors).includes(unitsOf(request));
    return [{ number: before + index + 1, performed: seen ? 'all' : 0 }];
  });
}
