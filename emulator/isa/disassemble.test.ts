import { describe, expect, it } from 'vitest';
import { disassemble } from './disassemble.ts';

describe('disassemble', () => {
  it.each([
    [0x08000240, 'or %r0,%r0,%r0'],
    [0x094a024a, 'or %r10,%r10,%r10'],
    [0x0c281082, 'ldws 4(%r1),%r2'],
    [0x0c2810a2, 'ldws,ma 4(%r1),%r2'],
    [0x48220020, 'ldw 16(%r1),%r2'],
    [0x6bc23fd9, 'stw %r2,-20(%r30)'],
    [0x00011820, 'mtsp %r1,%sr0'],
    [0x02e008a1, 'mfctl %cr23,%r1'],
    [0x00000c00, 'rfi'],
    [0xe840c000, 'bv %r0(%r2)'],
    [0xe840c002, 'bv,n %r0(%r2)'],
    [0xe4008200, 'ble 256(%sr2,%r0)'],
    [0x00000000, 'break 0,0'],
  ])('%i is %s', (word, text) => {
    expect(disassemble(word)).toBe(text);
  });

  it('gives branch targets as addresses if it knows where the instruction stands', () => {
    expect(disassemble(0xe840000a)).toBe('bl,n .+12,%r2');
    expect(disassemble(0xe840000a, 0x1000)).toBe('bl,n 0x100c,%r2');
    expect(disassemble(0xebff1fe5)).toBe('bl .-8,%r31');
  });

  it('gives a word that is no instruction, or that source cannot express, as data', () => {
    expect(disassemble(0xfc000000)).toBe('.word 0xfc000000');
    // LDWS with the cache hint 3, which is reserved.
    expect(disassemble(0x0c281c82)).toBe('.word 0xc281c82');
    // RFI with a reserved bit set.
    expect(disassemble(0x00010c00)).toBe('.word 0x10c00');
  });
});
