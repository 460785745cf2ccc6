import { describe, expect, it } from 'vitest';
import { commandMs, packetsOf, transmissionMs, workMs } from '../simulator/plan/hardware-model.ts';
import { bareHardwareOf, hardwareOf, parseModel } from './model.ts';
import { HP720_ETHERNET } from './models/hp720.ts';

const text = JSON.stringify(HP720_ETHERNET);
const changed = (change: (model: Record<string, unknown>) => void): string => {
  const model = JSON.parse(text) as Record<string, unknown>;
  change(model);
  return JSON.stringify(model);
};

describe('a model file', () => {
  it('is what a model is, as JSON', () => {
    expect(parseModel(text)).toEqual(HP720_ETHERNET);
  });

  it.each([
    ['{', /^it is no JSON/],
    ['[]', /^the file must be an object with fields$/],
    [changed((model) => delete model.name), /^'name' must be a text$/],
    [changed((model) => delete model.simulatedUs), /^'simulatedUs' must be a number from 0 to 1000000$/],
    [changed((model) => (model.instructionUs = 0)), /^'instructionUs' must be a number from 0.000001 to 1000$/],
    [changed((model) => (model.link = 7)), /^'link' must be an object with fields$/],
    [changed((model) => (model.disk = { readMs: 1, writeMs: 'x', spread: 0 })), /^'disk.writeMs' must be a number/],
    [changed((model) => (model.speed = 1)), /^'speed' is no field of a model$/],
    [changed((model) => (model.instructionUs = 'fast')), /^'instructionUs' must be a number/],
  ])('says what is wrong with it: %#', (wrong, what) => {
    expect(() => parseModel(wrong)).toThrow(what);
  });
});

describe('what things take', () => {
  const hardware = hardwareOf(HP720_ETHERNET);

  it('is what the paper says, in milliseconds', () => {
    const work = { instructions: 4.2e8, simulated: 104_800, epochs: 0, commands: 0 };
    expect(workMs(hardware, work)).toBeCloseTo(8800 + 1584.6 + 41, 1);
    expect(workMs(bareHardwareOf(HP720_ETHERNET), { ...work, epochs: 1e6, commands: 5 })).toBeCloseTo(8800, 6);
  });

  it('a block on the wire: 8 KB at 10 Mbit/s, in nine packets with what stands before it', () => {
    expect(transmissionMs(hardware.link, 8192)).toBeCloseTo(6.5536, 9);
    expect(packetsOf(hardware.link, 8192 + 33)).toBe(9);
    expect(transmissionMs(bareHardwareOf(HP720_ETHERNET).link, 8192)).toBe(0);
  });

  it('disk commands: their mean is that of the disk, of few as of many, within the spread', () => {
    for (const count of [8, 21, 1000]) {
      const times = Array.from({ length: count }, (_, index) => commandMs(hardware.disk, 'read', index));
      expect(times.reduce((sum, time) => sum + time, 0) / count / 24.2).toBeCloseTo(1, 1);
      expect(Math.min(...times)).toBeGreaterThanOrEqual(12.1);
      expect(Math.max(...times)).toBeLessThanOrEqual(36.3);
    }
    expect(commandMs({ ...hardware.disk, spread: 0 }, 'write', 3)).toBe(26);
  });
});
