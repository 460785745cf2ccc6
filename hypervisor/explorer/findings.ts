/** What a campaign has found: broken cases with one cause at one place are one finding, told by the smallest of them. */
import { type Case, parseKey } from './case.ts';
import type { CaseResult } from './result.ts';

export interface Finding {
  /** From 1, in the order in which they were found. */
  readonly number: number;
  /** The smallest case that shows it, and what comes of that: told. */
  readonly smallest: Case;
  readonly result: CaseResult;
  /** Cases that were tried and show it; and those that were not told, if it was the first to show what is seen of them. */
  readonly cases: number;
  /** Its run, saved as a recording. */
  readonly recording?: Saved;
}

/** The path of a recording, or why there is none. */
export type Saved = { readonly path: string } | { readonly none: string };

export class Findings {
  readonly #byGroup = new Map<string, Finding>();

  /** A broken case, told. The finding if it is the first of its group. */
  add(smallest: Case, result: CaseResult): Finding | undefined {
    const group = groupOf(smallest, result);
    const known = this.#byGroup.get(group);
    if (known === undefined) {
      const finding = { number: this.#byGroup.size + 1, smallest, result, cases: 1 };
      this.#byGroup.set(group, finding);
      return finding;
    }
    const isSmaller = sizeOf(smallest) < sizeOf(known.smallest);
    this.#byGroup.set(group, { ...known, ...(isSmaller ? { smallest, result } : {}), cases: known.cases + 1 });
    return undefined;
  }

  /** One more case of a group that is known, which is not told. */
  count(group: string): void {
    const known = this.#byGroup.get(group);
    if (known) this.#byGroup.set(group, { ...known, cases: known.cases + 1 });
  }

  /** A smaller case was found that shows the same as `finding`. */
  shrink(finding: Finding, smallest: Case, result: CaseResult): void {
    const group = groupOf(finding.smallest, finding.result);
    const known = this.#byGroup.get(group);
    if (known) this.#byGroup.set(group, { ...known, smallest, result });
  }

  /** Those with the smallest cases first. */
  list(): Finding[] {
    return [...this.#byGroup.values()].sort(
      (one, other) => sizeOf(one.smallest) - sizeOf(other.smallest) || one.number - other.number,
    );
  }
}

/** What findings have in common that are one: the adversity, and what is mistaken. */
export function groupOf({ adversity }: Case, result: CaseResult): string {
  return `${adversity} ${mistakeOf(result)}`;
}

/** A mistake, by cause and place; without a cause by what differs. */
export function mistakeOf({ cause, difference, place }: CaseResult): string {
  return [cause?.rule ?? difference?.outside ?? '', place?.line ?? place?.address ?? ''].join(' ');
}

/** Fewer faults are smaller. */
function sizeOf({ key }: Case): number {
  return parseKey(key)?.faults.length ?? 0;
}
