/** How long translating may keep waiting whoever runs the processor, on a host that is slow or busy: see ./translator.ts. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type Line, PROGRAM, TestMachine } from '../cpu/testing/test-machine.ts';
import { Statistics } from './statistics.ts';
import { translatorWith } from './translator.ts';
import { AT_ONCE } from './testing/at-once.ts';

/** Milliseconds that compiling a region takes here, of a clock that stands still otherwise. */
const COMPILING = 5000;
let now = 0;

/** V8's, but slow. */
class SlowModule extends WebAssembly.Module {
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    super(bytes);
    now += COMPILING;
  }
}

beforeEach(() => {
  now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  vi.stubGlobal('WebAssembly', Object.create(WebAssembly, { Module: { value: SlowModule } }));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Without the loop, which is compiled, too, once for all processors. */
const SETTINGS = {
  ...AT_ONCE,
  loopAfter: Infinity,
  ...{ rest: 1, interval: 10, growthThreshold: 100, optimizeAfter: 1000 },
  limits: { region: 20, block: 20 },
  regions: 100,
};
const ROOMS = 6;
const ROOM = 0x200;

/** Goes round and round through pieces of code that are too far apart, and too long, for one region. */
function placeRooms(machine: TestMachine): TestMachine {
  const counts = Array.from({ length: 30 }, (): Line => ['addi', 1, 3, 3]);
  for (let room = 0; room < ROOMS; room += 1) {
    const distance = room === ROOMS - 1 ? -room * ROOM : ROOM;
    machine.place(PROGRAM + room * ROOM, [...counts, ['bl', distance - 4 * counts.length - 8, 0, { n: 1 }]]);
  }
  return machine;
}

it('rests as long as it has worked: a compilation that takes seconds stops a guest once, and not for each region', () => {
  const statistics = new Statistics();
  const machine = placeRooms(new TestMachine({ engine: translatorWith(SETTINGS, statistics) }));
  const interpreted = placeRooms(new TestMachine());
  // The dispatcher is compiled, too.
  now = 0;
  const run = (): number => {
    for (const { cpu } of [machine, interpreted]) cpu.run(10_000);
    expect(machine.gr(3)).toBe(interpreted.gr(3));
    return statistics.regions;
  };
  expect(run()).toBe(1);
  now = 2 * COMPILING - 1;
  expect(run()).toBe(1);
  now = 2 * COMPILING;
  expect(run()).toBe(2);
  expect(now).toBe(3 * COMPILING);
});

it('what is hot first is translated without a rest in between, up to the burst', () => {
  const statistics = new Statistics();
  const settings = { ...SETTINGS, burst: 2 * COMPILING };
  const machine = placeRooms(new TestMachine({ engine: translatorWith(settings, statistics) }));
  now = 0;
  machine.cpu.run(10_000);
  // The one that uses the burst up begins while there is some left.
  expect(statistics.regions).toBe(3);
  machine.cpu.run(10_000);
  expect(statistics.regions).toBe(3);
});
