/**
 * What can be said of a driver by its commands alone, as the pair has seen them: which of those that a failover made uncertain it did
 * not repeat, or never awaited. What it looked at, and where it was, nobody knows there.
 */
import { RESULT } from '../../../../emulator/board.ts';
import { type CommandRequest, hasResult } from '../../../../emulator/devices/device.ts';
import { ImagePlaces } from '../../../../emulator/diagnosis/image-places.ts';
import { CommandHistory } from '../../../history/command-history.ts';
import type { CommandRecord } from '../../../history/command-record.ts';
import { describeCommand, describeSequel } from '../../../history/describe-command.ts';
import { bringSameData } from '../../../history/sequels.ts';
import type { RunRecord } from '../../../simulator/record/run-record.ts';
import { notAwaitedWords } from '../../causes/not-awaited.ts';
import { codePlaceOf } from '../../code-place.ts';
import type { Reference } from '../../reference.ts';
import type { CaseResult } from '../../result.ts';

/** `before`: commands that were over when the run began. Nothing if there was more than one failover, or all was repeated. */
export function seenOnThePair(
  reference: Reference,
  record: RunRecord,
  before: number,
): Pick<CaseResult, 'cause' | 'place'> {
  if (record.wins.length !== 1) return {};
  const left = firstLeft(record, before);
  if (left?.sequel === undefined) return notAwaited(reference, record, before);
  const { request, sequel } = left;
  const again = sequel.type === 'behind' ? ', with the same bytes' : '';
  const words = `${describeCommand(left)}, was uncertain: it ${describeSequel(request, sequel)}${again}`;
  return { cause: { rule: 'not-repeated', words }, place: placeOfAll(reference, request.kind) };
}

/** The first that was lost with a machine, of which the guest had ended before it was told. */
function notAwaited(
  reference: Reference,
  { guests, survivor, performed }: RunRecord,
  before: number,
): Pick<CaseResult, 'cause' | 'place'> {
  const { requests, completions } = guests[survivor];
  const over = new Set([...completions.map(({ id }) => id), ...performed.map(({ request }) => request.id)]);
  const given = [...requests.values()].map(({ request }) => request).filter(hasResult);
  const index = given.findIndex(({ id }) => !over.has(id));
  if (index < 0) return {};
  const request = given[index];
  const words = notAwaitedWords({ request, number: before + index + 1 });
  return { cause: { rule: 'not-awaited', words }, place: placeOfAll(reference, request.kind) };
}

/** The first that was uncertain, and not repeated, or not as the same one. */
function firstLeft({ guests, survivor, performed }: RunRecord, before: number): CommandRecord | undefined {
  const { requests, completions } = guests[survivor];
  const results = new Map(completions.map(({ id, result }) => [id, result]));
  const uncertain = completions.filter(({ result }) => result === RESULT.UNCERTAIN).map(({ id }) => id);
  const lastUncertain = Math.max(...uncertain);
  const inWorld = new Map(performed.toReversed().map(({ request, completion }) => [request.id, completion]));
  const judged: CommandRecord[] = [];
  const history = new CommandHistory(() => 0, { judged: (record) => judged.push(record) });
  const given = new Map<number | undefined, CommandRequest>();
  for (const { request } of requests.values()) {
    if (!hasResult(request)) continue;
    given.set(history.commanded(request), request);
    const done = inWorld.get(request.id);
    if (done) history.performed(request.id, done);
    const result = results.get(request.id);
    if (result !== undefined && result !== RESULT.UNCERTAIN) history.ended(request.id, result);
    // The guest was told of all of them at once, at the end of the failover epoch.
    if (request.id === lastUncertain) for (const id of uncertain) history.ended(id, RESULT.UNCERTAIN);
  }
  history.end();
  const left = judged.filter(({ request, sequel }) => {
    const by = sequel?.type === 'behind' ? given.get(sequel.by) : undefined;
    if (by !== undefined) return bringSameData(request, by);
    return sequel?.type === 'instead' || sequel?.type === 'never';
  });
  const [first] = left.sort((one, other) => one.request.id - other.request.id);
  return first && { ...first, number: before + (first.number ?? 0) };
}

/** Where commands of that kind are given, if that is one place. */
function placeOfAll({ guest, commands }: Reference, kind: string): CaseResult['place'] {
  const places = commands.filter(({ request }) => request.kind === kind).map(({ place }) => place);
  const [first] = places;
  const isOne = first !== undefined && places.every(({ physical }) => physical === first.physical);
  if (!isOne) return undefined;
  const isOneCall = places.every(({ call }) => call?.physical === first.call?.physical);
  return codePlaceOf(isOneCall ? first : { ...first, call: undefined }, new ImagePlaces(guest.image));
}
