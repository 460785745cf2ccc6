/** Names that another file's definition may take. */
import { describe, expect, it } from 'vitest';
import type { BinaryInput, Source } from '../assemble.ts';
import { errors, object, source, words } from '../testing/link.ts';

describe('a weak name that was assigned a place', () => {
  const ALIAS = `
	.globl	_start
f:	nop
	.weak	h
	.set	h,f
_start:	.word	h, g
	.globl	g
	g = h
`;
  const STRONG = '\t.globl h\nh:\tnop\n';

  it.each([
    ['a source', source('strong.s', STRONG)],
    ['an object', object('strong', STRONG)],
  ])('gives way to a strong one of %s', (_, strong) => {
    for (const alias of [source('alias.s', ALIAS), object('alias', ALIAS)]) {
      const word = words([alias, strong]);
      expect([word(0x10004), word(0x10008)]).toEqual(['0001000c', '00010000']);
      expect(words([strong, alias])(0x10008)).toBe('00010000');
    }
  });

  it('stands for its own place if there is no other one', () => {
    expect(words([source('alias.s', ALIAS)])(0x10004)).toBe('00010000');
    expect(words([object('alias', ALIAS)])(0x10004)).toBe('00010000');
  });

  it('is what a branch goes to', () => {
    const text = '\t.globl _start\nf:\tldi 2,%r28\n\t.weak h\n\t.set h,f\n_start:\tbl h,%r2\n\tnop\n';
    // bl from 0x10004 to 0x1000c, which comes behind the delay slot.
    expect(words([source('a.s', text), source('b.s', '\t.globl h\nh:\tldi 77,%r28\n')])(0x10004)).toBe('e8400000');
  });

  it('is defined twice if both are strong', () => {
    const text = '\t.globl h\nf:\tnop\n\t.set h,f\n';
    expect(errors([source('a.s', text), source('b.s', STRONG)])).toContain("'h' is global and defined twice");
  });
});

describe('a weak number that comes after its use', () => {
  const NUMBER = '\t.globl _start\n\t.weak n\n_start:\t.word n\n\tldo n(%r0),%r3\nn = 8\n';
  const files = (name: string, text: string): (Source | BinaryInput)[] => [
    source(`${name}.s`, text),
    object(name, text),
  ];

  it('gives way to a strong one', () => {
    for (const weak of files('weak', NUMBER)) {
      for (const strong of files('strong', '\t.globl n\nn = 77\n')) {
        const word = words([weak, strong]);
        expect([word(0x10000), word(0x10004)]).toEqual(['0000004d', '3403009a']);
      }
      expect(words([weak])(0x10000)).toBe('00000008');
    }
  });
});
