/**
 * What a campaign tells to programs: a JSON object a line. `case`, for each case that was run: `key`, `stands`, `verdict`, and
 * `why` if it is undecided. `finding`, as soon as there is one: `key`, `cases`, `rule` and `why` where a rule knows the reason,
 * `outside`, `difference`, `at` of what is seen, `place` in the guest's program, `story`. And `end`: the `verdict`, the numbers
 * by adversity, all findings, the smallest first.
 */
import type { Saved } from '../findings.ts';
import type { CampaignEvent, Summary } from '../ledger.ts';
import { reservations } from './text.ts';

/** The last object that is written. Nothing in it depends on how fast the host is. */
export function endOf(summary: Summary, gaps: readonly string[]): Readonly<Record<string, unknown>> {
  const { verdict, tallies, findings } = summary;
  const adversities = tallies.map((tally) => ({ ...tally, ms: undefined }));
  const all = findings.map((finding) => eventOf({ type: 'finding', finding }));
  const why = reservations(summary).join('; ') || undefined;
  return { event: 'end', verdict, why, adversities, findings: all, untried: gaps };
}

/** What is written: how far it has come is for people alone. */
export type WrittenEvent = Exclude<CampaignEvent, { type: 'progress' }>;

/** The object that is written. */
export function eventOf(event: WrittenEvent): Readonly<Record<string, unknown>> {
  switch (event.type) {
    case 'case': {
      const { key, stands } = event.case;
      const { verdict, why } = event.result;
      return { event: 'case', key, stands, verdict, why };
    }
    case 'finding': {
      const { smallest, cases, result, recording } = event.finding;
      const { cause, difference, place, story } = result;
      return {
        ...{ event: 'finding', key: smallest.key, cases, rule: cause?.rule, why: cause?.words },
        ...{ outside: difference?.outside, difference: difference?.words, at: difference?.at, place, story },
        ...savedOf(recording),
      };
    }
  }
}

function savedOf(saved: Saved | undefined): Readonly<Record<string, string>> {
  if (saved === undefined) return {};
  return 'path' in saved ? { recording: saved.path } : { unrecorded: saved.none };
}
