/** The planted bugs fit the sources: whether they are found, ../planted.conformance.ts asks, which takes longer. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PLANTED_BUGS } from './planted-bugs.ts';

it.each(PLANTED_BUGS)('$name: stands once in $file', ({ file, find, replace }) => {
  const source = readFileSync(new URL(`../${file}`, import.meta.url), 'utf8');
  expect(source.split(find)).toHaveLength(2);
  expect(replace).not.toBe(find);
});
