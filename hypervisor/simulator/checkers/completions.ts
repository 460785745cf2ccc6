/**
 * IO1 and IO2: the guest gets one completion for each request that has a RESULT. After *done* or *error* the world has
 * performed it once, and says the same; after *uncertain*, once or not at all.
 */
import { hasResult, type Completion } from '../../../emulator/devices/device.ts';
import { RESULT } from '../../../emulator/board.ts';
import { equalBytes } from '../../../emulator/bytes.ts';
import type { Performed, RunRecord } from '../record/run-record.ts';
import type { Checker } from './checker.ts';

const NOTHING = new Uint8Array(0);

export const completions: Checker = (record, { requests }) => {
  const guest = record.guests[record.survivor];
  const given = new Map<number, Completion>();
  const performed = byId(record);
  const findings: string[] = [];
  for (const completion of guest.completions) {
    const { id } = completion;
    if (given.has(id)) findings.push(`#${id} completes twice`);
    if (!guest.requests.has(id)) findings.push(`#${id} completes, which nobody asked for`);
    given.set(id, completion);
    findings.push(...judge(completion, performed.get(id) ?? [], record));
  }
  // Where devices fail, a guest may give up with requests outstanding.
  const regular = requests !== undefined && typeof record.end === 'object' && record.plan.world.diskErrors === 0;
  for (const { request } of guest.requests.values()) {
    if (regular && hasResult(request) && !given.has(request.id)) findings.push(`#${request.id} never completes`);
  }
  return findings;
};

function byId({ performed }: RunRecord): Map<number, Performed[]> {
  const found = new Map<number, Performed[]>();
  for (const one of performed) {
    const { id } = one.request;
    const times = found.get(id);
    if (times) times.push(one);
    else found.set(id, [one]);
  }
  return found;
}

/** `times`: when it was performed. */
function judge(given: Completion, times: readonly Performed[], record: RunRecord): string[] {
  if (times.length > 1) return [`#${given.id} is performed ${times.length} times`];
  if (given.result === RESULT.UNCERTAIN)
    return mayBeUncertain(record) ? [] : [`#${given.id} is uncertain without a reason`];
  if (times.length === 0) return [`#${given.id} has result ${given.result}, but nobody performed it`];
  return sameOutcome(given, times[0]) ? [] : [`#${given.id} has result ${given.result}, which is not the device's`];
}

/** Only a takeover makes a command uncertain, or a device that is so by itself. */
function mayBeUncertain({ wins, plan }: RunRecord): boolean {
  return wins.length > 0 || plan.world.uncertain > 0;
}

function sameOutcome(given: Completion, { completion }: Performed): boolean {
  return given.result === completion?.result && equalBytes(given.data ?? NOTHING, completion.data ?? NOTHING);
}
