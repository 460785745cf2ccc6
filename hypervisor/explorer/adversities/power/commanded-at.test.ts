/** Where a guest decides to write, by the calls that its commands have in common. */
import { expect, it, test } from 'vitest';
import type { CommandRequest } from '../../../../emulator/devices/device.ts';
import type { Place } from '../../../../emulator/report/place.ts';
import { commandedAt } from './commanded-at.ts';

type Kind = 'disk-read' | 'disk-write' | 'disk-flush';

function place(offset: number): Place {
  return { virtual: false, space: 0, offset, physical: offset };
}

/** A command whose store to COMMAND stands at the first of `way`, by the calls that follow. */
function command(kind: Kind, ...way: number[]) {
  const [store, ...callers] = way.map(place);
  return { request: { kind } as CommandRequest, place: store, callers };
}

test.each([
  [
    'the call of the routine in which all writes are given',
    [
      ['disk-write', 1, 10, 90],
      ['disk-write', 1, 11, 90],
    ],
    [10, 11],
  ],
  [
    'the call of what calls it for all of them',
    [
      ['disk-write', 1, 2, 10, 90],
      ['disk-write', 1, 2, 11, 90],
    ],
    [10, 11],
  ],
  [
    'that of what reads and writes have in common, if all writes are called from one place',
    [
      ['disk-read', 1, 2, 9, 90],
      ['disk-write', 1, 2, 10, 90],
      ['disk-flush', 1, 3, 90],
    ],
    [10],
  ],
  [
    'that of the function for writes, if there is one for each, and the one for reads is called from several places',
    [
      ['disk-read', 1, 2, 3, 9, 90],
      ['disk-read', 1, 2, 3, 11, 90],
      ['disk-write', 1, 2, 4, 10, 90],
    ],
    [10],
  ],
  [
    'no call further out than that in which reads differ among themselves',
    [
      ['disk-read', 1, 9, 90],
      ['disk-read', 1, 11, 90],
      ['disk-write', 1, 10, 20, 90],
    ],
    [10],
  ],
  [
    'the call of the routine, if nothing is told apart',
    [
      ['disk-write', 1, 10, 90],
      ['disk-write', 1, 10, 90],
    ],
    [10, 10],
  ],
  [
    'the call of the routine, if there are several',
    [
      ['disk-write', 1, 10],
      ['disk-write', 2, 11],
    ],
    [10, 11],
  ],
  [
    'the store, if it is not known who called',
    [
      ['disk-write', 1],
      ['disk-write', 2],
    ],
    [1, 2],
  ],
] as [string, [Kind, ...number[]][], number[]][])('it is %s', (_, ways, expected) => {
  const commands = ways.map(([kind, ...way]) => command(kind, ...way));
  const at = commandedAt(commands);
  const writes = commands.filter(({ request }) => request.kind === 'disk-write');
  expect(writes.map((write) => at(write).offset)).toEqual(expected);
});

it('a run that gives none has no place to tell', () => {
  expect(commandedAt([])(command('disk-write', 1, 10)).offset).toBe(10);
});
