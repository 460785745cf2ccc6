import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RESULT } from '../board.ts';
import { ENTROPY, ENTROPY_INTERRUPT, EntropyDevice } from './entropy.ts';
import { EntropySource, hostRandom, MOST_BYTES } from './entropy-source.ts';
import { FakeContext } from './testing/fake-context.ts';
import { INTERRUPT, reversed, STATUS } from './virtio/mmio.ts';

const TABLE = 0x10000;
const AVAILABLE = 0x11000;
const USED = 0x12000;
const BUFFER = 0x20000;
const READY = STATUS.ACKNOWLEDGE | STATUS.DRIVER | STATUS.FEATURES_OK;

/** A driver with one queue of eight, which it has set up; each buffer has a descriptor of its own. */
class Driver {
  readonly context = new FakeContext();
  device = new EntropyDevice(this.context);
  readonly #view = new DataView(this.context.memory.bytes.buffer);
  #made = 0;
  #seen = 0;

  store(offset: number, value: number): boolean {
    return this.device.store(offset, reversed(value));
  }

  load(offset: number): number {
    return reversed(this.device.load(offset)!);
  }

  start(): void {
    this.store(ENTROPY.STATUS, 0);
    this.store(ENTROPY.DRIVER_FEATURES_SEL, 1);
    this.store(ENTROPY.DRIVER_FEATURES, 1);
    this.store(ENTROPY.STATUS, READY);
    this.store(ENTROPY.QUEUE_NUM, 8);
    this.store(ENTROPY.QUEUE_DESC_LOW, TABLE);
    this.store(ENTROPY.QUEUE_DRIVER_LOW, AVAILABLE);
    this.store(ENTROPY.QUEUE_DEVICE_LOW, USED);
    this.store(ENTROPY.QUEUE_READY, 1);
    this.context.memory.bytes.fill(0, TABLE, USED + 0x1000);
    this.#made = this.#seen = 0;
    this.store(ENTROPY.STATUS, READY | STATUS.DRIVER_OK);
  }

  /** Offers a buffer of so many bytes in descriptor `head`, and says so. `flags`: 2 for one to be written. */
  offer(head: number, length: number, flags = 2): void {
    this.#view.setUint32(TABLE + 16 * head, BUFFER + 0x1000 * head, true);
    this.#view.setUint32(TABLE + 16 * head + 8, length, true);
    this.#view.setUint16(TABLE + 16 * head + 12, flags, true);
    this.#view.setUint16(AVAILABLE + 4 + 2 * (this.#made % 8), head, true);
    this.#made += 1;
    this.#view.setUint16(AVAILABLE + 2, this.#made, true);
    this.store(ENTROPY.QUEUE_NOTIFY, 0);
  }

