/** Completions, and positions of the world, as bytes: the same from the bus to a replica and from replica to replica. */
import { type Completion, MAX_COMPLETION_DATA, POSITIONS } from '../../emulator/devices/device.ts';
import type { PositionQuery } from '../../emulator/environment.ts';
import { type ByteReader, Malformed } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

/** The positions that are asked for, by the number that stands for each. */
export const POSITION_QUERIES: readonly PositionQuery[] = [...POSITIONS.keys()];

export function writeCompletion(writer: ByteWriter, { id, result, data }: Completion): void {
  writer.u53(id);
  writer.u8(result);
  writer.boolean(data !== undefined);
  if (data !== undefined) writer.bytes(data);
}

/** Throws Malformed. */
export function readCompletion(reader: ByteReader): Completion {
  const id = reader.u53();
  const result = reader.u8();
  if (result !== 2 && result !== 3 && result !== 4) throw new Malformed(`RESULT ${result}, not 2, 3 or 4`);
  return reader.boolean() ? { id, result, data: reader.bytes(MAX_COMPLETION_DATA) } : { id, result };
}

/** The number alone: which position it is has been written before. */
export function writePosition(writer: ByteWriter, query: PositionQuery, position: number): void {
  if (POSITIONS.get(query) === 'u32') writer.u32(position);
  else writer.i32(position);
}

export function readPosition(reader: ByteReader, query: PositionQuery): number {
  return POSITIONS.get(query) === 'u32' ? reader.u32() : reader.i32();
}
