import { describe, expect, it } from 'vitest';
import { argumentsOf, COMMAND, TURN } from './load-arguments.ts';
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

describe('the loads', () => {
  it('do as much for each turn as the models count on', () => {
    const turns = 2000;
    const { ms } = onBare(images, HP720_ETHERNET, 'cpu', { instructions: turns * TURN, commands: 0 });
    const perTurn = ms / (HP720_ETHERNET.instructionUs / 1000) / turns;
    expect(Math.abs(perTurn / TURN - 1)).toBeLessThan(0.01);
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
