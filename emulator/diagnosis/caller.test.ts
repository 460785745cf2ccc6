/** A routine at 0x100, and what BL leads to it from before and behind it. */
import { expect, it, test } from 'vitest';
import { encode } from '../isa/encode.ts';
import { LAYOUT, MachineState } from '../layout.ts';
import { callerOf } from './caller.ts';

const NOP = encode('or', [0, 0, 0]);
const ROUTINE = 0x100;

/** Is it called, in the eyes of who looks at `offset`, if `word` stands at `call`, and GR 2 has where that returns to? */
function callTo(offset: number, call: number, word: number, returns = call + 8) {
  const state = new MachineState({ ram: 1 << 20 });
  state.ram.fill(NOP, 0, 0x200 >>> 2);
  state.ram[call >>> 2] = word;
  state.words[LAYOUT.GR + 2] = returns;
  return callerOf(state, { virtual: false, space: 0, offset, physical: offset })?.offset;
}

/** BL to the routine, from `call`. */
function bl(call: number, link = 2): number {
  return encode('bl', [ROUTINE - call - 8, link]);
}

it('a call from before the routine, and from behind it, is the caller; at any level', () => {
  expect(callTo(0x110, 0x80, bl(0x80))).toBe(0x80);
  expect(callTo(0x110, 0x180, bl(0x180))).toBe(0x180);
  expect(callTo(ROUTINE, 0x180, bl(0x180), 0x188 | 3)).toBe(0x180);
});

test.each([
  ['another instruction', 0x110, 0x80, NOP],
  ['a call that links elsewhere', 0x110, 0x80, bl(0x80, 31)],
  ['a call of what stands behind', 0xc0, 0x80, bl(0x80)],
  ['an earlier call, out of the code at hand', 0x190, 0x140, bl(0x140)],
  ['no address of RAM', 0x110, 0xfff00000, 0],
])('%s is none', (_, offset, call, word) => {
  expect(callTo(offset, call, word)).toBeUndefined();
});
