import { describe, expect, it } from 'vitest';
import { nearest } from './suggest.ts';

const names = ['ldw', 'ldws', 'stw', 'stwm', 'addil', 'comib', 'comclr', '.align', '.ascii'];

describe('nearest', () => {
  it.each([
    ['lwd', 'ldw'],
    ['LDWW', 'ldw'],
    ['comlcr', 'comclr'],
    ['.algin', '.align'],
    ['addli', 'addil'],
  ])('%s is meant to be %s', (wrong, right) => {
    expect(nearest(wrong, names)).toBe(right);
  });

  it('finds nothing for names that are too far from all', () => {
    expect(nearest('bogus', names)).toBeUndefined();
    expect(nearest('x', names)).toBeUndefined();
    expect(nearest('', names)).toBeUndefined();
  });
});
