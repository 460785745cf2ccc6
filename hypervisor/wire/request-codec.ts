/** Requests and completions (emulator/devices/device.ts) as bytes of a frame. */
import { MAX_CONSOLE_WRITE, MAX_SECTORS, SECTOR_SIZE } from '../../emulator/board.ts';
import type { Completion, Request } from '../../emulator/devices/device.ts';
import type { Ended } from '../../emulator/diagnosis/ended.ts';
import type { Place } from '../../emulator/diagnosis/place.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { oneOf } from './one-of.ts';
import { readOptional, readStopReport, writeOptional, writeStopReport } from './stop-report-codec.ts';

const KINDS = [
  'console-write',
  'console-byte',
  'disk-read',
  'disk-write',
  'disk-flush',
  'actuator-set',
  'actuator-move',
  'invalid',
  'exit',
] as const satisfies readonly Request['kind'][];

const DEVICES = ['console', 'disk', 'actuator'] as const;
/** Bytes of a text: boot arguments may fill a page. */
const MAX_TEXT = 16384;

export function writeRequest(writer: ByteWriter, request: Request): void {
  writer.u8(KINDS.indexOf(request.kind));
  writer.u53(request.id);
  switch (request.kind) {
    case 'console-write':
      writer.u32(request.start);
      writer.u32(request.address);
      writer.bytes(request.data);
      break;
    case 'console-byte':
      writer.u8(request.byte);
      break;
    case 'disk-read':
      writer.u8(request.slot);
      writer.u32(request.sector);
      writer.u32(request.count);
      writer.u32(request.address);
      break;
    case 'disk-write':
      writer.u8(request.slot);
      writer.u32(request.sector);
      writer.u32(request.address);
      writer.bytes(request.data);
      break;
    case 'disk-flush':
      writer.u8(request.slot);
      break;
    case 'actuator-set':
      writer.i32(request.position);
      break;
    case 'actuator-move':
      writer.i32(request.distance);
      break;
    case 'invalid':
      writer.u8(DEVICES.indexOf(request.device));
      writer.u8(request.slot);
      break;
    case 'exit':
      writer.u8(request.status);
      writer.boolean(request.ended !== undefined);
      if (request.ended) writeEnded(writer, request.ended);
      writer.boolean(request.stop !== undefined);
      if (request.stop) writeStopReport(writer, request.stop);
      break;
  }
}

/** Throws Malformed. Sizes are bounded; whether a request makes sense is for the world to find out. */
export function readRequest(reader: ByteReader): Request {
  const kind = oneOf(KINDS, reader.u8());
  const id = reader.u53();
  switch (kind) {
    case 'console-write':
      return { kind, id, start: reader.u32(), address: reader.u32(), data: reader.bytes(MAX_CONSOLE_WRITE) };
    case 'console-byte':
      return { kind, id, byte: reader.u8() };
    case 'disk-read':
      return { kind, id, slot: reader.u8(), sector: reader.u32(), count: reader.u32(), address: reader.u32() };
    case 'disk-write': {
      const request = { kind, id, slot: reader.u8(), sector: reader.u32(), address: reader.u32() };
      return { ...request, data: reader.bytes(MAX_SECTORS * SECTOR_SIZE) };
    }
    case 'disk-flush':
      return { kind, id, slot: reader.u8() };
    case 'actuator-set':
      return { kind, id, position: reader.i32() };
    case 'actuator-move':
      return { kind, id, distance: reader.i32() };
    case 'invalid':
      return { kind, id, device: oneOf(DEVICES, reader.u8()), slot: reader.u8() };
    case 'exit': {
      const status = reader.u8();
      const ended = reader.boolean() ? readEnded(reader) : undefined;
      const stop = reader.boolean() ? readStopReport(reader) : undefined;
      return { kind, id, status, ...(stop && { stop }), ...(ended && { ended }) };
    }
  }
}

export function writeCompletion(writer: ByteWriter, completion: Completion): void {
  writer.u53(completion.id);
  writer.u8(completion.result);
  writer.boolean(completion.data !== undefined);
  if (completion.data) writer.bytes(completion.data);
}

/** Throws Malformed. */
export function readCompletion(reader: ByteReader): Completion {
  const id = reader.u53();
  const result = oneOf([2, 3, 4] as const, reader.u8() - 2);
  return reader.boolean() ? { id, result, data: reader.bytes(MAX_SECTORS * SECTOR_SIZE) } : { id, result };
}

/** Words for people; what is too long is cut. */
function writeEnded(writer: ByteWriter, { what, place, why }: Ended): void {
  writeText(writer, what);
  writePlace(writer, place);
  writeText(writer, why);
}

function readEnded(reader: ByteReader): Ended {
  return { what: readText(reader), place: readPlace(reader), why: readText(reader) };
}

export function writePlace(writer: ByteWriter, { virtual, space, offset, physical }: Place): void {
  writer.boolean(virtual);
  writer.u32(space);
  writer.u32(offset);
  writeOptional(writer, physical);
}

/** Throws Malformed. */
export function readPlace(reader: ByteReader): Place {
  const [virtual, space, offset] = [reader.boolean(), reader.u32(), reader.u32()];
  return { virtual, space, offset, physical: readOptional(reader) };
}

export function writeText(writer: ByteWriter, text: string): void {
  writer.bytes(new TextEncoder().encode(text).subarray(0, MAX_TEXT));
}

export function readText(reader: ByteReader): string {
  return new TextDecoder().decode(reader.bytes(MAX_TEXT));
}
