/** Judges a run by the rules: the hypervisor first, and its guest only where the hypervisor has kept its own. */
import type { Checker, Setting } from './checkers/checker.ts';
import { GUEST_RULES, HYPERVISOR_RULES } from './checkers/checkers.ts';
import type { RunRecord } from './record/run-record.ts';

export type Judged = 'hypervisor' | 'guest';

/** One broken rule in a run. */
export interface Finding {
  readonly who: Judged;
  readonly rule: string;
  readonly what: string;
}

/** A guest on a hypervisor that breaks its rules is not judged: what it does may not be its own doing. */
export function judge(record: RunRecord, setting: Setting): Finding[] {
  const own = judgeBy(HYPERVISOR_RULES, 'hypervisor', record, setting);
  return own.length > 0 ? own : judgeBy(GUEST_RULES, 'guest', record, setting);
}

function judgeBy(
  rules: Readonly<Record<string, Checker>>,
  who: Judged,
  record: RunRecord,
  setting: Setting,
): Finding[] {
  return Object.entries(rules).flatMap(([rule, check]) => check(record, setting).map((what) => ({ who, rule, what })));
}

/** "the guest: exits with status 1", "the hypervisor: one primary: ...". */
export function describeFinding({ who, rule, what }: Finding): string {
  return who === 'guest' ? `the guest: ${what}` : `the hypervisor: ${rule}: ${what}`;
}
