import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIN_RAM, PAGE_SIZE } from '../../emulator/board.ts';
import { CHECKED_HEADER } from './checked-frames.ts';
import { Malformed } from '../wire/byte-reader.ts';
import { decodeFrame, encodeFrame, EPOCH_MARK, type RecordingFrame } from './format.ts';
import { parseMachine, type RecordedMachine } from './recorded-machine.ts';

const number = fc.maxSafeNat();
const word = fc.nat(0xffffffff);
const machine: fc.Arbitrary<RecordedMachine> = fc.record({
  ram: fc.integer({ min: MIN_RAM / PAGE_SIZE, max: 2 * (MIN_RAM / PAGE_SIZE) }).map((pages) => pages * PAGE_SIZE),
  tlbEntries: fc.integer({ min: 2, max: 65536 }),
  tlbSeed: word,
  sectors: word,
  append: fc.string(),
  epochLength: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  ringsExposed: fc.boolean(),
  tlbExposed: fc.boolean(),
});
const frame: fc.Arbitrary<RecordingFrame> = fc.oneof(
  fc.record({ type: fc.constant('header' as const), machine }),
  fc.record({ type: fc.constant('image' as const), bytes: fc.uint8Array(), last: fc.boolean() }),
  fc.record({
    type: fc.constant('message' as const),
    message: fc.record({
      sequence: number,
      body: fc.record({ type: fc.constant('time' as const), epoch: number, ticks: number }),
    }),
  }),
  fc.record({ type: fc.constant('epoch' as const), epoch: number, size: number }),
  fc.record({ type: fc.constant('exit' as const), epoch: number, status: fc.nat(255) }),
);

describe("a recording's frame", () => {
  it('is decoded to what was encoded', () => {
    fc.assert(
      fc.property(frame, (written) => {
        expect(decodeFrame(encodeFrame(written))).toEqual(written);
      }),
    );
  });

  it('is refused when it is cut short, or has bytes added', () => {
    fc.assert(
      fc.property(frame, fc.nat(), (written, cut) => {
        const bytes = encodeFrame(written);
        expect(decodeFrame(bytes.subarray(0, cut % bytes.length))).toBeInstanceOf(Malformed);
        expect(decodeFrame(Uint8Array.of(...bytes, 0))).toBeInstanceOf(Malformed);
      }),
    );
  });

  it('or a typed error is made of any bytes', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 100 }),
      fc.tuple(fc.nat(5), fc.uint8Array()).map(([kind, rest]) => Uint8Array.of(kind, ...rest)),
      fc.tuple(frame.map(encodeFrame), fc.nat(), fc.nat(255)).map(([bytes, at, value]) => {
        const changed = bytes.slice();
        changed[at % changed.length] = value;
        return changed;
      }),
    );
    fc.assert(
      fc.property(noise, (bytes) => {
        const decoded = decodeFrame(bytes);
        if (!(decoded instanceof Malformed)) expect(decodeFrame(encodeFrame(decoded))).toEqual(decoded);
      }),
      { numRuns: 3000 },
    );
  });

  it('that ends an epoch is always of the same size', () => {
    for (const size of [0, 2 ** 52]) {
      expect(encodeFrame({ type: 'epoch', epoch: size, size }).length + CHECKED_HEADER).toBe(EPOCH_MARK);
    }
  });
});

describe('the description of a machine', () => {
  const good: RecordedMachine = {
    ...{ ram: MIN_RAM, tlbEntries: 16, tlbSeed: 1, sectors: 0, append: '', epochLength: 100 },
    ...{ ringsExposed: false, tlbExposed: false },
  };

  it.each([
    ['not JSON', '{', /not JSON/],
    ['a number', '7', /no object/],
    ['no RAM', JSON.stringify({ ...good, ram: undefined }), /ram of the machine is no whole number from 1048576 to/],
    ['too much RAM', JSON.stringify({ ...good, ram: 2 ** 40 }), /ram of the machine/],
    ['half a page', JSON.stringify({ ...good, ram: MIN_RAM + 2048 }), /not whole pages/],
    ['a TLB of a million', JSON.stringify({ ...good, tlbEntries: 1e6 }), /tlbEntries of the machine/],
    ['no arguments', JSON.stringify({ ...good, append: 7 }), /boot arguments/],
    ['no flag', JSON.stringify({ ...good, tlbExposed: 1 }), /flag/],
  ])('is refused: %s', (_, json, message) => {
    expect(() => parseMachine(json)).toThrow(message);
  });
});
