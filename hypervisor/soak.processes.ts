/**
 * A short soak: real processes, random victims, random moments, each as soon as the pair is whole again. The long one:
 *
 *     npm run soak -- --rounds 1000
 */
import { expect, it } from 'vitest';
import { soak } from './testing/soak.ts';

const ROUNDS = 16;

it(`survives ${ROUNDS} deaths in a row, with a new replica after each`, { timeout: 300_000 }, async () => {
  const told: string[] = [];
  const result = await soak({ rounds: ROUNDS, task: 'run work 150 16', tell: (line) => told.push(line) });
  expect(result, told.join('\n')).toEqual({ survived: ROUNDS, lost: 0, duplicated: 0 });
});
