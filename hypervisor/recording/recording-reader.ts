/** Reads a recording epoch by epoch, as recording-writer.ts writes it, and trusts nothing in it. */
import { closeSync, readSync } from 'node:fs';
import { openRegularSync } from '../../emulator/host/regular-file.ts';
import { Malformed } from '../wire/byte-reader.ts';
import type { Body } from '../protocol/messages.ts';
import {
  damaged,
  ENDS_BEFORE_ITS_FIRST_EPOCH,
  endsAs,
  epochTooLarge,
  IMAGE_TOO_LARGE,
  MESSAGE_MISSING,
  NO_END_OF_EPOCH,
  NO_RECORDING,
  noHeader,
  noImage,
  otherVersion,
  strayFrame,
  strayMessage,
} from '../words/recordings.ts';
import { FrameFile } from './checked-frames.ts';
import { decodeFrame, MAGIC, type RecordingFrame } from './format.ts';
import type { RecordedMachine } from './recorded-machine.ts';

/** One epoch: what its primary told of it, or would have told. */
export interface RecordedEpoch {
  readonly epoch: number;
  /** In order: [E, value]..., [E, interrupt]..., then [Tme] and [end, E] unless the guest exits in it. */
  readonly bodies: readonly Body[];
  /** The guest exits in this epoch, the last one. */
  readonly exit?: { readonly status: number };
}

/** The file is no recording, or is damaged; the message says what is wrong, for people. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** Bytes that one epoch's messages may have together: they are kept in memory. */
const MAX_EPOCH = 256 * 1024 * 1024;
/** Bytes of the largest image that is believed: as much as RAM could hold. */
const MAX_IMAGE = 1024 * 1024 * 1024;

export class RecordingReader {
  readonly machine: RecordedMachine;
  readonly image: Uint8Array;
  readonly #path: string;
  readonly #file: number;
  readonly #frames: FrameFile;
  /** The byte at which the last frame that was read begins. */
  #at = 0;
  #epoch = 0;
  #exited = false;

  /** Opens the file and reads its beginning. Throws a {@link RecordingError}, an UnfitFile, or the file system's error. */
  constructor(path: string) {
    this.#path = path;
    this.#file = openRegularSync(path);
    this.#frames = new FrameFile(this.#file, MAGIC.length);
    try {
      this.#readMagic();
      this.machine = this.#readHeader();
      this.image = this.#readImage();
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** After the last epoch: did the recording end with the guest's exit? If not, hvrun or both machines had ended before. */
  get complete(): boolean {
    return this.#exited;
  }

  /** The next epoch; undefined if no whole one is left. Throws a {@link RecordingError}. */
  next(): RecordedEpoch | undefined {
    const bodies: Body[] = [];
    let size = 0;
    if (this.#exited) return undefined;
    for (let bytes = this.#frame(); bytes; bytes = this.#frame()) {
      const frame = this.#decode(bytes);
      size += bytes.length;
      if (size > MAX_EPOCH) throw this.#damaged(epochTooLarge(MAX_EPOCH));
      switch (frame.type) {
        case 'message':
          if (frame.message.sequence !== bodies.length + 1) throw this.#damaged(MESSAGE_MISSING);
          bodies.push(this.#checked(frame.message.body));
          break;
        case 'epoch':
          return this.#finished(frame.epoch, bodies, true);
        case 'exit':
          this.#exited = true;
          return { ...this.#finished(frame.epoch, bodies, false), exit: { status: frame.status } };
        case 'header':
        case 'image':
          throw this.#damaged(strayFrame(frame.type));
      }
    }
    return undefined;
  }

  close(): void {
    closeSync(this.#file);
  }

  #checked(body: Body): Body {
    const epoch = 'epoch' in body ? body.epoch : undefined;
    if (epoch === this.#epoch + 1 && body.type !== 'snapshot') return body;
    throw this.#damaged(strayMessage(body.type, epoch));
  }

  #finished(epoch: number, bodies: readonly Body[], whole: boolean): RecordedEpoch {
    if (epoch !== this.#epoch + 1) throw this.#damaged(endsAs(epoch));
    const endings = bodies.filter(({ type }) => type === 'time' || type === 'end').map(({ type }) => type);
    const last = bodies.slice(-2).map(({ type }) => type);
    const expected = whole ? ['time', 'end'] : [];
    if (`${endings.join()}` !== expected.join() || (whole && last.join() !== expected.join())) {
      throw this.#damaged(NO_END_OF_EPOCH);
    }
    this.#epoch = epoch;
    return { epoch, bodies };
  }

  #readMagic(): void {
    const magic = Buffer.alloc(MAGIC.length);
    const length = readSync(this.#file, magic, 0, MAGIC.length, null);
    const version = MAGIC.length - 1;
    if (length < MAGIC.length || magic.compare(MAGIC, 0, version, 0, version) !== 0) {
      throw new RecordingError(this.#path, NO_RECORDING);
    }
    if (magic[version] !== MAGIC[version]) {
      const [found, expected] = [magic[version], MAGIC[version]].map((byte) => String.fromCharCode(byte));
      throw new RecordingError(this.#path, otherVersion(found, expected));
    }
  }

  #readHeader(): RecordedMachine {
    const frame = this.#decodeNext();
    if (frame.type !== 'header') throw this.#damaged(noHeader(frame.type));
    return frame.machine;
  }

  #readImage(): Uint8Array {
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (;;) {
      const frame = this.#decodeNext();
      if (frame.type !== 'image') throw this.#damaged(noImage(frame.type));
      size += frame.bytes.length;
      if (size > MAX_IMAGE) throw this.#damaged(IMAGE_TOO_LARGE);
      pieces.push(frame.bytes);
      if (frame.last) return Buffer.concat(pieces);
    }
  }

  #decodeNext(): RecordingFrame {
    const bytes = this.#frame();
    if (bytes === undefined) throw new RecordingError(this.#path, ENDS_BEFORE_ITS_FIRST_EPOCH);
    return this.#decode(bytes);
  }

  #decode(bytes: Uint8Array): RecordingFrame {
    const frame = decodeFrame(bytes);
    if (frame instanceof Malformed) throw this.#damaged(frame.message);
    return frame;
  }

  /** The next frame that is there as a whole. */
  #frame(): Uint8Array | undefined {
    this.#at = this.#frames.at;
    const frame = this.#frames.next();
    if (frame !== undefined && 'damage' in frame) throw this.#damaged(frame.damage);
    return frame;
  }

  #damaged(what: string): RecordingError {
    return new RecordingError(this.#path, damaged(this.#at, what, this.#epoch));
  }
}
