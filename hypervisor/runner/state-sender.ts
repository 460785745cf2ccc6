/**
 * Copies the state of a machine while its guest goes on: all pages that hold anything, then those stored to meanwhile,
 * round after round, until few are left or the guest stores as fast as we copy. The rest, with the registers, follows while
 * the guest stands between two epochs: that is the pause. (Clark and others, Live Migration of Virtual Machines, 2005.)
 */
import { PAGE_SIZE } from '../../emulator/board.ts';
import type { CopyableMachine } from '../monitor/machine-state-copy.ts';
import { encodePages, encodeState, PAGES_PER_FRAME } from './state-frames.ts';

/** So many pages may be left for the pause: a megabyte, a few milliseconds. */
const FEW_PAGES = 256;
/** A guest that dirties memory faster than this many rounds can catch up with has to pause longer. */
const MOST_ROUNDS = 8;

const ZEROS = Buffer.alloc(PAGE_SIZE);

export class StateSender {
  readonly #machine: CopyableMachine;
  readonly #send: (frame: Uint8Array) => void;
  /** What is to be sent in this round, last page first. */
  #pages: number[];
  #round = 1;
  /** Frames sent. */
  #frames = 0;
  #nearlyDone = false;

  /** `send` queues a frame on the link to the joiner, whose memory is all zero. */
  constructor(machine: CopyableMachine, send: (frame: Uint8Array) => void) {
    this.#machine = machine;
    this.#send = send;
    machine.takeDirtyPages();
    this.#pages = Array.from({ length: machine.pageCount }, (_, number) => number);
  }

  /** Is what is left little enough for {@link finish}, or never going to be? */
  get nearlyDone(): boolean {
    return this.#nearlyDone;
  }

  /** Sends one frame of pages, unless {@link nearlyDone}. To be called in between, while the guest runs. */
  work(): void {
    if (this.#nearlyDone) return;
    this.#sendPages();
    if (this.#pages.length > 0) return;
    this.#pages = this.#machine.takeDirtyPages();
    this.#nearlyDone = this.#pages.length <= FEW_PAGES || this.#round === MOST_ROUNDS;
    this.#round += 1;
  }

  /** Sends all that is left; the guest stands between two epochs. */
  finish(): void {
    this.#pages = [...new Set([...this.#pages, ...this.#machine.takeDirtyPages()])];
    while (this.#pages.length > 0) this.#sendPages();
    for (const frame of encodeState(this.#frames, this.#machine.save())) this.#send(frame);
  }

  #sendPages(): void {
    const next = this.#pages.splice(-PAGES_PER_FRAME);
    // The joiner's memory is all zero at first; later, zeros may have come in place of something.
    const pages = this.#round > 1 ? next : next.filter((number) => !ZEROS.equals(this.#machine.page(number)));
    if (pages.length === 0) return;
    this.#send(encodePages(this.#frames, this.#machine, pages));
    this.#frames += 1;
  }
}
