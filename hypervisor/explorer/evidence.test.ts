import { expect, test } from 'vitest';
import { type CommandEnd, type ToldCommand, waitsForEver } from './evidence.ts';

/** A command that was over after so many instructions; undefined: it never was. */
function command(at: number | undefined): ToldCommand {
  return { end: at === undefined ? undefined : ({ at } as CommandEnd) } as ToldCommand;
}

test.each([
  ['rests between the ticks of its timer', 990, [100, 400], true],
  ['does so, and gave no command', 990, [], true],
  ['rested once, and then goes round', 450, [100, 400], false],
  ['never rested', undefined, [], false],
  ['gives commands to the end', 990, [100, 900], false],
  ['has one under way', 990, [100, undefined], false],
])('a guest without an end that %s', (_, rested, ends, waits) => {
  const difference = { outside: 'endless', words: 'it does not end' } as const;
  expect(waitsForEver({ difference, commands: ends.map(command), instructions: 1000, rested })).toBe(waits);
});
