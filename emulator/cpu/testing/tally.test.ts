import { describe, expect, it } from 'vitest';
import { instruction, INSTRUCTIONS } from '../../isa/instructions.ts';
import { privilegeOf } from '../../isa/privilege.ts';
import { COMPARABLE, ELSEWHERE, Tally } from './tally.ts';

describe('rows that cannot be compared at level 3', () => {
  it('are all privileged ones, and those that trap or identify the processor', () => {
    const privileged = INSTRUCTIONS.filter((row) => privilegeOf(row, 'privileged') === 'operation');
    const listed = ELSEWHERE.flatMap(([reason, , rows]) => (reason === 'privileged' ? rows : []));
    expect(privileged.map(({ name }) => name).sort()).toEqual([...listed].sort());
    expect(COMPARABLE.length + ELSEWHERE.flatMap(([, , rows]) => rows).length).toBe(INSTRUCTIONS.length);
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
