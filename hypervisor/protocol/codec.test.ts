import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed } from '../wire/byte-reader.ts';
import { decodeMessage, encodeMessage } from './codec.ts';
import type { Body, Interrupt, Message } from './messages.ts';
import { MAX_SECTORS, SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import { type EnvironmentValue, timeOfDayValue } from '../../emulator/environment.ts';

const whole = fc.maxSafeNat();
const word = fc.integer({ min: 0, max: 0xffffffff });
const moment = fc.record({ ticks: whole, microseconds: whole });
const value: fc.Arbitrary<EnvironmentValue> = fc.oneof(
  fc.record({ query: fc.constant('interval-timer' as const), ticks: whole }),
  moment.map(timeOfDayValue),
  fc.record({ query: fc.constant('console-position' as const), position: word }),
  fc.record({ query: fc.constant('actuator-position' as const), position: fc.integer() }),
);
const interrupt: fc.Arbitrary<Interrupt> = fc.oneof(
  fc.record({
    type: fc.constant('completion' as const),
    completion: fc.record(
      { id: whole, result: fc.constantFrom(2 as const, 3 as const, 4 as const), data: fc.uint8Array() },
      { requiredKeys: ['id', 'result'] },
    ),
  }),
  fc.record({ type: fc.constant('input' as const), from: whole, bytes: fc.uint8Array(), end: fc.boolean() }),
);
const body: fc.Arbitrary<Body> = fc.oneof(
  fc.record({ type: fc.constant('environment' as const), epoch: whole, value }),
  fc.record({ type: fc.constant('interrupt' as const), epoch: whole, interrupt }),
  fc.record({ type: fc.constant('time' as const), epoch: whole, ticks: whole }),
  fc.record(
    {
      type: fc.constant('end' as const),
      ...{ epoch: whole, completed: whole, rest: fc.boolean() },
      hash: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    },
    { requiredKeys: ['type', 'epoch', 'completed', 'rest'] },
  ),
  fc.record({ type: fc.constant('ack' as const), through: whole }),
  fc.record({ type: fc.constant('heartbeat' as const) }),
  fc.record({
    type: fc.constant('snapshot' as const),
    ...{
      epoch: whole,
      term: whole,
      ticks: whole,
      timeOfDay: fc.option(moment, { nil: undefined }),
      input: whole,
      inputEnded: fc.boolean(),
    },
  }),
);
const message: fc.Arbitrary<Message> = fc.record({ sequence: whole, body });

function errorOf(frame: Uint8Array): string {
  const decoded = decodeMessage(frame);
  return decoded instanceof Malformed ? decoded.message : 'no error';
}

describe('the message codec', () => {
  it('decodes what it has encoded', () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(decodeMessage(encodeMessage(sent))).toEqual(sent);
      }),
    );
  });

  it('carries the data of the largest disk read', () => {
    const data = new Uint8Array(MAX_SECTORS * SECTOR_SIZE).map((_, index) => index % 251);
    const sent: Message = {
      sequence: 1,
      body: { type: 'interrupt', epoch: 1, interrupt: { type: 'completion', completion: { id: 1, result: 2, data } } },
    };
    expect(decodeMessage(encodeMessage(sent))).toEqual(sent);
  });

  it('gives a message or a typed error for any bytes', () => {
    const header = fc.tuple(fc.constant(1), fc.nat(8));
    const bytes = fc.oneof(
      fc.uint8Array(),
      fc.tuple(header, fc.uint8Array()).map(([a, b]) => Uint8Array.of(...a, ...b)),
    );
    fc.assert(
      fc.property(bytes, (frame) => {
        const decoded = decodeMessage(frame);
        if (!(decoded instanceof Malformed)) expect(encodeMessage(decoded)).toEqual(frame);
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses every message that is cut short or has bytes added', () => {
    fc.assert(
      fc.property(message, fc.nat(), (sent, at) => {
        const frame = encodeMessage(sent);
        expect(decodeMessage(frame.subarray(0, at % frame.length))).toBeInstanceOf(Malformed);
        expect(decodeMessage(Uint8Array.of(...frame, 0))).toBeInstanceOf(Malformed);
      }),
    );
  });

  it('keeps nothing of the frame, which its link will use again', () => {
    const sent: Message = {
      sequence: 1,
      body: { type: 'interrupt', epoch: 1, interrupt: { type: 'input', from: 0, bytes: Uint8Array.of(7), end: false } },
    };
    const frame = encodeMessage(sent).slice();
    const decoded = decodeMessage(frame);
    frame.fill(0xff);
    expect(decoded).toEqual(sent);
  });

  it('says what is wrong', () => {
    const end = encodeMessage({ sequence: 5, body: { type: 'end', epoch: 3, completed: 9, rest: true } });
    const changed = (at: number, byte: number): Uint8Array => end.slice().fill(byte, at, at + 1);
    expect(errorOf(new Uint8Array(0))).toBe('message of 0 bytes ends early: 1 more expected at byte 0');
    expect(errorOf(changed(0, 9))).toBe('protocol version 9, not 3');
    expect(errorOf(changed(1, 7))).toBe('kind of message 7, not below 7');
    expect(errorOf(changed(2, 1))).toBe('number above 2^53 - 1 (upper word 16777216)');
    expect(errorOf(changed(end.length - 1, 2))).toBe('truth value 2, not 0 or 1');
  });

  it('does not believe a length beyond the largest data', () => {
    const frame = encodeMessage({
      sequence: 1,
      body: { type: 'interrupt', epoch: 1, interrupt: { type: 'input', from: 0, bytes: new Uint8Array(4), end: true } },
    }).slice();
    new DataView(frame.buffer).setUint32(27, 0xffffffff);
    expect(errorOf(frame)).toBe('4294967295 bytes of data, not at most 131072');
  });
});
