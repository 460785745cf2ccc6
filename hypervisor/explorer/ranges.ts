/** Runs of numbers that follow one another, so that a long list of them can be told in few words. */

/** Of numbers in order: the first and the last of each run. */
function rangesOf(numbers: readonly number[]): [first: number, last: number][] {
  const ranges: [first: number, last: number][] = [];
  for (const number of numbers) {
    const range = ranges.at(-1);
    if (range?.[1] === number - 1) range[1] = number;
    else ranges.push([number, number]);
  }
  return ranges;
}

/** "3, 5-9", with what stands between two ranges, and between the ends of one. Empty without numbers. */
export function rangesInWords(numbers: readonly number[], { between = ', ', to = '-' } = {}): string {
  return rangesOf(numbers)
    .map(([first, last]) => (first === last ? String(first) : `${first}${to}${last}`))
    .join(between);
}
