import { expect, it } from 'vitest';
import { sourceNames, type NamedFiles } from './source-names.ts';

type Units = readonly (readonly [folder: string | undefined, ...files: string[]])[];

function named(units: Units): string[][] {
  const all: NamedFiles[] = units.map(([folder, ...files]) => ({ folder, files: new Set(files) }));
  const nameOf = sourceNames(all) ?? ((_, file) => file);
  return all.map((unit) => [...unit.files].map((file) => nameOf(unit, file)));
}

it.each<[string, Units, string[][]]>([
  [
    'one folder',
    [
      ['/k', 'main.c', './a/../b.c'],
      ['/k/', 'lib/c.c'],
    ],
    [['main.c', './a/../b.c'], ['lib/c.c']],
  ],
  [
    'nobody says it',
    [
      [undefined, 'main.c'],
      ['.', 'main.c'],
    ],
    [['main.c'], ['main.c']],
  ],
  [
    'full names',
    [
      ['/k', 'main.c'],
      ['/build/gcc', '/build/gcc/lib.c'],
    ],
    [['main.c'], ['/build/gcc/lib.c']],
  ],
])('stay as they are: %s', (_, units, expected) => {
  expect(named(units)).toEqual(expected);
});

it.each<[string, Units, string[][]]>([
  [
    'beside each other',
    [
      ['/k/drv', 'part.c'],
      ['/k/fs', 'part.c'],
    ],
    [['drv/part.c'], ['fs/part.c']],
  ],
  [
    'one in the other',
    [
      ['/k', 'part.c'],
      ['/k/fs', 'part.c'],
    ],
    [['part.c'], ['fs/part.c']],
  ],
  [
    'names that begin alike',
    [
      ['/kern', 'a.c'],
      ['/kernel', 'a.c'],
    ],
    [['/kern/a.c'], ['/kernel/a.c']],
  ],
  [
    'detours',
    [
      ['/k/drv', '../x.h', './y.c'],
      ['/k/fs', '../x.h'],
    ],
    [['x.h', 'drv/y.c'], ['x.h']],
  ],
  [
    'out of the common folder',
    [
      ['/k/a', '../../z.c'],
      ['/k/b', 'b.c', '/abs.c'],
    ],
    [['../z.c'], ['b/b.c', '/abs.c']],
  ],
  [
    'the root',
    [
      ['/', 'a.c'],
      ['/k', 'a.c'],
    ],
    [['/a.c'], ['/k/a.c']],
  ],
  [
    'one that says nothing',
    [
      ['/k/a', 'a.c'],
      [undefined, 'a.c'],
      ['/k/b', 'a.c'],
    ],
    [['a/a.c'], ['a.c'], ['b/a.c']],
  ],
])('count from the common folder: %s', (_, units, expected) => {
  expect(named(units)).toEqual(expected);
});
