import { expect, it } from 'vitest';
import { IDLE_HINT, MIN_RAM } from '../board.ts';
import { encode } from '../isa/encode.ts';
import { MachineState } from '../layout.ts';
import { PhysicalMemory } from '../memory.ts';
import { decodeAt, IDLE, ILLEGAL } from './decoder.ts';

/** The operation and the immediate of each word, decoded in this order. */
function decoded(words: readonly number[]): [number, number][] {
  const memory = new PhysicalMemory(new MachineState({ ram: MIN_RAM }));
  words.forEach((word, index) => {
    memory.storeWord(4 * index, word);
    decodeAt(memory, index);
  });
  return words.map((_, index) => [memory.operations[index], memory.immediates[index]]);
}

it('decodes a word to the same, whatever was decoded before it', () => {
  // Many more than are remembered.
  const displacements = Array.from({ length: 16_000 }, (_, i) => i - 8000);
  const words = displacements.map((displacement) => encode('ldo', [displacement, 1, 2]));
  const [[ldo]] = decoded([words[0]]);
  const expected = displacements.map((displacement) => [ldo, displacement]);
  expect(decoded(words)).toEqual(expected);
  expect(decoded(words.toReversed()).toReversed()).toEqual(expected);
});

it('knows words that are in no row', () => {
  const twice = decoded([IDLE_HINT, 0xffffffff, IDLE_HINT, 0xffffffff]);
  expect(twice).toEqual([IDLE, ILLEGAL, IDLE, ILLEGAL].map((operation) => [operation, 0]));
});

it('decodes the word 0, too', () => {
  expect(decoded([0])).toEqual(decoded([encode('break', [0, 0])]));
});
