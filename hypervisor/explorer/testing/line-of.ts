/** The line of a guest's source text that a result names. */
import type { CaseResult } from '../result.ts';

/** The text of the line that a finding points at. */
export function lineOf(program: string, { place }: CaseResult): string | undefined {
  const [, number] = /:(\d+)$/.exec(place?.line ?? '') ?? [];
  return number === undefined ? undefined : program.split('\n')[Number(number) - 1].trim();
}
