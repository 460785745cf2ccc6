import { describe, expect, it } from 'vitest';
import { MIN_RAM } from './board.ts';
import { LAYOUT, MachineState, SCRATCH } from './layout.ts';
import { WASM_PAGE } from './wasm/builder.ts';

/** Where a view begins and ends in the buffer. */
function rangeOf(view: Int32Array): [number, number] {
  return [view.byteOffset, view.byteOffset + view.byteLength];
}

describe('the one memory of a machine', () => {
  // So small that all is in one page, the board's, and some whose scratch begins in one page and ends in the next.
  it.each([2, 3, 1024, 3000, 3500, 4000])(
    'holds state, scratch and RAM apart, with %i entries in the TLB',
    (tlbEntries) => {
      const state = new MachineState({ ram: MIN_RAM, tlbEntries });
      const [first, endOfWords] = rangeOf(state.words);
      const [scratch, endOfScratch] = rangeOf(state.scratch);
      const [ram, endOfRam] = rangeOf(state.ram);
      for (const { buffer } of [state.words, state.scratch, state.ram]) expect(buffer).toBe(state.memory.buffer);
      expect(first).toBe(0);
      expect(endOfWords).toBeGreaterThanOrEqual(4 * (LAYOUT.TLB + 4 * tlbEntries));
      expect(scratch).toBeGreaterThanOrEqual(endOfWords);
      expect(scratch % 64).toBe(0);
      expect(endOfScratch - scratch).toBe(4 * SCRATCH.END);
      expect(ram).toBeGreaterThanOrEqual(endOfScratch);
      expect([ram, ram % WASM_PAGE]).toEqual([state.ramBase, 0]);
      expect(endOfRam).toBe(ram + MIN_RAM);
    },
  );

  it('has words of state that do not depend on what else is in it', () => {
    // Saved states, recordings and joins hold them: a board's machine has as many in every build.
    expect(new MachineState({ ram: MIN_RAM }).words.length).toBe(5124);
  });
});
