import { beforeEach, describe, expect, it } from 'vitest';
import { TestMachine } from '../testing/test-machine.ts';

const DATA = 0x20000;
let machine: TestMachine;
const word = (address: number): number => machine.cpu.memory.words[address / 4] >>> 0;

beforeEach(() => {
  machine = new TestMachine();
  machine.setGr(1, DATA);
  machine.cpu.memory.write(DATA, Uint8Array.from([0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88]));
});

describe('loads', () => {
  it('are big-endian and extend with zeros', () => {
    machine.run([
      ['ldw', 4, 0, 1, 2],
      ['ldh', 2, 0, 1, 3],
      ['ldb', 7, 0, 1, 4],
      ['ldb', 0, 0, 1, 5],
    ]);
    expect([2, 3, 4, 5].map((r) => machine.gr(r))).toEqual([0x85868788, 0x8384, 0x88, 0x81]);
  });

  it('LDWM adds a negative displacement before, a positive one after', () => {
    machine.setGr(3, DATA + 8);
    machine.run([
      ['ldwm', 4, 0, 1, 2],
      ['ldwm', -4, 0, 3, 4],
    ]);
    expect([1, 2, 3, 4].map((r) => machine.gr(r))).toEqual([DATA + 4, 0x81828384, DATA + 4, 0x85868788]);
  });

  it('a loaded value wins over the modified base', () => {
    machine.run([['ldws', 4, 0, 1, 1, { m: 1 }]]);
    expect(machine.gr(1)).toBe(0x81828384);
  });

  it('indexed: ,s shifts by the size, ,m modifies after the access', () => {
    machine.setGr(2, 1);
    machine.run([
      ['ldwx', 2, 0, 1, 3, { u: 1 }],
      ['ldhx', 2, 0, 1, 4, { u: 1 }],
      ['ldbx', 2, 0, 1, 5, { u: 1, m: 1 }],
    ]);
    expect([3, 4, 5, 1].map((r) => machine.gr(r))).toEqual([0x85868788, 0x8384, 0x81, DATA + 1]);
  });

  it('short: ,mb modifies before, ,ma after', () => {
    machine.setGr(2, DATA);
    machine.run([
      ['ldbs', 3, 0, 1, 3, { m: 1, a: 1 }],
      ['ldhs', 2, 0, 2, 4, { m: 1 }],
    ]);
    expect([1, 2, 3, 4].map((r) => machine.gr(r))).toEqual([DATA + 3, DATA + 2, 0x84, 0x8182]);
  });
});

describe('stores', () => {
  it('change as many bytes as they should', () => {
    machine.setGr(2, 0x11223344);
    machine.run([
      ['sth', 2, 0, 0, 1],
      ['stb', 2, 7, 0, 1],
      ['stws', 2, 8, 0, 1],
      ['stwm', 2, -16, 0, 1],
    ]);
    expect([word(DATA), word(DATA + 4), word(DATA + 8), word(DATA - 16)]).toEqual([
      0x33448384, 0x85868744, 0x11223344, 0x11223344,
    ]);
    expect(machine.gr(1)).toBe(DATA - 16);
  });

  it('STBYS stores the ends of an unaligned block, and ,m leaves the base at a word', () => {
    machine.setGr(2, 0x11223344);
    machine.setGr(3, DATA + 1);
    machine.setGr(4, DATA + 6);
    machine.run([
      ['stbys', 2, 4, 0, 3, { m: 1 }],
      ['stbys', 2, 0, 0, 4, { a: 1 }],
    ]);
    expect([word(DATA), word(DATA + 4), machine.gr(3)]).toEqual([0x81223344, 0x11228788, DATA + 4]);
  });

  it('STBYS,E at the beginning of a word stores nothing', () => {
    machine.run([['stbys', 0, 0, 0, 1, { a: 1 }]]);
    expect(word(DATA)).toBe(0x81828384);
  });

  it('are seen by fetches at once', () => {
    // Overwrites the ldo that has been executed once already.
    machine.setGr(4, 0x34040000 | (21 << 1));
    machine.setGr(2, 0x1000);
    machine.run([
      ['ldo', 3, 0, 5],
      ['stw', 4, 0, 0, 2],
      ['addibt', 1, 6, -16, { c: 7 }],
      ['or', 0, 0, 0],
    ]);
    expect(machine.gr(4)).toBe(21);
  });
});

