/** Frames on their way out through Node's event loop: what is written in one turn of it leaves in one piece. */
import type { Writable } from 'node:stream';
import { framed } from './frames.ts';

/** Writes a frame, whose bytes are copied; what the other side does not take is kept. Nothing, if the stream takes nothing more. */
export function writeFrame(stream: Writable, frame: Uint8Array): void {
  if (!stream.writable) return;
  if (stream.writableCorked === 0) {
    stream.cork();
    process.nextTick(() => stream.uncork());
  }
  stream.write(framed(frame));
}
