/**
 * The bus's messages as frames: the first byte says which message, the fields follow. Decoding trusts nothing: whatever
 * comes in, the result is a message or undefined.
 */
import { MAX_FRAME } from '../links/link.ts';
import { NONCE_BYTES, PROOF_BYTES } from '../links/handshake.ts';
import { ByteReader, Malformed } from '../wire/byte-reader.ts';
import { ByteWriter } from '../wire/byte-writer.ts';
import { decodeMessage, encodeMessage } from '../protocol/codec.ts';
import {
  POSITION_QUERIES,
  readCompletion,
  readPosition,
  writeCompletion,
  writePosition,
} from '../wire/completion-codec.ts';
import { readObservations, writeObservations } from '../tracing/observation-codec.ts';
import { parseConfiguration } from './configuration.ts';
import { parseObject } from '../wire/json.ts';
import { parseLink } from '../links/link-address.ts';
import type { ToBus, ToReplica } from './messages.ts';
import { oneOf } from '../wire/one-of.ts';
import { readPlace, readRequest, readText, writePlace, writeRequest, writeText } from '../wire/request-codec.ts';

const TO_BUS = [
  'hello',
  'ready',
  'unbootable',
  'perform',
  'claim-term',
  'ask-position',
  'acknowledge-input',
  'ask-input',
  'epoch-begun',
  'peer-lost',
  'failover',
  'uncertain',
  'promoted',
  'alone',
  'step-down',
  'whole',
  'record',
  'record-exit',
  'announce',
  'long-epochs',
  'status',
  'observed',
  'traced',
] as const satisfies readonly ToBus['type'][];

const TO_REPLICA = [
  'challenge',
  'configuration',
  'image',
  'start',
  'completion',
  'input',
  'position',
  'term-won',
  'term-refused',
  'join',
  'dismissed',
  'ask-status',
] as const satisfies readonly ToReplica['type'][];

export function encodeToBus(message: ToBus): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(TO_BUS.indexOf(message.type));
  switch (message.type) {
    case 'ready':
      break;
    case 'hello':
      writer.bytes(message.proof);
      break;
    case 'perform':
      writer.u53(message.term);
      writer.u53(message.epoch);
      writeRequest(writer, message.request);
      break;
    case 'claim-term':
      writer.u53(message.term);
      break;
    case 'ask-position':
      writer.u8(POSITION_QUERIES.indexOf(message.query));
      break;
    case 'acknowledge-input':
      writer.u53(message.through);
      break;
    case 'ask-input':
      writer.u53(message.from);
      break;
    case 'epoch-begun':
      writer.u53(message.epoch);
      break;
    case 'unbootable':
    case 'peer-lost':
    case 'step-down':
      writeText(writer, message.reason);
      break;
    case 'uncertain':
      writeRequest(writer, message.request);
      break;
    case 'failover':
    case 'promoted':
    case 'alone':
    case 'whole':
      writer.u53(message.epoch);
      writer.u53(message.term);
      break;
    case 'record':
      writer.bytes(encodeMessage(message.message));
      break;
    case 'record-exit':
      writer.u53(message.epoch);
      break;
    case 'announce':
      writeText(writer, message.version);
      writer.u32(message.pid);
      writeText(writer, message.listen);
      break;
    case 'long-epochs':
      writer.u53(message.length);
      writer.u53(message.tick);
      break;
    case 'status':
      writer.u53(message.epoch);
      writePlace(writer, message.place);
      writer.u53(message.leadEpochs);
      writer.u53(message.leadInstructions);
      writer.u8(message.copyRound);
      writer.u32(message.copyPages);
      writeText(writer, message.engine);
      break;
    case 'observed':
      writeObservations(writer, message.observations);
      break;
    case 'traced':
      writer.bytes(new TextEncoder().encode(message.text));
      break;
  }
  return writer.finish();
}

export function decodeToBus(frame: Uint8Array): ToBus | undefined {
  return decode(frame, readToBus);
}