describe('semaphores', () => {
  it('LDCW loads and leaves zero', () => {
    machine.run([['ldcws', 0, 0, 1, 2]]);
    expect([machine.gr(2), word(DATA)]).toEqual([0x81828384, 0]);
  });

  it.each([4, 8, 12])('LDCW takes any word: %d bytes beyond a multiple of 16', (distance) => {
    machine.cpu.memory.storeWord(DATA + distance, 0x1234);
    machine.setGr(3, distance);
    machine.run([
      ['ldcws', distance, 0, 1, 2],
      ['stws', 2, distance, 0, 1],
      ['ldcwx', 3, 0, 1, 4],
    ]);
    expect([machine.gr(2), machine.gr(4), word(DATA + distance)]).toEqual([0x1234, 0x1234, 0]);
    expect(machine.interruption).toBeUndefined();
  });

  it.each([1, 2, 3])('LDCW of no word is unaligned: at byte %d', (distance) => {
    machine.run([['ldcws', distance, 0, 1, 2]]);
    expect([machine.interruption, word(DATA)]).toEqual([28, 0x81828384]);
  });
});

it('absolute accesses ignore translation', () => {
  machine.cpu.psw = 2;
  machine.setGr(2, 0x55);
  machine.run([
    ['stwas', 2, 4, 1],
    ['ldwas', 4, 1, 3],
    ['ldwax', 0, 1, 4],
  ]);
  expect([machine.gr(3), machine.gr(4), word(DATA + 4)]).toEqual([0x55, 0x81828384, 0x55]);
});

describe('misalignment', () => {
  it.each([
    ['ldw', 2],
    ['ldh', 1],
    ['ldws', 1],
  ] as const)('%s at +%i is trap 28 with translation off too', (name, displacement) => {
    machine.cpu.psw = 8;
    machine.run([[name, displacement, 0, 1, 2]]);
    expect([machine.interruption, machine.cr(21), machine.cr(20), machine.gr(2)]).toEqual([
      28,
      DATA + displacement,
      0,
      0,
    ]);
  });

  it('leaves the base register alone', () => {
    machine.run([
      ['ldwm', 2, 0, 1, 2],
      ['ldwm', 4, 0, 1, 2],
    ]);
    expect([machine.interruption, machine.gr(1)]).toEqual([28, DATA + 2]);
  });
});

describe('I/O space', () => {
  beforeEach(() => {
    machine.setGr(1, 0xf0002000);
    machine.registers.set(0xf0002000, 0xcafe);
    machine.cpu.psw = 8;
  });

  it('answers aligned words', () => {
    machine.run([
      ['ldw', 0, 0, 1, 2],
      ['stw', 1, 0, 0, 1],
    ]);
    expect([machine.gr(2), machine.registers.get(0xf0002000)! >>> 0]).toEqual([0xcafe, 0xf0002000]);
  });

  it('answers aligned halfwords where a register is one', () => {
    machine.halfwordRegisters.set(0xf0002006, 0xbeef);
    machine.run([['ldh', 6, 0, 1, 2]]);
    expect([machine.gr(2), machine.interruption]).toEqual([0xbeef, undefined]);
  });

  it('takes no halfwords', () => {
    machine.halfwordRegisters.set(0xf0002006, 0xbeef);
    machine.run([['sth', 2, 6, 0, 1]]);
    expect([machine.interruption, machine.cr(21)]).toEqual([1, 0xf0002006]);
  });

  it.each([
    ['ldh', 0],
    ['ldb', 0],
    ['ldcws', 0],
    ['ldw', 4],
  ] as const)('%s at +%i is a machine check with the address in IOR', (name, displacement) => {
    machine.run([[name, displacement, 0, 1, 2]]);
    expect([machine.interruption, machine.cr(20), machine.cr(21)]).toEqual([1, 0, 0xf0002000 + displacement]);
    expect(machine.cr(19) >>> 26).not.toBe(0);
    expect(machine.cr(18)).toBe(0x1000);
    expect(machine.cpu.psw).toBe(0x00010000);
  });

  it('with PSW M = 1 loads of nothing give 0 and stores are dropped', () => {
    machine.cpu.psw = 0x00010008;
    machine.setGr(2, 9);
    machine.run([
      ['ldb', 0, 0, 1, 2],
      ['stb', 1, 0, 0, 1],
      ['ldo', 1, 0, 3],
    ]);
    expect([machine.gr(2), machine.gr(3), machine.interruption]).toEqual([0, 1, undefined]);
  });
});
