/** ../README.md has a table of all directives: it names each that there is, and none that there is not. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { directives } from './table.ts';

const README = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
/** Of these the table names some, and says that there are others. */
const AND_THE_OTHERS = /^\.cfi_/;

/** `.dc.b/w` stands for .dc.b and .dc.w. */
function withOtherEndings(word: string): string[] {
  const [first, ...endings] = word.split('/');
  return [first, ...endings.map((ending) => first.slice(0, -1) + ending)];
}

/** What the chapter has in code that looks like a directive. */
function named(): Set<string> {
  const [chapter] = README.match(/^## Directives\n.*?(?=^## )/ms)!;
  const words = [...chapter.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code.split(' '));
  return new Set(words.filter((word) => /^\.[a-z\d]/.test(word)).flatMap(withOtherEndings));
}

it('the README names each directive', () => {
  const found = named();
  expect([...directives.keys()].filter((name) => !found.has(name) && !AND_THE_OTHERS.test(name))).toEqual([]);
});

it('the README names no others', () => {
  expect([...named()].filter((name) => !directives.has(name))).toEqual([]);
});
