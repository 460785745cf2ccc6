import { describe, expect, it } from 'vitest';
import { assemble } from '../../../assembler/assemble.ts';
import { readExecutable } from '../../elf/reader.ts';
import { buildGuest, GUESTS } from '../../guests/guests.ts';
import { decode } from '../../isa/decode.ts';
import { instruction, INSTRUCTIONS } from '../../isa/instructions.ts';
import { privilegeOf } from '../../isa/privilege.ts';
import { COMPARABLE, ELSEWHERE, Tally } from './tally.ts';

/** The names of all rows of which a guest has an instruction. */
function rowsOf(name: string): Set<string> {
  const guest = GUESTS.find((candidate) => `${candidate.name}.s` === name);
  if (guest === undefined) throw new Error(`no guest ${name}`);
  const found = new Set<string>();
  for (const { data } of readExecutable(buildGuest(guest, assemble).image).segments) {
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    for (let i = 0; i + 4 <= data.length; i += 4) found.add(decode(view.getUint32(i))?.name ?? '');
  }
  return found;
}

describe('rows that cannot be compared at level 3', () => {
  it('are all privileged ones, and those that trap or identify the processor', () => {
    const privileged = INSTRUCTIONS.filter((row) => privilegeOf(row, 'privileged') === 'operation');
    const listed = ELSEWHERE.flatMap(([reason, , rows]) => (reason === 'privileged' ? rows : []));
    expect(privileged.map(({ name }) => name).sort()).toEqual([...listed].sort());
    expect(COMPARABLE.length + ELSEWHERE.flatMap(([, , rows]) => rows).length).toBe(INSTRUCTIONS.length);
  });

  it.each(ELSEWHERE.filter(([, where]) => where.endsWith('.s')))('%s: the guest %s has them', (_, guest, rows) => {
    const found = rowsOf(guest);
    expect(rows.filter((row) => !found.has(row))).toEqual([]);
  });
});

describe('a tally', () => {
  const index = (name: Parameters<typeof instruction>[0]): number => instruction(name).index;

  it('adds up rows to classes, columns and totals', () => {
    const tally = new Tally();
    tally.executed(
      'one',
      new Map([
        [index('ldw'), 2],
        [index('stw'), 3],
      ]),
    );
    tally.executed('one', new Map([[index('ldw'), 5]]));
    tally.executed('two', new Map([[index('spop0'), 7]]));
    tally.differed(index('stw'));
    const lines = tally.toString().split('\n');
    expect(lines[1]).toMatch(/^loads and stores, long displacement +8 of 8 +10 +0 +1$/);
    expect(lines.find((line) => line.startsWith('special function'))).toMatch(/0 of 4 +0 +7 +0$/);
    expect(lines.find((line) => line.startsWith('all'))).toMatch(/ 10 +7 +1$/);
  });

  it('tells which rows are missing', () => {
    const tally = new Tally();
    tally.executed('one', new Map([[index('ldw'), 1]]));
    expect(tally.missing('one', ['ldw', 'stw'])).toEqual(['stw']);
    expect(tally.missing('none')).toEqual(COMPARABLE);
  });
});
