/** `--crash-commands`, as it is read from a command line, and written on the one that repeats it. */
import { expect, it, test } from 'vitest';
import { describeExplore, type ExploreFlags } from './explore-options.ts';
import { wordsOfTrial } from './explore-words.ts';
import { parseWith } from './options.ts';

let told = '';

function flagsOf(...args: string[]): ExploreFlags | undefined {
  told = '';
  const tell = (text: string): void => void (told += text);
  const output = { stdout: tell, stderr: tell };
  const parsed = parseWith(describeExplore(output), args, (command) => ({ flags: command.opts<ExploreFlags>() }));
  return 'exitStatus' in parsed ? undefined : parsed.flags;
}

test.each([
  ['8-12', { first: 8, last: 12 }, '8-12'],
  ['3', { first: 3, last: 3 }, '3'],
  ['7-7', { first: 7, last: 7 }, '7'],
])('%s is a choice of commands', (text, range, words) => {
  const flags = flagsOf('--crash-commands', text);
  expect(flags?.crashCommands).toEqual(range);
  expect(wordsOfTrial(flags!)).toEqual(['--crash-commands', words]);
});

test.each(['0', '0-3', '5-4', '3-', '-3', 'a', '1-2-3', '1,2', ' 3'])('%s is none', (text) => {
  expect(flagsOf(`--crash-commands=${text}`)).toBeUndefined();
  expect(told).toMatch(/^hvrun: .*--crash-commands <i-j>.*Expected the numbers of the first and the last command/);
});

it('is every command unless it is given', () => {
  expect(wordsOfTrial(flagsOf()!)).toEqual([]);
});
