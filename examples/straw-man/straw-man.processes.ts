/** Two machines on their own part; a pair does not. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryPair } from '../../hypervisor/runner/testing/memory-pair.ts';
import { Workshop } from '../../kernel/testing/tools.ts';

const workshop = new Workshop();
beforeAll(() => workshop.assemble('examples/straw-man/draws.s', 'draws'));
afterAll(() => workshop.remove());

/** The numbers drawn, in order, and the sum as printed. */
function read(console: string): { draws: number[]; sum: number | undefined } {
  const draws = [...console.matchAll(/^draw \d: (\d{7})$/gm)].map(([, number]) => Number(number));
  const sum = /^sum: {4}(\d{7})$/m.exec(console);
  return { draws, sum: sum === null ? undefined : Number(sum[1]) };
}

const total = (draws: readonly number[]): number => draws.reduce((sum, draw) => sum + draw, 0);

describe('two machines on their own', () => {
  it('draw different numbers', async () => {
    const { status, stdout, stderr } = await workshop.hvrun(['--protocol', 'none', 'draws']);
    const { draws, sum } = read(stdout);
    expect(draws.length).toBe(8);
    expect(sum).toBe(total(draws));
    expect(stderr).toMatch(/the consoles differ from byte \d+ on/);
    expect(stderr).toMatch(/^hvrun: {3}> {5}\d {2}draw \d: \d{7} +\| draw \d: \d{7}$/m);
    expect(status).toBe(83);
  });

  it('do not add up when one dies', async () => {
    const run = ['--protocol', 'none', '--kill', 'primary@command=4', 'draws'];
    const { status, stdout, stderr } = await workshop.hvrun(run);
    const { draws, sum } = read(stdout);
    expect(sum).not.toBe(total(draws));
    expect(stderr).toContain('machine 1 is dead');
    expect(stderr).toMatch(/bytes were never seen|bytes are seen twice|by luck/);
    expect(status).toBe(83);
  });
});

describe('a pair', () => {
  it('adds up when the primary dies', async () => {
    const { status, stdout } = await workshop.hvrun(['--kill', 'primary@command=4', 'draws']);
    const { draws, sum } = read(stdout);
    expect(draws.length).toBe(8);
    expect(sum).toBe(total(draws));
    expect(status).toBe(0);
  });

  it('is in one state at each beginning of an epoch, though its clocks differ', () => {
    const hashes = { first: [] as string[], second: [] as string[] };
    const pair = new MemoryPair({
      image: readFileSync(workshop.path('draws')),
      seed: 7,
      variant: 'revised',
      epochLength: 500,
      onEpoch: (seat, hash) => hashes[seat].push(hash()),
    });
    while (pair.end === undefined) pair.turn();
    const { draws, sum } = read(pair.world.stream);
    expect(draws.length).toBe(8);
    expect(sum).toBe(total(draws));
    const epochs = hashes.second.length;
    expect(epochs).toBeGreaterThan(8);
    expect(hashes.second).toEqual(hashes.first.slice(0, epochs));
  });
});
