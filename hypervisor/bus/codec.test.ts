import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ENGINE_NAMES } from '../../emulator/translator/engines.ts';
import { BRANCH_KINDS, type StopReport } from '../../emulator/report/stop-report.ts';
import type { AnyRequest, Field } from '../../emulator/devices/definition.ts';
import { type Completion, type Request } from '../../emulator/devices/device.ts';
import { DEVICES } from '../../emulator/devices/known-devices.ts';
import { describeStop } from '../../emulator/diagnosis/describe-stop.ts';
import type { Place } from '../../emulator/report/place.ts';
import { NO_PLACES } from '../../emulator/diagnosis/image-places.ts';
import type { Body } from '../protocol/messages.ts';
import { KINDS } from '../tracing/observation.ts';
import { decodeToBus, decodeToReplica, encodeToBus, encodeToReplica } from './codec.ts';
import type { LinkAddress } from '../links/link-address.ts';
import type { ReplicaConfiguration } from './configuration.ts';
import type { ToBus, ToReplica } from './messages.ts';

const number = fc.maxSafeNat();
const word = fc.nat(0xffffffff);
const int = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const slot = fc.nat(7);
const bytes = (size: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength: size, size: 'max' });
const device = fc.constantFrom('console', 'disk', 'actuator');
const words = fc.string({ minLength: 1, maxLength: 40 });

const wordOrNone = fc.option(word, { nil: undefined });
const byte = fc.nat(255);
const words32 = fc.array(word, { minLength: 32, maxLength: 32 });
const stopReport: fc.Arbitrary<StopReport> = fc.record({
  cause: byte,
  interruption: fc.record({
    ...{ number: byte, space: word, front: word, backSpace: word, back: word },
    ...{ instruction: word, isr: word, ior: word },
  }),
  ...{ instruction: wordOrNone, physical: wordOrNone, physicalIor: wordOrNone, exception: wordOrNone },
  ...{ psw: word, ram: word, iva: word, eiem: word, eirr: word },
  gr: words32,
  sr: words32.map((list) => list.slice(0, 8)),
  branches: fc.array(
    fc.record({
      kind: fc.constantFrom(...BRANCH_KINDS),
      ...{ from: word, to: word, fromVirtual: fc.boolean(), fromPhysical: wordOrNone, toPhysical: wordOrNone },
    }),
    { maxLength: 16 },
  ),
  commands: fc.array(
    fc.record({ device, slot, code: word, position: word, length: word, address: word, result: word }),
    { maxLength: 8 },
  ),
});

const place: fc.Arbitrary<Place> = fc.record({
  ...{ virtual: fc.boolean(), space: word, offset: word, physical: wordOrNone },
});

/** Any value that a field of a device's request may have. */
function valueOf(field: Field): fc.Arbitrary<number | Uint8Array> {
  return typeof field === 'object' ? bytes(Math.min(field.most, 3000)) : { u8: byte, u32: word, i32: int }[field];
}

/** Requests as the devices define them, with any values. */
const deviceRequests = DEVICES.flatMap(({ requests }) =>
  requests.map(({ kind, fields }) => {
    const values = Object.entries(fields).map(([name, field]) => [name, valueOf(field)] as const);
    return fc.record({ kind: fc.constant(kind), id: number, ...Object.fromEntries(values) }) as fc.Arbitrary<Request>;
  }),
);

const request: fc.Arbitrary<Request> = fc.oneof(
  ...deviceRequests,
  fc.record({ kind: fc.constant('invalid'), id: number, device, slot }),
  fc.record({ kind: fc.constant('exit'), id: number, status: fc.nat(255) }),
  fc.record({ kind: fc.constant('exit'), id: number, status: fc.constant(70), stop: stopReport }),
  fc.record({
    kind: fc.constant('exit'),
    id: number,
    status: fc.constant(80),
    ended: fc.record({ what: fc.string(), place, why: fc.string() }),
  }),
);

const completion: fc.Arbitrary<Completion> = fc.oneof(
  fc.record({ id: number, result: fc.constantFrom(2, 3, 4) }),
  fc.record({ id: number, result: fc.constant(2), data: bytes(3000) }),
);

const link: fc.Arbitrary<LinkAddress> = fc.oneof(
  fc.record({ from: words, to: words }),
  fc.record({ accept: words }),
  fc.record({ connect: words, name: words }),
);

