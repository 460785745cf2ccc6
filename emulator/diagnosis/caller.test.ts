/** A routine at 0x100, and what BL leads to it from before and behind it. */
import { describe, expect, it, test } from 'vitest';
import { encode } from '../isa/encode.ts';
import { LAYOUT, MachineState } from '../layout.ts';
import { callersOf } from './caller.ts';

const NOP = encode('or', [0, 0, 0]);
const ROUTINE = 0x100;

/** Who called, seen from `offset`, if `word` stands at `call`, and GR 2 holds where that returns to. */
function callTo(offset: number, call: number, word: number, returns = call + 8) {
  const state = new MachineState({ ram: 1 << 20 });
  state.ram.fill(NOP, 0, 0x200 >>> 2);
  state.ram[call >>> 2] = word;
  state.words[LAYOUT.GR + 2] = returns;
  return callersOf(state, { virtual: false, space: 0, offset, physical: offset }).map((place) => place.offset);
}

/** BL to the routine, from `call`. */
function bl(call: number, link = 2): number {
  return encode('bl', [ROUTINE - call - 8, link]);
}

it('a call from before the routine, and from behind it, is the caller; at any level', () => {
  expect(callTo(0x110, 0x80, bl(0x80))).toEqual([0x80]);
  expect(callTo(0x110, 0x180, bl(0x180))).toEqual([0x180]);
  expect(callTo(ROUTINE, 0x180, bl(0x180), 0x188 | 3)).toEqual([0x180]);
});

test.each([
  ['another instruction', 0x110, 0x80, NOP],
  ['a call that links elsewhere', 0x110, 0x80, bl(0x80, 31)],
  ['a call of what stands behind', 0xc0, 0x80, bl(0x80)],
  ['an earlier call, out of the code at hand', 0x190, 0x140, bl(0x140)],
  ['no address of RAM', 0x110, 0xfff00000, 0],
])('%s is none', (_, offset, call, word) => {
  expect(callTo(offset, call, word)).toEqual([]);
});

describe('who called the caller', () => {
  /** At 0x300 a routine calls one at 0x200, which calls the one at 0x100; and each of `saves` opens a frame as gcc does, or the kernel's `enter`. */
  function callersAt(saves: readonly number[], offset = 0x120, slot = -20) {
    const state = new MachineState({ ram: 1 << 20 });
    const put = (at: number, name: Parameters<typeof encode>[0], values: number[]): void =>
      void (state.ram[at >>> 2] = encode(name, values));
    state.ram.fill(NOP, 0, 0x400 >>> 2);
    for (const [index, at] of saves.entries()) {
      put(at, slot < -16 ? 'stw' : 'stws', [2, slot, 0, 30]);
      if (index % 2 === 0) put(at + 4, 'ldo', [64, 30, 30]);
      else put(at + 4, 'stwm', [3, 64, 0, 30]);
    }
    put(0x220, 'bl', [ROUTINE - 0x228, 2]);
    put(0x320, 'bl', [0x200 - 0x328, 2]);
    state.words[LAYOUT.GR + 2] = 0x228;
    // What is left over on the stack from other calls stands beside the return addresses.
    state.ram.fill(0x228, 0x1004 >>> 2, 0x1100 >>> 2);
    state.ram[(0x1040 + slot) >>> 2] = 0x328;
    state.words[LAYOUT.GR + 30] = 0x1040 + (saves.includes(ROUTINE) ? 128 : 64);
    if (saves.includes(ROUTINE)) state.ram[(0x1080 + slot) >>> 2] = 0x228;
    return callersOf(state, { virtual: false, space: 0, offset, physical: offset }).map((place) => place.offset);
  }

  it('is told by the return addresses that they have saved', () => {
    expect(callersAt([0x200])).toEqual([0x220, 0x320]);
    expect(callersAt([0x200, ROUTINE])).toEqual([0x220, 0x320]);
  });

  it('saved by the short instruction that assemblers write for a short distance, too', () => {
    expect(callersAt([0x200], 0x120, 0)).toEqual([0x220, 0x320]);
  });

  it('is not told of one that has saved none', () => {
    expect(callersAt([])).toEqual([0x220]);
  });

  it("nor where it can't be told who called the routine at hand", () => {
    expect(callersAt([0x200], 0x80)).toEqual([]);
  });
});
