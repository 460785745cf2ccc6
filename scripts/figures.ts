/** What benchmarks tell of the figures of many rounds. */

/** The middle one; of an even number, the larger of the two in the middle. */
export const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1];

/** The geometric mean. */
export const mean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, v) => sum + Math.log(v), 0) / values.length);

export const fixed = (value: number, digits = 2, width = 8): string => value.toFixed(digits).padStart(width);

/** The least and the most. */
export const range = (values: readonly number[], digits = 2): string =>
  `(${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;