const position = fc.record({ epoch: number, instruction: number }, { requiredKeys: ['instruction'] });

const configuration: fc.Arbitrary<ReplicaConfiguration> = fc.record({
  role: fc.constantFrom('primary' as const, 'backup' as const),
  start: fc.constantFrom('boot' as const, 'join' as const),
  ram: number,
  tlbEntries: number,
  tlbSeed: word,
  append: fc.string(),
  engine: fc.record({ primary: fc.constantFrom(...ENGINE_NAMES), backup: fc.constantFrom(...ENGINE_NAMES) }),
  sectors: number,
  epochLength: number,
  earlyEnds: fc.boolean(),
  protocol: fc.constantFrom('original', 'revised', 'queued'),
  maxLag: number,
  timeoutMs: number,
  ringsExposed: fc.boolean(),
  tlbExposed: fc.boolean(),
  limitInstructions: fc.option(number, { nil: undefined }),
  hashEpochs: fc.boolean(),
  observe: fc.boolean(),
  record: fc.boolean(),
  link: fc.option(link),
  trace: fc.record(
    { from: position, to: position, only: fc.array(fc.record({ start: word, end: word, physical: fc.boolean() })) },
    { requiredKeys: ['only'] },
  ),
  reportEpochs: fc.array(number),
});

const query = fc.constantFrom('console-position', 'actuator-position');

const recorded: fc.Arbitrary<Body> = fc.oneof(
  fc.record({ type: fc.constant('time'), epoch: number, ticks: number }),
  fc.record({
    type: fc.constant('interrupt'),
    epoch: number,
    interrupt: fc.record({ type: fc.constant('completion'), completion }),
  }),
);

const toBus: fc.Arbitrary<ToBus> = fc.oneof(
  fc.record({ type: fc.constant('hello'), proof: fc.uint8Array({ minLength: 32, maxLength: 32 }) }),
  fc.record({ type: fc.constant('ready') }),
  fc.record({ type: fc.constant('perform'), term: number, epoch: number, request }),
  fc.record({ type: fc.constant('claim-term'), term: number }),
  fc.record({ type: fc.constant('ask-position'), query }),
  fc.record({ type: fc.constant('acknowledge-input'), through: number }),
  fc.record({ type: fc.constant('ask-input'), from: number }),
  fc.record({ type: fc.constant('epoch-begun'), epoch: number }),
  fc.record({ type: fc.constantFrom('unbootable', 'peer-lost', 'step-down'), reason: fc.string() }),
  fc.record({ type: fc.constant('uncertain'), request }),
  fc.record({ type: fc.constant('record'), message: fc.record({ sequence: number, body: recorded }) }),
  fc.record({ type: fc.constant('record-exit'), epoch: number }),
  fc.record({ type: fc.constantFrom('failover', 'promoted', 'alone', 'whole'), epoch: number, term: number }),
  fc.record({ type: fc.constant('announce'), version: words, pid: word, listen: words }),
  fc.record({ type: fc.constant('long-epochs'), length: number, tick: number }),
  fc.record({
    type: fc.constant('observed'),
    observations: fc.array(
      fc.record({ at: number, kind: fc.constantFrom(...KINDS), number, text: fc.string({ maxLength: 120 }) }),
      { maxLength: 256 },
    ),
  }),
  fc.record({ type: fc.constant('traced'), text: fc.string({ unit: 'grapheme' }) }),
  fc.record({
    type: fc.constant('status'),
    ...{
      epoch: number,
      place,
      leadEpochs: number,
      leadInstructions: number,
      engine: fc.string(),
      copyRound: fc.nat(255),
      copyPages: word,
    },
  }),
);

const toReplica: fc.Arbitrary<ToReplica> = fc.oneof(
  fc.record({ type: fc.constant('challenge'), nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }) }),
  fc.record({ type: fc.constant('configuration'), configuration }),
  fc.record({ type: fc.constant('image'), bytes: bytes(3000), last: fc.boolean() }),
  fc.record({ type: fc.constant('start') }),
  fc.record({ type: fc.constant('completion'), term: number, completion }),
  fc.record({ type: fc.constant('input'), from: number, bytes: bytes(3000), end: fc.boolean() }),
  fc.record({ type: fc.constant('position'), query: fc.constant('console-position'), position: word }),
  fc.record({ type: fc.constant('position'), query: fc.constant('actuator-position'), position: int }),
  fc.record({ type: fc.constantFrom('term-won', 'term-refused'), term: number }),
  fc.record({ type: fc.constant('join'), link }),
  fc.record({ type: fc.constant('dismissed'), over: fc.boolean(), reason: words }),
  fc.record({ type: fc.constant('ask-status') }),
);

