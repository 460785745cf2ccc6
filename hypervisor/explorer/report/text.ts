/** The report of a campaign as lines of text, for a terminal. */
import type { Summary, Tally } from '../ledger.ts';
import { type Finding, mistakeOf, type Saved } from '../findings.ts';
import type { NoReference } from '../reference.ts';
import { oneWayBranches, type Reached } from '../reached.ts';
import type { selfCheck } from '../self-check.ts';
import type { CaseResult, CodePlace, StoryEvent } from '../result.ts';
import { listed } from '../../words/listed.ts';

/** Columns of the table, and how wide each is. */
const COLUMNS = ['cases', 'stands for', 'holds', 'broken', 'undecided', 'replayed'] as const;
const NAME_WIDTH = 10;
const WIDTH = 11;

/** A finding, told as soon as it is found: what, why, where. `repeat`: the command that repeats a case, without its key. */
export function describeFinding(finding: Finding, repeat: (key: string) => string): string[] {
  const { number, smallest, result } = finding;
  return [
    `finding ${number}: ${nameOf(finding)} (${smallest.key})`,
    ...describeResult(result).map((line) => `  ${line}`),
    `  again: ${repeat(smallest.key)}`,
  ];
}

/** All of them, a line each: the smallest first; and which of them may be one mistake. */
export function describeFindings(findings: readonly Finding[]): string[] {
  const lines = findings.map((finding) => {
    const { number, smallest, cases, recording } = finding;
    const saved = recording === undefined ? '' : `; ${describeSaved(recording)}`;
    return `finding ${number}: ${nameOf(finding)}, ${cases} ${cases === 1 ? 'case' : 'cases'}, the smallest ${smallest.key}${saved}`;
  });
  return [...lines, ...describeAlike(findings)];
}

/** What breaks in one way breaks in others, too: they have one reason at one place. */
function describeAlike(findings: readonly Finding[]): string[] {
  const alike = new Map<string, number[]>();
  for (const { number, result } of findings) {
    if (result.cause === undefined || result.place === undefined) continue;
    const what = mistakeOf(result);
    alike.set(what, [...(alike.get(what) ?? []), number]);
  }
  const several = [...alike.values()].filter(({ length }) => length > 1);
  return several.map((numbers) => {
    const inOrder = numbers.toSorted((one, other) => one - other).map(String);
    return `findings ${listed(inOrder)} have the same reason at the same place`;
  });
}

/** Where the recording is, or why there is none. */
export function describeSaved(saved: Saved): string {
  return 'path' in saved ? `recording: ${saved.path}` : `no recording: ${saved.none}`;
}

/** The reason, or what is seen. */
function nameOf({ result: { cause, difference } }: Finding): string {
  return cause?.rule ?? difference?.outside ?? 'broken';
}

/** What came of a case. */
export function describeResult({ verdict, difference, cause, place, why }: CaseResult): string[] {
  return [
    ...(cause ? [`why: ${cause.words}`] : []),
    ...(difference ? [`seen outside: ${difference.words}`] : []),
    ...(place ? [`where: ${describeCodePlace(place)}`] : []),
    ...callsOf(place).map((call) => `called from: ${describeCodePlace(call)}`),
    ...(why === undefined ? [] : [`${verdict}: ${why}`]),
  ];
}

/** By what calls the guest came to a place, as far as they are told, the last one first. */
export function callsOf(place: CodePlace | undefined): CodePlace[] {
  return place?.call === undefined ? [] : [place.call, ...callsOf(place.call)];
}

/** `disk.s:12 <wait+0x8>: ldw 16(%r1),%r28`. */
function describeCodePlace({ address, line, label, text }: CodePlace): string {
  const where = [line, label].filter((part) => part !== undefined).join(' ');
  const named = where === '' ? `0x${address.toString(16).padStart(8, '0')}` : where;
  return text === undefined ? named : `${named}: ${text}`;
}

/** What happened, an event a line. */
export function describeStory(story: readonly StoryEvent[]): string[] {
  return story.map(({ at, kind, words, place }) => {
    const mark = kind === 'fault' || kind === 'crash' ? '!' : ' ';
    const where = place === undefined ? '' : `  [${describeCodePlace(place)}]`;
    return `${mark} ${String(at).padStart(9)}  ${words}${where}`;
  });
}

/** Lines of source shown that were never reached. */
const MOST_LINES = 12;

