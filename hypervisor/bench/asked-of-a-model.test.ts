import { describe, expect, it } from 'vitest';
import { latencyOf, latencyTable } from './latency.ts';
import { HP720_ETHERNET } from './models/hp720.ts';
import { loadImages } from './testing/images.ts';
import { trafficOf, trafficTable } from './traffic.ts';

const images = loadImages();
const FEW = { instructions: 400_000, commands: 3 };

describe('the latency of an interrupt', () => {
  const of = (epochLength: number, earlyEnds: boolean) =>
    latencyOf(images, HP720_ETHERNET, { variant: 'revised', epochLength, earlyEnds }, FEW);
  const fixed = of(32_000, false);
  const early = of(32_000, true);

  it('is no longer than an epoch and a boundary, if epochs have a fixed length', () => {
    const epochUs = 32_000 * HP720_ETHERNET.instructionUs + HP720_ETHERNET.epochUs;
    expect(fixed.mostUs).toBeGreaterThan(100);
    expect(fixed.mostUs).toBeLessThan(epochUs + 50);
  });

  it('is short if they end early', () => {
    expect(early.meanUs).toBeLessThan(fixed.meanUs / 2);
  });

  it('is told as a table', () => {
    const [, header, row] = latencyTable([fixed, early]).split('\n');
    expect(header).toMatch(/\| revised, fixed +\| revised, early$/);
    expect(row).toMatch(/^32K +\| +\d+ +\d+ \| +[\d.]+ +[\d.]+$/);
  });
});

describe('what the machines say to each other', () => {
  const setting = { variant: 'original', epochLength: 4000, earlyEnds: false } as const;

  it('is [Tme] and [end] for each epoch of a guest that computes, and acks', () => {
    const { parts: epochs, toBackup, toPrimary } = trafficOf(images, HP720_ETHERNET, 'cpu', setting, FEW);
    expect(toBackup.frames / epochs).toBeGreaterThan(1.9);
    expect(toBackup.frames / epochs).toBeLessThan(2.1);
    expect(toPrimary.frames).toBeGreaterThan(epochs);
  });

  it('is a block in nine packets for each read, as in the paper', () => {
    const read = trafficOf(images, HP720_ETHERNET, 'read', setting, FEW);
    expect(read.blockBytes).toBeGreaterThan(8192);
    expect(read.blockPackets).toBe(9);
    expect(read.toBackup.bytes).toBeGreaterThan(FEW.commands * 8192);
    const text = trafficTable([read]);
    expect(text).toMatch(/a read of 8 KB original +4K/);
    expect(text).toContain('9 packets');
  });
});
