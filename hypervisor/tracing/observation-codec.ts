/** Batches of observations as bytes of a frame. */
import { oneOf } from '../wire/one-of.ts';
import { readText, writeText } from '../wire/request-codec.ts';
import { type ByteReader, Malformed } from '../wire/byte-reader.ts';
import type { ByteWriter } from '../wire/byte-writer.ts';
import { KINDS, MAX_BATCH, MAX_TEXT, type Observation } from './observation.ts';

export function writeObservations(writer: ByteWriter, observations: readonly Observation[]): void {
  writer.u32(observations.length);
  for (const { at, kind, number, text } of observations) {
    writer.u53(at);
    writer.u8(KINDS.indexOf(kind));
    writer.u53(number);
    writeText(writer, text);
  }
}

/** Throws Malformed. */
export function readObservations(reader: ByteReader): Observation[] {
  const count = reader.u32();
  if (count > MAX_BATCH) throw new Malformed(`${count} observations at once`);
  return Array.from({ length: count }, () => {
    const observation = { at: reader.u53(), kind: oneOf(KINDS, reader.u8()), number: reader.u53() };
    const text = readText(reader);
    if (text.length > MAX_TEXT) throw new Malformed(`an observation of ${text.length} characters`);
    return { ...observation, text };
  });
}
