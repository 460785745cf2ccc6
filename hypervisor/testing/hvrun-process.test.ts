import { expect, it } from 'vitest';
import { hasJoined, isDead, pairStarts, replica } from '../words/story.ts';
import { livingReplicas } from './hvrun-process.ts';

it('knows who lives after all that hvrun has told, though a process may have the number of a dead one', () => {
  const told = [pairStarts([replica('primary', 10), replica('backup', 11)])];
  expect(livingReplicas('')).toEqual([]);
  expect(livingReplicas(told.join('\n'))).toEqual([10, 11]);
  const news = (line: string): readonly number[] => livingReplicas([...told, line].join('\n'));
  const steps = [
    [isDead(replica('primary', 10), 'killed'), [11]],
    [hasJoined(replica('backup', 12), 7), [11, 12]],
    [isDead(replica('backup', 12), 'killed'), [11]],
    [hasJoined(replica('backup', 10), 9), [11, 10]],
    [isDead(replica('primary', 11), 'killed'), [10]],
    [hasJoined(replica('backup', 12), 20), [10, 12]],
  ] as const;
  for (const [line, living] of steps) {
    expect(news(line)).toEqual(living);
    told.push(line);
  }
});
