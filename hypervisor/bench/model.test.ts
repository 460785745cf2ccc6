import { describe, expect, it } from 'vitest';
import { commandMs, packetsOf, transmissionMs, workMs } from '../simulator/plan/hardware-model.ts';
import { bareHardwareOf, hardwareOf, type LoadName } from './model.ts';
import { HP720_ETHERNET } from './models/hp720.ts';
import { parseModel } from './parse-model.ts';

const text = JSON.stringify(HP720_ETHERNET);
const changed = (change: (model: Record<string, unknown>) => void): string => {
  const model = JSON.parse(text) as Record<string, unknown>;
  change(model);
  return JSON.stringify(model);
};

/** Changes what a load does. */
const loads =
  (load: LoadName, instructions: number, simulated: number) =>
  (model: Record<string, unknown>): void => {
    model.loads = { ...HP720_ETHERNET.loads, [load]: { instructions, simulated } };
  };

describe('a model file', () => {
  it('may begin with a byte order mark', () => {
    expect(parseModel(`\ufeff${text}`)).toEqual(HP720_ETHERNET);
  });

  it('may have loads of which as much is simulated as they can do, or nothing', () => {
    for (const [load, instructions, simulated] of [
      ['cpu', 4.2e8, 0],
      ['cpu', 4.2e8, 1.05e8],
      ['cpu', 1e12, 1],
      ['read', 19_100, 6365],
      ['write', 47, 14],
    ] as const) {
      const { [load]: parsed } = parseModel(changed(loads(load, instructions, simulated))).loads;
      expect(parsed).toEqual({ instructions, simulated });
    }
  });

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
    [changed((model) => (model.name = '')), /^'name' must not be empty$/],
    [
      changed((model) => (model.name = '\x1b[31mred')),
      /^'name' must be a text in one line, without control characters$/,
    ],
    [changed((model) => (model.about = 'one\ntwo')), /^'about' must be a text in one line/],
    [changed((model) => (model['a\x1bb'] = 1)), /^'a\?b' is no field of a model$/],
    ['\x1b[2J', /^it is no JSON: [\x20-\x7e]+$/],
    [
      changed(loads('cpu', 1e6 + 0.5, 0)),
      /^'loads.cpu.instructions' must be a whole number from 1000000 to 1000000000000$/,
    ],
    [changed(loads('cpu', 4.2e8, 4.3e8)), /^'loads.cpu.simulated' must be 105000000 at most, a quarter of/],
    [
      changed(loads('read', 19_100, 20_000)),
      /^'loads.read.simulated' must be 6365 at most, as 'loads.read.instr.* is 19100: of/,
    ],
    [changed(loads('write', 47, 15)), /^'loads.write.simulated' must be 14 at most/],
    [changed(loads('write', 13_500, 13)), /^'loads.write.simulated' must be a whole number from 14 to/],
    [changed(loads('write', 46, 14)), /^'loads.write.instructions' must be a whole number from 47 to/],
    [
      changed((model) => {
        loads('cpu', 4.2e8, 49)(model);
        model.simulatedUs = 1e6;
      }),
      /^'loads.cpu.simulated' must be 0, or 4959 at least, as 'simulatedUs' is 1000000: the load is run for 4235000 of/,
    ],
    [
      changed((model) => (model.link = { latencyUs: 1, megabits: 1, packetBytes: 1.5 })),
      /^'link.packetBytes' must be a whole number from 1 to 1000000000$/,
    ],
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
