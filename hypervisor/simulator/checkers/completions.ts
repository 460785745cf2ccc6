/**
 * IO1 and IO2: the guest gets one completion for each request that has a RESULT. After *done* or *error* the world has
 * performed it once, and says the same; after *uncertain*, once or not at all.
 */
import { hasResult, type Completion } from '../../../emulator/devices/device.ts';
import { RESULT } from '../../../emulator/board.ts';
import { checksum } from '../record/trace.ts';
import type { Performed, RunRecord } from '../record/run-record.ts';
import type { Checker } from './checker.ts';

export const completions: Checker = (record, { requests }) => {
  const guest = record.guests[record.survivor];
  const given = new Map<number, Completion>();
  const findings: string[] = [];
  for (const completion of guest.completions) {
    const { id } = completion;
    if (given.has(id)) findings.push(`#${id} completes twice`);
    if (!guest.requests.has(id)) findings.push(`#${id} completes, which nobody asked for`);
    given.set(id, completion);
    findings.push(...judge(completion, record));
  }
  // Where devices fail, a guest may give up with requests outstanding.
  const regular = requests !== undefined && typeof record.end === 'object' && record.plan.world.diskErrors === 0;
  for (const { request } of guest.requests.values()) {
    if (regular && hasResult(request) && !given.has(request.id)) findings.push(`#${request.id} never completes`);
  }
  return findings;
};

function judge(given: Completion, record: RunRecord): string[] {
  const times = record.performed.filter(({ request }) => request.id === given.id);
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
  const data = (of: Completion | undefined): number => (of?.data ? checksum(of.data) : 0);
  return given.result === completion?.result && data(given) === data(completion);
}
