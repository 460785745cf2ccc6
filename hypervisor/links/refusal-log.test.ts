import { expect, it } from 'vitest';
import { RefusalLog } from './refusal-log.ts';

it('tells one refusal in a second, and how many it did not tell', () => {
  let now = 0;
  const lines: string[] = [];
  const log = new RefusalLog({ tell: (line) => lines.push(line), now: () => now });
  for (now = 0; now <= 2000; now += 100) log.refused('10.0.0.9:4', `attempt at ${now}`);
  expect(lines).toEqual([
    'refused a connection from 10.0.0.9:4: attempt at 0',
    'refused a connection from 10.0.0.9:4: attempt at 1000 (and 9 more before)',
    'refused a connection from 10.0.0.9:4: attempt at 2000 (and 9 more before)',
  ]);
});
