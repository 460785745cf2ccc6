/** Strings and constants that a program has once. */
import { describe, expect, it } from 'vitest';
import { object, words } from '../testing/link.ts';

describe('strings and constants of several objects', () => {
  const strings = (...texts: string[]): string =>
    `\t.section .rodata.str1.4,"aMS",@progbits,1\n${texts
      .map((text, i) => `\t.align 4\n.LC${i}:\t.asciz "${text}"\n`)
      .join('')}\t.data\n${texts.map((_, i) => `\t.word .LC${i}, .LC${i}+1\n`).join('')}`;

  it('stand in the program once', () => {
    const at = words([object('a', strings('one', 'three')), object('b', strings('three', 'two', 'one'))]);
    const address = (offset: number): number => parseInt(at(0x11000 + offset), 16);
    expect([0, 8, 16, 24, 32].map(address)).toEqual([0x10000, 0x10004, 0x10004, 0x1000c, 0x10000]);
    // Places inside a string go with it.
    expect([4, 12, 20, 28, 36].map(address)).toEqual([0x10001, 0x10005, 0x10005, 0x1000d, 0x10001]);
    expect([0, 4, 8, 12].map((offset) => at(0x10000 + offset))).toEqual([
      '6f6e6500',
      '74687265',
      '65000000',
      '74776f00',
    ]);
  });

  it('are found by way of their section, too, and wide ones are merged as wide', () => {
    const constants =
      '\t.section .rodata.cst4,"aM",@progbits,4\n\t.word 5, 6, 5\nx:\t.word 6\n\t.data\n\t.word x, x-4\n';
    const at = words([object('a', constants), object('b', constants)]);
    expect([0, 4, 8, 12].map((offset) => at(0x11000 + offset))).toEqual([
      '00010004',
      '00010000',
      '00010004',
      '00010000',
    ]);
  });

  it('stay as they are where something else than zeros is between them, or an end is missing', () => {
    const odd = '\t.section .s,"aMS",@progbits,1\n\t.align 4\ny:\t.ascii "a\\0b\\0c"\n\t.data\n\t.word y\n';
    const at = words([object('a', odd), object('b', odd)]);
    expect([at(0x10000), at(0x10008), at(0x11000), at(0x11004)]).toEqual([
      '61006200',
      '61006200',
      '00010000',
      '00010008',
    ]);
  });
});
