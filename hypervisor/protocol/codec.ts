/**
 * Messages as bytes. One message is one frame of a link (../links puts the length before it):
 *
 *     version (1 byte), kind (1 byte), sequence (8 bytes), then the fields of that kind, all big-endian
 */
import { type EnvironmentValue, momentOf, timeOfDayValue } from '../../emulator/environment.ts';
import type { Moment } from '../../emulator/time-of-day.ts';
import { ByteReader, Malformed } from '../wire/byte-reader.ts';
import { ByteWriter } from '../wire/byte-writer.ts';
import {
  POSITION_QUERIES,
  readCompletion,
  readPosition,
  writeCompletion,
  writePosition,
} from '../wire/completion-codec.ts';
import type { Body, Interrupt, Message } from './messages.ts';

/** The first byte of each message; a replica that speaks another version is refused. */
const PROTOCOL_VERSION = 3;
/** Bytes of console input in one message. */
const MAX_INPUT = 131072;

const bodyKinds = [
  'environment',
  'interrupt',
  'time',
  'end',
  'ack',
  'heartbeat',
  'snapshot',
] as const satisfies Body['type'][];
const interruptKinds = ['completion', 'input'] as const satisfies Interrupt['type'][];
const queries = ['interval-timer', 'time-of-day', ...POSITION_QUERIES] as const;

/** The bytes of `message`. A field out of its range is a mistake of the caller and throws a RangeError. */
export function encodeMessage({ sequence, body }: Message): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(PROTOCOL_VERSION);
  writer.u8(bodyKinds.indexOf(body.type));
  writer.u53(sequence);
  writeBody(writer, body);
  return writer.finish();
}

/** The message in `frame`, sharing no memory with it, or what is wrong with those bytes. */
export function decodeMessage(frame: Uint8Array): Message | Malformed {
  try {
    const reader = new ByteReader(frame);
    const version = reader.u8();
    if (version !== PROTOCOL_VERSION) throw new Malformed(`protocol version ${version}, not ${PROTOCOL_VERSION}`);
    const kind = readKind(reader, bodyKinds, 'message');
    const sequence = reader.u53();
    const body = readBody(reader, kind);
    reader.end();
    return { sequence, body };
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}

function writeBody(writer: ByteWriter, body: Body): void {
  switch (body.type) {
    case 'environment':
      writer.u53(body.epoch);
      writeValue(writer, body.value);
      break;
    case 'interrupt':
      writer.u53(body.epoch);
      writeInterrupt(writer, body.interrupt);
      break;
    case 'time':
      writer.u53(body.epoch);
      writer.u53(body.ticks);
      break;
    case 'end':
      writer.u53(body.epoch);
      writer.u53(body.completed);
      writer.boolean(body.rest);
      writer.boolean(body.hash !== undefined);
      if (body.hash !== undefined) writer.u64(body.hash);
      break;
    case 'ack':
      writer.u53(body.through);
      break;
    case 'heartbeat':
      break;
    case 'snapshot':
      writer.u53(body.epoch);
      writer.u53(body.term);
      writer.u53(body.ticks);
      writer.boolean(body.timeOfDay !== undefined);
      if (body.timeOfDay !== undefined) writeMoment(writer, body.timeOfDay);
      writer.u53(body.input);
      writer.boolean(body.inputEnded);
      break;
  }
}

function readBody(reader: ByteReader, type: Body['type']): Body {
  switch (type) {
    case 'environment':
      return { type, epoch: reader.u53(), value: readValue(reader) };
    case 'interrupt':
      return { type, epoch: reader.u53(), interrupt: readInterrupt(reader) };
    case 'time':
      return { type, epoch: reader.u53(), ticks: reader.u53() };
    case 'end':
      return {
        type,
        epoch: reader.u53(),
        completed: reader.u53(),
        rest: reader.boolean(),
        hash: reader.boolean() ? reader.u64() : undefined,
      };
    case 'ack':
      return { type, through: reader.u53() };
    case 'heartbeat':
      return { type };
    case 'snapshot':
      return {
        type,
        epoch: reader.u53(),
        term: reader.u53(),
        ticks: reader.u53(),
        timeOfDay: reader.boolean() ? readMoment(reader) : undefined,
        input: reader.u53(),
        inputEnded: reader.boolean(),
      };
  }
}

function writeMoment(writer: ByteWriter, { ticks, microseconds }: Moment): void {
  writer.u53(ticks);
  writer.u53(microseconds);
}

function readMoment(reader: ByteReader): Moment {
  return { ticks: reader.u53(), microseconds: reader.u53() };
}

function writeValue(writer: ByteWriter, value: EnvironmentValue): void {
  writer.u8(queries.indexOf(value.query));
  switch (value.query) {
    case 'interval-timer':
      writer.u53(value.ticks);
      break;
    case 'time-of-day':
      writeMoment(writer, momentOf(value));
      break;
    default:
      writePosition(writer, value.query, value.position);
      break;
  }
}

function readValue(reader: ByteReader): EnvironmentValue {
  const query = readKind(reader, queries, 'environment value');
  switch (query) {
    case 'interval-timer':
      return { query, ticks: reader.u53() };
    case 'time-of-day':
      return timeOfDayValue(readMoment(reader));
    default:
      return { query, position: readPosition(reader, query) };
  }
}

function writeInterrupt(writer: ByteWriter, interrupt: Interrupt): void {
  writer.u8(interruptKinds.indexOf(interrupt.type));
  if (interrupt.type === 'completion') {
    writeCompletion(writer, interrupt.completion);
  } else {
    writer.u53(interrupt.from);
    writer.bytes(interrupt.bytes);
    writer.boolean(interrupt.end);
  }
}

function readInterrupt(reader: ByteReader): Interrupt {
  const type = readKind(reader, interruptKinds, 'interrupt');
  if (type === 'completion') return { type, completion: readCompletion(reader) };
  return { type, from: reader.u53(), bytes: reader.bytes(MAX_INPUT), end: reader.boolean() };
}

function readKind<Kind>(reader: ByteReader, kinds: readonly Kind[], what: string): Kind {
  const code = reader.u8();
  const kind = kinds[code];
  if (kind === undefined) throw new Malformed(`kind of ${what} ${code}, not below ${kinds.length}`);
  return kind;
}
