/** "Did you mean": the known name nearest to a misspelt one. */

/**
 * The candidate with the smallest edit distance to the name, if it is near enough to be a plausible typing error: one
 * edit up to four characters, two up to eight, else three; `most` edits in any case. Case doesn't count. Of those equally
 * near, one with the same letters, or with nothing but letters more or less: `adi` is rather `addi` than `add`.
 */
export function nearest(name: string, candidates: Iterable<string>, most = Infinity): string | undefined {
  const wanted = name.toLowerCase();
  let limit = Math.min(most, wanted.length <= 2 ? 0 : wanted.length <= 4 ? 1 : wanted.length <= 8 ? 2 : 3);
  let best: { readonly candidate: string; readonly distance: number; readonly likeness: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) > limit) continue;
    const known = candidate.toLowerCase();
    const distance = editDistance(wanted, known, limit);
    if (distance > limit || distance === 0) continue;
    const likeness = likenessOf(wanted, known);
    if (distance === best?.distance && likeness <= best.likeness) continue;
    best = { candidate, distance, likeness };
    limit = distance;
  }
  return best?.candidate;
}

/** 2 for the same letters in another order, 1 if all letters of one are in the other, 0 if letters are wrong. */
function likenessOf(a: string, b: string): number {
  if (a.length === b.length) return sorted(a) === sorted(b) ? 2 : 0;
  return isWithin(a, b) || isWithin(b, a) ? 1 : 0;
}

function sorted(word: string): string {
  return [...word].sort().join('');
}

/** Whether all letters of one word stand in the other in the same order. */
function isWithin(word: string, other: string): boolean {
  let at = 0;
  for (const letter of other) if (letter === word[at]) at++;
  return at === word.length;
}

/** "; did you mean 'x'?" or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const found = nearest(name, candidates);
  return found === undefined ? '' : `; did you mean '${found}'?`;
}

/** Insertions, deletions, replacements, and swaps of two neighbours; gives up with limit + 1 beyond the limit. */
function editDistance(a: string, b: string, limit: number): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforePrevious[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}
