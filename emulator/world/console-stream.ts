/**
 * The terminal's side of the console device: bytes of the raw port and of the stream port, printed in order of issue.
 * Stream bytes are numbered, and those below the stream's position were printed already; so writing again prints nothing
 * twice. Specified by emulator/board.md.
 */
import { concatenate } from '../bytes.ts';
import { RESULT } from '../board.ts';
import type { Rollback } from '../checkpoint.ts';
import type { ConsoleRequest } from '../devices/console.ts';
import type { Hardware } from '../devices/definition.ts';

/** Where console bytes go. */
export interface ConsoleSink {
  /** Prints `bytes`; calls `done` once they have left, later or before this returns; with false if nobody takes them. */
  write(bytes: Uint8Array, done: (taken: boolean) => void): void;
}

type Outcome = typeof RESULT.DONE | typeof RESULT.ERROR;

interface Piece {
  readonly bytes: Uint8Array;
  readonly done: (result: Outcome) => void;
}

/** A START this far behind the position, or farther, is one that lies beyond it: positions are modulo 2^32. */
const BEYOND = 2 ** 31;

export class ConsoleStream implements Hardware<ConsoleRequest> {
  readonly #sink: ConsoleSink;
  #position: number;
  #waiting: Piece[] = [];
  #writing = false;

  /** `position`: of a stream that goes on, the bytes accepted before. */
  constructor(sink: ConsoleSink, position = 0) {
    this.#sink = sink;
    this.#position = position;
  }

  perform(request: ConsoleRequest, done: (outcome: { readonly result: Outcome }) => void): void {
    const ended = (result: Outcome): void => done({ result });
    if (request.kind === 'console-byte') this.byte(request.byte, ended);
    else this.write(request.start, request.data, ended);
  }

  /** Stream bytes accepted so far. */
  position(): number {
    return this.#position;
  }

  /** The stream port: `data` belongs at position `start` (modulo 2^32). An error if `start` is beyond the position. */
  write(start: number, data: Uint8Array, done: (result: Outcome) => void): void {
    const printed = (this.#position - start) % 2 ** 32;
    const behind = printed < 0 ? printed + 2 ** 32 : printed;
    if (behind >= BEYOND || behind > this.#position) {
      this.#print({ bytes: new Uint8Array(0), done: () => done(RESULT.ERROR) });
      return;
    }
    const fresh = data.subarray(behind);
    this.#position += fresh.length;
    this.#print({ bytes: fresh, done });
  }

  /** The raw port: one byte, which is not counted. */
  byte(byte: number, done: (result: Outcome) => void): void {
    this.#print({ bytes: Uint8Array.of(byte), done });
  }

  checkpoint(): Rollback {
    const state = [this.#position, this.#writing] as const;
    const waiting = [...this.#waiting];
    return () => {
      [this.#position, this.#writing] = state;
      // A piece under way has its own array.
      this.#waiting = [...waiting];
    };
  }

  #print(piece: Piece): void {
    this.#waiting.push(piece);
    if (!this.#writing) this.#flush();
  }

  /** Hands everything that waits to the sink in one piece, so that single bytes don't cost a system call each. */
  #flush(): void {
    const pieces = this.#waiting;
    this.#waiting = [];
    this.#writing = true;
    const finish = (taken: boolean): void => {
      this.#writing = false;
      for (const piece of pieces) piece.done(taken ? RESULT.DONE : RESULT.ERROR);
      if (this.#waiting.length > 0 && !this.#writing) this.#flush();
    };
    const bytes = concatenate(pieces.map((piece) => piece.bytes));
    if (bytes.length === 0) finish(true);
    else this.#sink.write(bytes, finish);
  }
}
