import { describe, expect, it } from 'vitest';
import { MIN_RAM } from '../../emulator/board.ts';
import { FreshMachines } from '../simulator/fresh-machines.ts';
import { broughtGuest } from '../simulator/guest.ts';
import { argumentsOf, COMMAND, MODEL_SIZE, turnsOf } from './load-arguments.ts';
import { onBare, onPair } from './modelled.ts';
import { HP720_ATM, HP720_ETHERNET } from './models/hp720.ts';
import { EPOCH_LENGTHS, paperFigure } from './paper.ts';
import { loadImages } from './testing/images.ts';

const images = loadImages();
const original = { variant: 'original', earlyEnds: false } as const;
/** Whole epochs, so many that it does not matter where in one the marks are, and instructions that the monitor simulates. */
const sizeFor = (epochLength: number) => ({
  instructions: epochLength * Math.max(4, Math.min(400, Math.ceil(1_200_000 / epochLength))),
  commands: 8,
});

/** What dhry executes, and how much of it is simulated, between its two marks; the second one is simulated, too. */
function countBetweenMarks(append: string): { instructions: number; simulated: number } {
  const guest = broughtGuest('cpu', { image: images.dhry, append, disk: new Uint8Array(0), ram: MIN_RAM });
  const machine = new FreshMachines(guest).booted(1);
  machine.startEpoch(2 ** 31 - 1);
  const at = (): readonly [completed: number, simulated: number] => {
    expect(machine.run(1e9)).toMatchObject({ type: 'output', request: { kind: 'console-byte' } });
    return [machine.completed, machine.simulated!];
  };
  const [begin, end] = [at(), at()];
  return { instructions: end[0] - begin[0], simulated: end[1] - begin[1] };
}

describe('the loads', () => {
  it.each([0, 1, 104_800, 697_000, 1e6, 1e7, 1.05e8])('execute and simulate what a model says: %i', (simulated) => {
    const model = { instructions: 4.2e8, simulated };
    const size = { instructions: 1e6, commands: 0 };
    const counted = countBetweenMarks(argumentsOf('cpu', model, size));
    const turns = turnsOf(model, size);
    expect(counted.simulated - 1).toBe(turns.simulated);
    expect(turns.simulated).toBe(Math.round(simulated / 420));
    expect(Math.abs(counted.instructions / turns.instructions - 1)).toBeLessThan(0.0001);
    expect(Math.abs(turns.instructions / size.instructions - 1)).toBeLessThan(0.0005);
  });

  it('do as much of one another for each command, however much of it is simulated', () => {
    const times = [14, 970, 3000, 6365].map((simulated) => {
      const loads = { ...HP720_ETHERNET.loads, read: { instructions: 19_100, simulated } };
      return onBare(images, { ...HP720_ETHERNET, loads }, 'read', { instructions: 0, commands: 4 }).ms;
    });
    for (const ms of times) expect(Math.abs(ms / times[0] - 1)).toBeLessThan(0.0001);
  });

  it('give commands of which the monitor simulates as many instructions as a model says', () => {
    const { simulated } = HP720_ETHERNET.loads.write;
    const [, , , , privileged] = argumentsOf('write', HP720_ETHERNET.loads.write, { instructions: 0, commands: 4 })
      .split(' ')
      .map(Number);
    expect(privileged + COMMAND.simulated).toBe(simulated);
  });
});

describe('the original protocol on the machines of 1995', () => {
  const lengths = EPOCH_LENGTHS.filter(
    (length) => paperFigure('hp720-ethernet', 'cpu', 'original', length) !== undefined,
  );

  it.each(lengths)('takes what the paper says for the load that computes, at %i, within two percent', (epochLength) => {
    const size = sizeFor(epochLength);
    const bare = onBare(images, HP720_ETHERNET, 'cpu', size);
    const pair = onPair(images, HP720_ETHERNET, 'cpu', size, { ...original, epochLength });
    const { np } = paperFigure('hp720-ethernet', 'cpu', 'original', epochLength)!;
    expect(Math.abs(pair.ms / bare.ms / np - 1)).toBeLessThan(0.02);
  });

  it('takes what the paper predicts over ATM', () => {
    const size = sizeFor(32_000);
    const bare = onBare(images, HP720_ATM, 'cpu', size);
    const pair = onPair(images, HP720_ATM, 'cpu', size, { ...original, epochLength: 32_000 });
    expect(Math.abs(pair.ms / bare.ms / 1.66 - 1)).toBeLessThan(0.02);
  });

  it.each(['write', 'read'] as const)('takes what was measured for a disk %s at 4K, within two percent', (load) => {
    const size = sizeFor(4000);
    const bare = onBare(images, HP720_ETHERNET, load, size);
    const pair = onPair(images, HP720_ETHERNET, load, size, { ...original, epochLength: 4000 });
    const { np } = paperFigure('hp720-ethernet', load, 'original', 4000)!;
    expect(Math.abs(pair.ms / bare.ms / np - 1)).toBeLessThan(0.02);
  });
});

it('a modelled run is the same every time', () => {
  const run = () =>
    onPair(images, HP720_ETHERNET, 'read', { instructions: 0, commands: 3 }, { ...original, epochLength: 2000 });
  const [one, other] = [run(), run()];
  expect(other.ms).toBe(one.ms);
  expect(other.run.traceHash).toBe(one.run.traceHash);
});

it('a modelled run comes to its end however long that takes: here twelve days', () => {
  const slow = { ...HP720_ETHERNET, simulatedUs: 1e6, loads: { ...HP720_ETHERNET.loads } };
  slow.loads.cpu = { instructions: 4.2e8, simulated: 1.05e8 };
  const { ms } = onPair(images, slow, 'cpu', MODEL_SIZE, { ...original, epochLength: 385_000 });
  expect(ms / 1e9).toBeCloseTo(1.06, 2);
});
