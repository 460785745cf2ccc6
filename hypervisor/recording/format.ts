/**
 * The file of a recording: eight bytes that say what it is, then frames (checked-frames.ts): what the machine was, its
 * image, and for each epoch the messages that its primary sent, or would have sent, to a backup:
 *
 *     header, image..., { message..., epoch }..., [ message..., exit ]
 *
 * The first byte of a frame says which one it is. `epoch` ends the frames of one epoch and makes it count: a file that was
 * cut off is good up to the last of them. It is of fixed size, and says how long its epoch is, so that the last epochs
 * can be found from the end of the file.
 */
import { IMAGE_PIECE } from '../wire/image-pieces.ts';
import { parseMachine, type RecordedMachine } from './recorded-machine.ts';
import { MAX_FRAME } from '../links/link.ts';
import { CHECKED_HEADER } from './checked-frames.ts';
import { ByteReader, Malformed } from '../wire/byte-reader.ts';
import { ByteWriter } from '../wire/byte-writer.ts';
import { decodeMessage, encodeMessage } from '../protocol/codec.ts';
import type { Message } from '../protocol/messages.ts';

/** The first bytes of the file; the last of them is the format's version. */
export const MAGIC = new TextEncoder().encode('hvftrec5');
/** Bytes of an `epoch` frame in the file. */
export const EPOCH_MARK = CHECKED_HEADER + 17;

export type RecordingFrame =
  | { readonly type: 'header'; readonly machine: RecordedMachine }
  | { readonly type: 'image'; readonly bytes: Uint8Array; readonly last: boolean }
  /** Numbered from 1 in each epoch. */
  | { readonly type: 'message'; readonly message: Message }
  /** `size`: bytes of the file from the epoch's first message to the end of this frame. */
  | { readonly type: 'epoch'; readonly epoch: number; readonly size: number }
  /** The guest's EXIT in `epoch`, which is the end of the recording. */
  | { readonly type: 'exit'; readonly epoch: number; readonly status: number };

const KINDS = ['header', 'image', 'message', 'epoch', 'exit'] as const satisfies RecordingFrame['type'][];

export function encodeFrame(frame: RecordingFrame): Uint8Array {
  const writer = new ByteWriter();
  writer.u8(KINDS.indexOf(frame.type));
  switch (frame.type) {
    case 'header':
      writer.bytes(new TextEncoder().encode(JSON.stringify(frame.machine)));
      break;
    case 'image':
      writer.bytes(frame.bytes);
      writer.boolean(frame.last);
      break;
    case 'message':
      writer.bytes(encodeMessage(frame.message));
      break;
    case 'epoch':
      writer.u53(frame.epoch);
      writer.u53(frame.size);
      break;
    case 'exit':
      writer.u53(frame.epoch);
      writer.u8(frame.status);
      break;
  }
  return writer.finish();
}

/** The frame in `bytes`, or what is wrong with them. */
export function decodeFrame(bytes: Uint8Array): RecordingFrame | Malformed {
  const reader = new ByteReader(bytes);
  try {
    const frame = readFrame(reader);
    reader.end();
    return frame;
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}

function readFrame(reader: ByteReader): RecordingFrame {
  const code = reader.u8();
  const type = KINDS[code];
  switch (type) {
    case 'header':
      return { type, machine: parseMachine(new TextDecoder().decode(reader.bytes(MAX_FRAME))) };
    case 'image':
      return { type, bytes: reader.bytes(IMAGE_PIECE), last: reader.boolean() };
    case 'message': {
      const message = decodeMessage(reader.bytes(MAX_FRAME));
      if (message instanceof Malformed) throw message;
      return { type, message };
    }
    case 'epoch':
      return { type, epoch: reader.u53(), size: reader.u53() };
    case 'exit':
      return { type, epoch: reader.u53(), status: reader.u8() };
    case undefined:
      throw new Malformed(`kind of frame ${code}, not below ${KINDS.length}`);
  }
}