export function encodeToReplica(message: ToReplica): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(TO_REPLICA.indexOf(message.type));
  switch (message.type) {
    case 'start':
    case 'ask-status':
      break;
    case 'challenge':
      writer.bytes(message.nonce);
      break;
    case 'configuration':
      writeText(writer, JSON.stringify(message.configuration));
      break;
    case 'image':
      writer.bytes(message.bytes);
      writer.boolean(message.last);
      break;
    case 'completion':
      writer.u53(message.term);
      writeCompletion(writer, message.completion);
      break;
    case 'input':
      writer.u53(message.from);
      writer.bytes(message.bytes);
      writer.boolean(message.end);
      break;
    case 'position':
      writer.u8(POSITION_QUERIES.indexOf(message.query));
      writePosition(writer, message.query, message.position);
      break;
    case 'term-won':
    case 'term-refused':
      writer.u53(message.term);
      break;
    case 'join':
      writeText(writer, JSON.stringify(message.link));
      break;
    case 'dismissed':
      writer.boolean(message.over);
      writeText(writer, message.reason);
      break;
  }
  return writer.finish();
}

export function decodeToReplica(frame: Uint8Array): ToReplica | undefined {
  return decode(frame, readToReplica);
}

function readToBus(reader: ByteReader): ToBus {
  const type = oneOf(TO_BUS, reader.u8());
  switch (type) {
    case 'ready':
      return { type };
    case 'hello':
      return { type, proof: sized(reader, PROOF_BYTES) };
    case 'perform':
      return { type, term: reader.u53(), epoch: reader.u53(), request: readRequest(reader) };
    case 'claim-term':
      return { type, term: reader.u53() };
    case 'ask-position':
      return { type, query: oneOf(POSITION_QUERIES, reader.u8()) };
    case 'acknowledge-input':
      return { type, through: reader.u53() };
    case 'ask-input':
      return { type, from: reader.u53() };
    case 'epoch-begun':
      return { type, epoch: reader.u53() };
    case 'unbootable':
    case 'peer-lost':
    case 'step-down':
      return { type, reason: readText(reader) };
    case 'uncertain':
      return { type, request: readRequest(reader) };
    case 'failover':
    case 'promoted':
    case 'alone':
    case 'whole':
      return { type, epoch: reader.u53(), term: reader.u53() };
    case 'record': {
      const message = decodeMessage(reader.bytes(MAX_FRAME));
      if (message instanceof Malformed) throw message;
      return { type, message };
    }
    case 'record-exit':
      return { type, epoch: reader.u53() };
    case 'announce':
      return { type, version: readText(reader), pid: reader.u32(), listen: readText(reader) };
    case 'long-epochs':
      return { type, length: reader.u53(), tick: reader.u53() };
    case 'status': {
      const stand = { epoch: reader.u53(), place: readPlace(reader) };
      const lead = { leadEpochs: reader.u53(), leadInstructions: reader.u53() };
      const copy = { copyRound: reader.u8(), copyPages: reader.u32() };
      return { type, ...stand, ...lead, ...copy, engine: readText(reader) };
    }
    case 'observed':
      return { type, observations: readObservations(reader) };
    case 'traced':
      return { type, text: new TextDecoder().decode(reader.bytes(MAX_FRAME)) };
  }
}

function readToReplica(reader: ByteReader): ToReplica {
  const type = oneOf(TO_REPLICA, reader.u8());
  switch (type) {
    case 'start':
    case 'ask-status':
      return { type };
    case 'challenge':
      return { type, nonce: sized(reader, NONCE_BYTES) };
    case 'configuration':
      return { type, configuration: parseConfiguration(readText(reader)) };
    case 'image':
      return { type, bytes: reader.bytes(MAX_FRAME), last: reader.boolean() };
    case 'completion':
      return { type, term: reader.u53(), completion: readCompletion(reader) };
    case 'input':
      return { type, from: reader.u53(), bytes: reader.bytes(MAX_FRAME), end: reader.boolean() };
    case 'position': {
      const query = oneOf(POSITION_QUERIES, reader.u8());
      return { type, query, position: readPosition(reader, query) };
    }
    case 'term-won':
    case 'term-refused':
      return { type, term: reader.u53() };
    case 'join':
      return { type, link: parseLink(parseObject(readText(reader), 'the link')) };
    case 'dismissed':
      return { type, over: reader.boolean(), reason: readText(reader) };
  }
}

function decode<T>(frame: Uint8Array, read: (reader: ByteReader) => T): T | undefined {
  const reader = new ByteReader(frame);
  try {
    const message = read(reader);
    reader.end();
    return message;
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function sized(reader: ByteReader, length: number): Uint8Array {
  const bytes = reader.bytes(length);
  if (bytes.length !== length) throw new Malformed(`${bytes.length} bytes where ${length} belong`);
  return bytes;
}