describe("the bus's codec", () => {
  it('gives back every message to the bus', () => {
    fc.assert(
      fc.property(toBus, (message) => {
        expect(decodeToBus(encodeToBus(message))).toEqual(message);
      }),
    );
  });

  it('gives back every message to a replica', () => {
    fc.assert(
      fc.property(toReplica, (message) => {
        expect(decodeToReplica(encodeToReplica(message))).toEqual(message);
      }),
    );
  });

  it('gives reports of stopped machines that can be told, whatever they say', () => {
    fc.assert(
      fc.property(stopReport, (report) => {
        expect(describeStop(report, NO_PLACES)[0]).toMatch(/^the machine stopped the guest: interruption/);
      }),
    );
  });

  it('refuses a message cut short or with a byte too many', () => {
    fc.assert(
      fc.property(toBus, fc.nat(), (message, cut) => {
        const frame = encodeToBus(message);
        expect(decodeToBus(frame.slice(0, cut % frame.length))).toBeUndefined();
        expect(decodeToBus(Uint8Array.of(...frame, 0))).toBeUndefined();
      }),
    );
  });

  it('makes a message or nothing of any bytes, and never throws', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.tuple(fc.oneof(toBus.map(encodeToBus), toReplica.map(encodeToReplica)), fc.nat(), fc.nat(255)).map(flipByte),
    );
    fc.assert(
      fc.property(noise, (frame) => {
        decodeToBus(frame);
        decodeToReplica(frame);
      }),
      { numRuns: 2000 },
    );
  });

  it('makes a configuration and an address of a link of any JSON, or nothing, and never throws', () => {
    const address = fc.record(
      { from: fc.jsonValue(), to: fc.jsonValue(), accept: fc.jsonValue(), connect: fc.jsonValue(), name: words },
      { requiredKeys: [] },
    );
    const fields = fc.tuple(configuration, fc.dictionary(words, fc.jsonValue()), fc.option(address));
    const json = fc.oneof(
      fc.json(),
      fc.string(),
      fields.map(([whole, other, place]) => JSON.stringify({ ...whole, ...other, ...(place && { link: place }) })),
    );
    fc.assert(
      fc.property(json, (text) => {
        for (const type of ['configuration', 'join'] as const) {
          const message = encodeToReplica({ type, configuration: null, link: null } as never);
          const [kind] = message;
          const bytes = new TextEncoder().encode(text);
          const size = new Uint8Array(4);
          new DataView(size.buffer).setUint32(0, bytes.length);
          decodeToReplica(Uint8Array.of(kind, ...size, ...bytes));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('refuses data longer than any command may move', () => {
    const start = { kind: 'console-write', id: 1, start: 0, address: 0 } as const;
    const frame = (length: number): Uint8Array => {
      const write: Request = { ...start, data: new Uint8Array(length) };
      return encodeToBus({ type: 'perform', term: 1, epoch: 1, request: write });
    };
    expect(decodeToBus(frame(65536))).toBeDefined();
    expect(decodeToBus(frame(65537))).toBeUndefined();
  });

  it('bounds the data of each request that a device defines as it says', () => {
    const bounded = DEVICES.flatMap(({ requests }) =>
      requests.flatMap(({ kind, fields }) =>
        Object.entries(fields).flatMap(([name, field]) =>
          typeof field === 'object' ? [{ kind, fields, name, field }] : [],
        ),
      ),
    );
    for (const { kind, fields, name, field } of bounded) {
      const frame = (length: number): Uint8Array => {
        const zeros = Object.fromEntries(Object.keys(fields).map((each) => [each, 0]));
        const request: AnyRequest = { ...zeros, kind, id: 1, [name]: new Uint8Array(length) };
        return encodeToBus({ type: 'uncertain', request: request as Request });
      };
      expect(decodeToBus(frame(field.most))).toBeDefined();
      expect(decodeToBus(frame(field.most + 1))).toBeUndefined();
    }
    expect(bounded.length).toBeGreaterThan(1);
  });
});

function flipByte([frame, at, value]: [Uint8Array, number, number]): Uint8Array {
  const changed = frame.slice();
  changed[at % changed.length] = value;
  return changed;
}
