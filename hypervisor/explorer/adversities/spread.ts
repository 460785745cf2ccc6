/** Some of many numbers, where all of them would be too many to try. */

/** All of them, or `most` of them, evenly from the first to the last; `most`: 2 or more. */
export function spread(numbers: readonly number[], most: number): readonly number[] {
  if (numbers.length <= most) return numbers;
  return Array.from({ length: most }, (_, index) => numbers[Math.round((index * (numbers.length - 1)) / (most - 1))]);
}