/** What the campaign says of itself: whether it finds what is known to be wrong, and what of the guest it has not come to. */
export function describeSelfCheck(checks: ReturnType<typeof selfCheck>, reached: Reached | undefined): string[] {
  const found = checks.filter((check) => check.found).map(({ adversity }) => adversity);
  const missed = checks.filter((check) => !check.found).map(({ adversity }) => adversity);
  const never = reached?.never ?? [];
  const shown = [...never.slice(0, MOST_LINES), ...(never.length > MOST_LINES ? ['...'] : [])].join(', ');
  return [
    ...(found.length > 0 ? [`self-check: what is wrong with a planted driver was found by ${listed(found)}`] : []),
    ...(missed.length > 0
      ? [`self-check: what is wrong with a planted driver was NOT found by ${listed(missed)}`]
      : []),
    ...(reached
      ? [`${reached.lines - never.length} of ${reached.lines} source lines were reached${shown && `; never ${shown}`}`]
      : []),
    ...(reached ? oneWayBranches(reached, MOST_LINES) : []),
  ];
}

/** Why nothing was tried. */
export function describeNone({ verdict, what }: NoReference): string {
  const words = verdict === 'broken' ? 'the guest fails undisturbed, so nothing else was tried' : 'the guest';
  return `${words}: ${what}`;
}

/** The table by adversity, and the verdict. */
export function describeSummary({ verdict, tallies, findings, missed }: Summary): string[] {
  return [
    `${''.padEnd(NAME_WIDTH)}${COLUMNS.map((name) => name.padStart(WIDTH)).join('')}`,
    ...tallies.map(describeTally),
    ...tallies.flatMap(describeUndecided),
    ...tallies.flatMap(describeContradiction),
    ...tallies.flatMap(describeUntold),
    `${verdict}: ${describeVerdict(verdict, tallies, findings.length, missed)}`,
  ];
}

function describeTally({ adversity, cases, stands, holds, broken, undecided, replayed, cutShort }: Tally): string {
  const numbers = [cases, stands, holds, broken, undecided, replayed].map((value) => String(value).padStart(WIDTH));
  const share = stands > cases ? `  ${replayedShare({ cases, stands, replayed })}` : '';
  return `${adversity.padEnd(NAME_WIDTH)}${numbers.join('')}${share}${cutShort ? '  the budget ran out' : ''}`;
}

/** Of the cases for which others stand, as many as were run: "4.9 %". */
export function replayedShare({ cases, stands, replayed }: Pick<Tally, 'cases' | 'stands' | 'replayed'>): string {
  return `${((100 * replayed) / (stands - cases)).toFixed(1)} %`;
}

/** Why the first of them was: most often the others are for the same reason. */
function describeUndecided({ adversity, undecided, undecidedFirst: first }: Tally): string[] {
  return first === undefined
    ? []
    : [`${adversity}: ${undecided} undecided, the first of them ${first.key}: ${first.why}`];
}

function describeContradiction({ adversity, contradicted }: Tally): string[] {
  return contradicted === 0 ? [] : [`${adversity}: ${contradictedInWords(contradicted)}`];
}

/** "2 of the replayed cases came to another verdict than those that stand for them". */
export function contradictedInWords(contradicted: number): string {
  return `${contradicted} of the replayed cases came to another verdict than those that stand for them`;
}

function describeUntold({ adversity, untold }: Tally): string[] {
  return untold === 0 ? [] : [`${adversity}: ${untoldInWords(untold)}`];
}

/** Of a campaign that was stopped: a sentence, without a full stop. */
export const STOPPED = 'it was stopped before all was tried';

/** "12 broken cases were not told apart: there may be other findings among them". */
export function untoldInWords(untold: number): string {
  const were = untold === 1 ? 'case was' : 'cases were';
  return `${untold} broken ${were} not told apart: there may be other findings among them`;
}

/** Where the self-check failed: a sentence, without a full stop. */
export function missedInWords(missed: NonNullable<Summary['missed']>): string {
  return `what is wrong with a planted driver was not found by ${listed(missed)}, so nothing follows from what they do not find`;
}

/** What there is to say of the verdict besides what belongs to an adversity: sentences, without full stops. */
export function reservations({ stopped, missed = [] }: Summary): string[] {
  return [...(stopped ? [STOPPED] : []), ...(missed.length > 0 ? [missedInWords(missed)] : [])];
}

function describeVerdict(
  verdict: Summary['verdict'],
  tallies: readonly Tally[],
  findings: number,
  missed: Summary['missed'] = [],
): string {
  const cases = tallies.reduce((sum, tally) => sum + tally.cases, 0);
  const all = cases === 1 ? '1 case' : `${cases} cases`;
  switch (verdict) {
    case 'holds':
      if (cases === 0) return 'no case was tried: of what was asked for, there is none of this guest';
      return `nobody outside could tell ${cases === 1 ? 'the case' : `any of ${cases} cases`} from the undisturbed run`;
    case 'broken':
      return `${findings} ${findings === 1 ? 'finding' : 'findings'} in ${all}`;
    case 'undecided':
      if (missed.length > 0) return `nothing was found in ${all}, but ${missedInWords(missed)}`;
      return `nothing was found in ${all}, and not all could be tried`;
  }
}
