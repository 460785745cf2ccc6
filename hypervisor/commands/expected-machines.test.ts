import { expect, it } from 'vitest';
import { expectedMachines } from './expected-machines.ts';

it.each([
  ['', ['primary', 'backup']],
  ['kernel', ['primary', 'backup']],
  ['--protocol original --disk disk.img kernel', ['primary', 'backup']],
  ['--solo kernel', ['primary']],
  ['--bare kernel', []],
  ['--straw-man kernel', []],
  ['--help', []],
  ['-V', []],
  ['simulate --bare kernel', []],
  ['status', []],
  ['replica --bus 127.0.0.1:1', []],
])('hvrun %s', (words, expected) => {
  expect(expectedMachines(words === '' ? [] : words.split(' '))).toEqual(expected);
});
