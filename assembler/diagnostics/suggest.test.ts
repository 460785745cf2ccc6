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

  it.each([
    ['adi', 'addi'],
    ['addd', 'add'],
    ['subii', 'subi'],
    ['ldq', 'ldw'],
  ])('%s, with a letter too few or too many rather than a wrong one, is meant to be %s', (wrong, right) => {
    expect(nearest(wrong, ['ldw', 'ldo', 'addb', 'add', 'addi', 'sub', 'subi', 'subb'])).toBe(right);
  });

  it('two letters swapped are likelier than one too many', () => {
    expect(nearest('.enmd', ['.end', '.endm', '.endr'])).toBe('.endm');
  });

  it('finds nothing for names that are too far from all', () => {
    expect(nearest('bogus', names)).toBeUndefined();
    expect(nearest('x', names)).toBeUndefined();
    expect(nearest('', names)).toBeUndefined();
  });
});