  /** The buffers that have come back since the last look: head, and the bytes that were written. */
  filled(): (readonly [number, readonly number[]])[] {
    const filled: (readonly [number, readonly number[]])[] = [];
    for (; this.#seen !== this.#view.getUint16(USED + 2, true); this.#seen += 1) {
      const at = USED + 4 + 8 * (this.#seen % 8);
      const [head, written] = [this.#view.getUint32(at, true), this.#view.getUint32(at + 4, true)];
      filled.push([head, [...this.context.memory.read(BUFFER + 0x1000 * head, written)]]);
    }
    return filled;
  }
}

function started(): Driver {
  const driver = new Driver();
  driver.start();
  return driver;
}

const drawn = (count: number, first = 1) => Uint8Array.from({ length: count }, (_, index) => first + index);

describe('a buffer', () => {
  test('becomes a command, and comes back with its bytes and an interrupt', () => {
    const driver = started();
    driver.offer(3, 4);
    expect(driver.context.requests).toEqual([{ kind: 'entropy-draw', id: 1, head: 3, bytes: 4 }]);
    expect([driver.filled(), driver.context.eirr]).toEqual([[], 0]);
    expect(driver.device.complete({ id: 1, result: RESULT.DONE, data: drawn(4) })).toBe(true);
    expect(driver.filled()).toEqual([[3, [1, 2, 3, 4]]]);
    expect(driver.context.eirr).toBe(ENTROPY_INTERRUPT);
    expect(driver.load(ENTROPY.INTERRUPT_STATUS)).toBe(INTERRUPT.USED_BUFFER);
    expect(driver.device.complete({ id: 1, result: RESULT.DONE, data: drawn(4) })).toBe(false);
  });

  test('that is longer than what one command draws is filled in part', () => {
    const driver = started();
    driver.offer(0, 4096);
    expect(driver.context.requests).toMatchObject([{ bytes: MOST_BYTES }]);
  });

  test('whose command ended uncertain is drawn for again, as often as that happens', () => {
    const driver = started();
    driver.offer(5, 2);
    driver.device.complete({ id: 1, result: RESULT.UNCERTAIN });
    driver.device.complete({ id: 2, result: RESULT.UNCERTAIN });
    expect(driver.filled()).toEqual([]);
    driver.device.complete({ id: 3, result: RESULT.DONE, data: drawn(2, 9) });
    expect(driver.filled()).toEqual([[5, [9, 10]]]);
    expect(driver.context.requests.map(({ kind, id }) => [kind, id])).toEqual(
      [1, 2, 3].map((id) => ['entropy-draw', id]),
    );
  });

  test('of which it was told before DRIVER_OK is not taken, and it needs to be told again', () => {
    const driver = started();
    driver.store(ENTROPY.STATUS, READY);
    driver.offer(0, 4);
    expect([driver.context.requests, driver.device.needs()]).toEqual([
      [],
      'DRIVER_OK in STATUS for what is in its queue 0',
    ]);
    driver.store(ENTROPY.STATUS, READY | STATUS.DRIVER_OK);
    expect(driver.device.needs()).toBe('a QUEUE_NOTIFY for what is in its queue 0');
    driver.offer(1, 4);
    expect([driver.context.requests.length, driver.device.needs()]).toEqual([2, undefined]);
  });

  test('that the world has nothing for comes back empty', () => {
    const driver = started();
    driver.offer(0, 8);
    driver.device.complete({ id: 1, result: RESULT.ERROR });
    expect(driver.filled()).toEqual([[0, []]]);
  });

  test.each([
    ['to be read', 8, 0],
    ['without room', 0, 2],
    ['outside of RAM', 0x7fffffff, 2],
  ])('%s breaks the rules of the queue', (_, length, flags) => {
    const driver = started();
    driver.offer(0, length, flags);
    expect(driver.load(ENTROPY.STATUS) & STATUS.NEEDS_RESET).toBe(STATUS.NEEDS_RESET);
    expect(driver.context.requests).toEqual([]);
    driver.start();
    driver.offer(0, 8);
    expect(driver.context.requests).toHaveLength(1);
  });

  test('that is under way can not be offered again', () => {
    const driver = started();
    driver.offer(2, 8);
    driver.offer(2, 8);
    expect(driver.load(ENTROPY.STATUS) & STATUS.NEEDS_RESET).toBe(STATUS.NEEDS_RESET);
  });
});

describe('a reset', () => {
  test('leaves commands behind, whose bytes go nowhere, while the same buffer is drawn for anew', () => {
    const driver = started();
    driver.offer(1, 4);
    driver.start();
    driver.offer(1, 4);
    driver.device.complete({ id: 1, result: RESULT.DONE, data: drawn(4, 100) });
    expect(driver.filled()).toEqual([]);
    driver.device.complete({ id: 2, result: RESULT.DONE, data: drawn(4) });
    expect(driver.filled()).toEqual([[1, [1, 2, 3, 4]]]);
  });

  test('makes room for no more commands than the queue holds; what waits is taken when others are over', () => {
    const driver = started();
    for (let round = 0; round < 20; round += 1) {
      driver.offer(0, 4);
      driver.start();
    }
    driver.offer(0, 4);
    expect(driver.device.outstanding()).toHaveLength(8);
    driver.device.complete({ id: 1, result: RESULT.DONE, data: drawn(4) });
    expect(driver.device.outstanding()).toHaveLength(8);
    driver.device.complete({ id: 9, result: RESULT.DONE, data: drawn(4) });
    expect(driver.filled()).toEqual([[0, [1, 2, 3, 4]]]);
  });

  test('with nothing under way is as at power-on', () => {
    const driver = started();
    driver.store(ENTROPY.STATUS, 0);
    expect(driver.context.registers.every((word) => word === 0)).toBe(true);
  });
});

test('the registers say what it is, and end there', () => {
  const driver = new Driver();
  expect([driver.load(ENTROPY.MAGIC), driver.load(ENTROPY.DEVICE_ID)]).toEqual([0x74726976, 4]);
  expect(driver.device.load(0x100)).toBeUndefined();
  expect(driver.device.store(0x100, 1)).toBe(false);
});

test('a machine that joins goes on with what is under way', () => {
  const driver = started();
  driver.offer(4, 3);
  const joined = new EntropyDevice(driver.context);
  joined.restore(driver.device.save());
  driver.device = joined;
  driver.device.complete({ id: 1, result: RESULT.DONE, data: drawn(3) });
  expect(driver.filled()).toEqual([[4, [1, 2, 3]]]);
});

test('whatever a guest writes to its rings, the device stays within RAM and its bounds, and works after a reset', () => {
  const word = fc.oneof(fc.nat(16), fc.nat(0xffff), fc.nat(0xffffffff));
  const poke = fc.tuple(fc.constantFrom(TABLE, AVAILABLE, USED), fc.nat(160), word);
  const action = fc.oneof(
    poke.map(([area, at, value]) => ['poke', area + at, value] as const),
    fc.tuple(fc.constantFrom(...Object.values(ENTROPY)), word).map(([at, value]) => ['store', at, value] as const),
    fc.constant(['notify', 0, 0] as const),
    fc.tuple(fc.nat(8), fc.constantFrom(2, 3, 4)).map(([index, result]) => ['complete', index, result] as const),
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
      const driver = started();
      const view = new DataView(driver.context.memory.bytes.buffer);
      driver.offer(0, 16);
      for (const [what, at, value] of actions) {
        if (what === 'poke') view.setUint32(at, value, true);
        if (what === 'store') driver.store(at, value);
        if (what === 'notify') driver.store(ENTROPY.QUEUE_NOTIFY, 0);
        const request = driver.device.outstanding()[at];
        if (what === 'complete' && request !== undefined) {
          const result = value;
          driver.device.complete({ id: request.id, result, data: result === RESULT.DONE ? drawn(16) : undefined });
        }
        expect(driver.device.outstanding().length).toBeLessThanOrEqual(8);
      }
      for (const { id } of driver.device.outstanding()) driver.device.complete({ id, result: RESULT.ERROR });
      for (let left = driver.device.outstanding(); left.length > 0; left = driver.device.outstanding()) {
        driver.device.complete({ id: left[0].id, result: RESULT.ERROR });
      }
      driver.start();
      driver.offer(7, 2);
      const [{ id }] = driver.device.outstanding();
      driver.device.complete({ id, result: RESULT.DONE, data: drawn(2) });
      expect(driver.filled()).toEqual([[7, [1, 2]]]);
    }),
    { numRuns: 100 },
  );
});

test('the source gives as many bytes as it is asked for, others each time, and none beyond its bounds', () => {
  const source = new EntropySource(hostRandom);
  const draw = (bytes: number) => {
    let outcome: { result: number; data?: Uint8Array } | undefined;
    source.perform({ kind: 'entropy-draw', id: 1, bytes }, (given) => (outcome = given));
    return outcome!;
  };
  expect(draw(MOST_BYTES)).toMatchObject({ result: RESULT.DONE, data: { length: MOST_BYTES } });
  expect(draw(32).data).not.toEqual(draw(32).data);
  expect(draw(MOST_BYTES + 1)).toEqual({ result: RESULT.ERROR });
});
