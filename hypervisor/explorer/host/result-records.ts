/**
 * The lines of a file of results: a JSON object each (docs/explore-at-scale.md). The first says of what, and which shard; one for
 * each case, in order within its adversity; then what is known at the end, and a hash of all that stands before it.
 */
import type { Attempt, Contradiction } from '../attempt.ts';
import { ADVERSITIES, type AdversityName, type Case, parseKey } from '../case.ts';
import type { Reached } from '../reached.ts';
import type { PageBasis } from '../report/html/page-maker.ts';
import type { CaseResult, VerdictKind } from '../result.ts';
import type { Shrunk } from '../shrink.ts';
import type { SelfChecks } from './messages.ts';

/** What must be the same for results to belong together, and what a report says of it. */
export interface Header {
  readonly of: Readonly<Record<string, string>>;
  /** As in `3/20`. */
  readonly shard: string;
  readonly only: readonly AdversityName[];
  /** The image's path, and what makes the same guest and the same right, as words for a shell. */
  readonly image: string;
  readonly words: readonly string[];
  /** The whole command line but for what only says where, and how many at once. */
  readonly command: string;
  readonly basis: PageBasis;
}

export type ResultRecord =
  | { readonly at: number; readonly attempt: Attempt }
  | { readonly executed: readonly number[] }
  | { readonly counted: AdversityName; readonly cases: number }
  | { readonly shrunk: Shrunk & { readonly from: string } }
  | { readonly checks: SelfChecks }
  | { readonly reached: Reached | null };

export interface End {
  /** SHA-256 of all lines before it. */
  readonly sha256: string;
}

const FORMAT = 2;

/** How a case is written: without what depends on who has tried it. */
interface CaseLine {
  readonly case: number;
  readonly key: string;
  readonly stands: number;
  readonly verdict: VerdictKind;
  readonly why?: string;
  readonly unrepeated?: true;
  readonly seen?: string;
  readonly told?: CaseResult;
  readonly replayed?: number;
  readonly contradicted?: readonly { readonly key: string; readonly seen?: string; readonly told?: CaseResult }[];
}

export function printHeader(header: Header): string {
  return `${JSON.stringify({ 'hvrun explore': FORMAT, ...header })}\n`;
}

export function printEnd(end: End): string {
  return `${JSON.stringify(end)}\n`;
}

export function printRecord(record: ResultRecord): string {
  return `${JSON.stringify('at' in record ? caseLine(record) : record)}\n`;
}

function caseLine({ at, attempt }: { readonly at: number; readonly attempt: Attempt }): CaseLine {
  const { case: one, result, seen, told, replayed, contradictions } = attempt;
  return {
    ...{ case: at, key: one.key, stands: one.stands, verdict: result.verdict, why: result.why },
    ...{ unrepeated: result.unrepeated, seen },
    told: told && lasting(told),
    replayed: replayed || undefined,
    contradicted: contradictions.length === 0 ? undefined : contradictions.map(contradictionLine),
  };
}

function contradictionLine({
  case: { key },
  seen,
  told,
}: Contradiction): Omit<Contradiction, 'case'> & { key: string } {
  return { key, seen, told: told && lasting(told) };
}

/** How many instructions it took depends on what had been tried before. */
function lasting(told: CaseResult): CaseResult {
  return { ...told, instructions: 0 };
}

/** Undefined if the line is no header; the number of the format if it is another one's. */
export function parseHeader(line: string): Header | number | undefined {
  const value = objectIn(line);
  const format = value?.['hvrun explore'];
  if (value === undefined || typeof format !== 'number') return undefined;
  if (format !== FORMAT) return format;
  const { of, shard, only, image, words, command, basis } = value;
  const texts = [shard, image, command].every((text) => typeof text === 'string') && isTexts(words);
  const names = isTexts(only) && only.every(isAdversity);
  return texts && names && isObject(of) && isObject(basis) ? (value as unknown as Header) : undefined;
}

/** Undefined if the line is none of them. */
export function parseRecord(line: string): ResultRecord | End | undefined {
  const value = objectIn(line);
  if (value === undefined) return undefined;
  if ('case' in value) return readCase(value as unknown as CaseLine);
  const known = Object.keys(SHAPES).some((name) => name in value && SHAPES[name](value[name], value));
  return known ? (value as unknown as ResultRecord | End) : undefined;
}

/** Whether the value of the field that tells a record's kind is one of that kind. */
const SHAPES: Readonly<Record<string, (value: unknown, record: Record<string, unknown>) => boolean>> = {
  executed: (value) => Array.isArray(value) && value.every(Number.isSafeInteger),
  counted: (value, { cases }) => isAdversity(value) && Number.isSafeInteger(cases),
  shrunk: (value) =>
    isObject(value) && typeof value['from'] === 'string' && isObject(value['smallest']) && isObject(value['result']),
  checks: (value) => Array.isArray(value) && value.every((check) => isObject(check) && isAdversity(check['adversity'])),
  reached: (value) => value === null || isObject(value),
  sha256: (value) => typeof value === 'string',
};

function isAdversity(value: unknown): boolean {
  return (ADVERSITIES as readonly unknown[]).includes(value);
}

function readCase(line: CaseLine): ResultRecord | undefined {
  const { case: at, key, stands, verdict, why, seen, told, replayed = 0, contradicted = [] } = line;
  const adversity = typeof key === 'string' ? parseKey(key)?.adversity : undefined;
  if (adversity === undefined || !Number.isSafeInteger(at) || !Number.isSafeInteger(stands)) return undefined;
  if (!['holds', 'broken', 'undecided'].includes(verdict)) return undefined;
  if ((verdict === 'broken') !== (typeof seen === 'string')) return undefined;
  if (!isObjects(contradicted)) return undefined;
  const caseOf = (name: string, count: number): Case => ({ adversity, key: name, stands: count });
  const contradictions = contradicted.map((one) => ({ case: caseOf(one.key, 1), seen: one.seen, told: one.told }));
  const result = { verdict, why, unrepeated: line.unrepeated, story: [], instructions: 0 };
  return { at, attempt: { case: caseOf(key, stands), result, seen, told, replayed, contradictions } };
}

function objectIn(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isObjects(value: unknown): boolean {
  return Array.isArray(value) && value.every(isObject);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
