/** Requests (emulator/devices/device.ts) as bytes of a frame: a device's by its definition, field by field. */
import type { AnyRequest, Fields } from '../../emulator/devices/definition.ts';
import { definitionOf, type ExitRequest, type Request } from '../../emulator/devices/device.ts';
import { COMMANDED_DEVICES, DEVICES } from '../../emulator/devices/known-devices.ts';
import type { Ended } from '../../emulator/report/ending.ts';
import type { Place } from '../../emulator/report/place.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';
import { oneOf } from './one-of.ts';
import { readOptional, readStopReport, writeOptional, writeStopReport } from './stop-report-codec.ts';

/** A kind of request is sent as its number in this list. */
const KINDS = [...DEVICES.flatMap(({ requests }) => requests.map(({ kind }) => kind)), 'invalid', 'exit'];
/** Bytes of a text: boot arguments may fill a page. */
const MAX_TEXT = 16384;

export function writeRequest(writer: ByteWriter, request: Request): void {
  writer.u8(KINDS.indexOf(request.kind));
  writer.u53(request.id);
  if (request.kind === 'exit') writeExit(writer, request);
  else if (request.kind === 'invalid') {
    writer.u8(COMMANDED_DEVICES.indexOf(request.device));
    writer.u8(request.slot);
  } else writeFields(writer, definitionOf(request)!.fields, request);
}

/** Throws Malformed. Sizes are bounded; whether a request makes sense is for the world to find out. */
export function readRequest(reader: ByteReader): Request {
  const kind = oneOf(KINDS, reader.u8());
  const id = reader.u53();
  if (kind === 'exit') return readExit(reader, id);
  if (kind === 'invalid') return { kind, id, device: oneOf(COMMANDED_DEVICES, reader.u8()), slot: reader.u8() };
  return { kind, id, ...readFields(reader, definitionOf({ kind, id })!.fields) } as AnyRequest as Request;
}

function writeFields(writer: ByteWriter, fields: Fields, request: AnyRequest): void {
  const values = request as AnyRequest & Readonly<Record<string, unknown>>;
  for (const [name, field] of Object.entries(fields)) {
    if (typeof field === 'object') writer.bytes(values[name] as Uint8Array);
    else writer[field](values[name] as number);
  }
}

function readFields(reader: ByteReader, fields: Fields): Record<string, number | Uint8Array> {
  const read = Object.entries(fields).map(([name, field]) => {
    return [name, typeof field === 'object' ? reader.bytes(field.most) : reader[field]()] as const;
  });
  return Object.fromEntries(read);
}

function writeExit(writer: ByteWriter, { status, ended, stop }: ExitRequest): void {
  writer.u8(status);
  writer.boolean(ended !== undefined);
  if (ended) writeEnded(writer, ended);
  writer.boolean(stop !== undefined);
  if (stop) writeStopReport(writer, stop);
}

function readExit(reader: ByteReader, id: number): ExitRequest {
  const status = reader.u8();
  const ended = reader.boolean() ? readEnded(reader) : undefined;
  const stop = reader.boolean() ? readStopReport(reader) : undefined;
  return { kind: 'exit', id, status, ...(stop && { stop }), ...(ended && { ended }) };
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
