import { expect, it } from 'vitest';
import { blockHashOf } from './block-hash.ts';

/** Pages of the last memory: each is of another size, so that a module is made for it. */
let pages = 1;

/** Two pages or more, of which a linear congruential generator has filled the first. */
function someMemory(): WebAssembly.Memory {
  pages += 1;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const words = new Uint32Array(memory.buffer, 0, 65536 / 4);
  let x = 1;
  for (let i = 0; i < words.length; i += 1) words[i] = x = Math.imul(x, 1664525) + 1013904223;
  return memory;
}

// Two builds of one pair, and recordings, compare hashes: they must be the same in all of them.
it.each([
  [0, 32, 0n, 0x9e516ea62bafec87n],
  [0, 4096, 7n, 0x979b14679a990301n],
  [32, 65536, -1n, 0x34581b9f492732e6n],
  [65504, 65568, -2n, 0x91b72d44c7e0b6fcn],
  [65536, 131072, 5n, 0n],
])('the bytes from %i to %i with the seed %i have the same hash in every build', (start, end, seed, hash) => {
  expect(blockHashOf(someMemory())(start, end, seed)).toBe(hash);
});
