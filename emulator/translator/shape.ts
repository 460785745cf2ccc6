/**
 * The shape of a region's control flow, as WebAssembly's structured control flow can have it: blocks in the order of their
 * addresses, as compilers lay loops out, and loops as intervals of them, one inside the other.
 *
 * A branch forward to a block in the same or an enclosing loop, and one back to the head of an enclosing loop, is a branch of
 * WebAssembly. Any other goes to its block by way of the dispatchers at the heads of the loops that it is in.
 */

/** The blocks from `first` to `last`, with the loops among them; the outermost is the region. */
export interface Loop {
  readonly first: number;
  readonly last: number;
  /** Blocks and loops, in order. */
  readonly parts: readonly (number | Loop)[];
}

/** A branch from one block to another, by number; those of calls make no loop. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly calls: boolean;
}

interface Interval {
  readonly first: number;
  last: number;
}

export function shapeOf(count: number, edges: readonly Edge[]): Loop {
  return build(0, count - 1, intervalsOf(edges));
}

/** Loops as intervals of which any two are apart, or one inside the other; the outer ones first. */
function intervalsOf(edges: readonly Edge[]): Interval[] {
  const lasts = new Map<number, number>();
  for (const { from, to, calls } of edges) {
    if (to <= from && !calls) lasts.set(to, Math.max(from, lasts.get(to) ?? from));
  }
  const intervals: Interval[] = [...lasts].map(([first, last]) => ({ first, last })).sort((a, b) => a.first - b.first);
  // An interval that begins in another and ends behind it makes that one longer.
  for (let changed = true; changed;) {
    changed = false;
    for (const [i, outer] of intervals.entries()) {
      for (const inner of intervals.slice(i + 1)) {
        if (inner.first > outer.last || inner.last <= outer.last) continue;
        outer.last = inner.last;
        changed = true;
      }
    }
  }
  return intervals;
}

function build(first: number, last: number, intervals: readonly Interval[]): Loop {
  const parts: (number | Loop)[] = [];
  for (let at = first; at <= last;) {
    const interval = intervals.find((candidate) => candidate.first === at);
    if (interval === undefined) {
      parts.push(at);
      at += 1;
    } else {
      const inside = intervals.filter(
        (other) => other !== interval && other.first >= at && other.last <= interval.last,
      );
      parts.push(build(at, interval.last, inside));
      at = interval.last + 1;
    }
  }
  return { first, last, parts };
}
