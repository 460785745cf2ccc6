/**
 * Writes a recording as the run goes on: epoch by epoch, as the machine in charge sends it. A dead primary may have told of
 * epochs that its backup never heard of and then ran anew, so an epoch replaces whatever was written from it on.
 *
 * Each epoch is in the file when the next one begins; nothing but the present one is kept in memory.
 */
import { imagePieces } from '../wire/image-pieces.ts';
import { closeSync, ftruncateSync, readSync, writeSync } from 'node:fs';
import { describeSystemError } from '../../emulator/host/system-error.ts';
import { Malformed } from '../wire/byte-reader.ts';
import { recordingEnds } from '../words/files.ts';
import { nobodyToldOf, PART_MISSING, SOMEBODY_ELSE } from '../words/recordings.ts';
import { openFrame, sealFrame } from './checked-frames.ts';
import { decodeFrame, encodeFrame, EPOCH_MARK, MAGIC, type RecordingFrame } from './format.ts';
import type { Part } from './epoch-recorder.ts';
import type { RecordedMachine } from './recorded-machine.ts';

export interface RecordingWriterOptions {
  /** Open for reading and writing, and empty; closed at the end. */
  readonly file: number;
  readonly machine: RecordedMachine;
  readonly image: Uint8Array;
  /** Told, once, why the recording ends before the run. */
  readonly failed: (why: string) => void;
}

export class RecordingWriter {
  readonly #failed: (why: string) => void;
  #file: number | undefined;
  /** Bytes written. */
  #size = 0;
  /** The last epoch that is in the file as a whole. */
  #written = 0;
  /** Frames of the epoch that comes in. */
  #queue: Uint8Array[] = [];
  /** The number of the last message in it. */
  #messages = 0;
  /** The epoch in which the guest has exited. */
  #exitEpoch: number | undefined;

  /** Begins the recording. Throws the file system's error. */
  constructor({ file, machine, image, failed }: RecordingWriterOptions) {
    this.#failed = failed;
    this.#file = file;
    this.#put(MAGIC);
    this.#push({ type: 'header', machine });
    for (const piece of imagePieces(image)) {
      this.#push({ type: 'image', ...piece });
      this.#flush();
    }
  }

  /** Takes a part that the machine in charge sends. */
  take(part: Part): void {
    if (this.#file === undefined) return;
    try {
      this.#take(part);
    } catch (error) {
      this.#fail(describeSystemError(error));
    }
  }

  #take(part: Part): void {
    if (part.type === 'record-exit') {
      if (this.#messages === 0) this.#beginEpoch(part.epoch);
      this.#exitEpoch = part.epoch;
      return;
    }
    const { sequence, body } = part.message;
    if (!('epoch' in body)) return;
    if (sequence === 1) this.#beginEpoch(body.epoch);
    if (sequence !== this.#messages + 1) return this.#fail(PART_MISSING);
    this.#messages = sequence;
    this.#push({ type: 'message', message: part.message });
    if (body.type === 'end') this.#endEpoch(body.epoch);
  }

  /** The machine that was in charge is not any more: what it has not finished doesn't count. */
  abandon(): void {
    this.#queue = [];
    this.#messages = 0;
    this.#exitEpoch = undefined;
  }

  /** The bus has accepted the guest's EXIT. */
  exited(status: number): void {
    if (this.#exitEpoch === undefined || this.#file === undefined) return;
    this.#push({ type: 'exit', epoch: this.#exitEpoch, status });
    try {
      this.#flush();
    } catch (error) {
      this.#fail(describeSystemError(error));
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #beginEpoch(epoch: number): void {
    this.abandon();
    if (epoch > this.#written + 1) return this.#fail(nobodyToldOf(this.#written + 1));
    if (epoch <= this.#written) this.#forgetFrom(epoch);
  }

  #endEpoch(epoch: number): void {
    const size = this.#queue.reduce((sum, { length }) => sum + length, EPOCH_MARK);
    this.#push({ type: 'epoch', epoch, size });
    this.#flush();
    this.#written = epoch;
    this.abandon();
  }

  /** Goes back from mark to mark. */
  #forgetFrom(epoch: number): void {
    while (this.#file !== undefined && this.#written >= epoch) {
      const bytes = Buffer.alloc(EPOCH_MARK);
      readSync(this.#file, bytes, 0, EPOCH_MARK, this.#size - EPOCH_MARK);
      const frame = openFrame(bytes);
      const mark = frame instanceof Uint8Array ? decodeFrame(frame) : undefined;
      if (mark === undefined || mark instanceof Malformed || mark.type !== 'epoch' || mark.epoch !== this.#written) {
        return this.#fail(SOMEBODY_ELSE);
      }
      this.#size -= mark.size;
      this.#written -= 1;
    }
    if (this.#file !== undefined) ftruncateSync(this.#file, this.#size);
  }

  #push(frame: RecordingFrame): void {
    this.#queue.push(sealFrame(encodeFrame(frame)));
  }

  #flush(): void {
    this.#put(Buffer.concat(this.#queue));
    this.#queue = [];
  }

  #put(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && this.#file !== undefined;) {
      const written = writeSync(this.#file, bytes, at, bytes.length - at, this.#size);
      at += written;
      this.#size += written;
    }
  }

  /** The run matters more than its recording: it goes on without. */
  #fail(why: string): void {
    if (this.#file === undefined) return;
    this.close();
    this.#failed(recordingEnds(this.#written, why));
  }
}
