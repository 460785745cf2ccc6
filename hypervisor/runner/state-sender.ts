/**
 * Copies the state of a machine while its guest goes on: all pages that hold anything, then those stored to meanwhile,
 * round after round, until few are left. The rest, with the registers, follows while the guest stands between two epochs: that is
 * the pause. A guest that stores faster than the copy gets on is slowed, so that each round is at most half as long as the one
 * before. (Clark and others, Live Migration of Virtual Machines, 2005; QEMU calls the slowing auto-converge.)
 */
import { PageSet } from '../monitor/dirty-pages.ts';
import type { CopyableMachine } from '../monitor/machine-state-copy.ts';
import { encodePages, encodeState, isZero, PAGES_PER_FRAME } from './state-frames.ts';

/** So many pages may be left for the pause: a megabyte, a few milliseconds. */
const FEW_PAGES = 256;
/** Pages that are looked at for one frame: most of a memory may never have been used. */
const LOOKED_AT = 32 * PAGES_PER_FRAME;
/** What a guest that is slowed may store to for each page that is copied, in pages. */
const STORED_PER_COPIED = 0.5;

export class StateSender {
  readonly #machine: CopyableMachine;
  readonly #send: (frame: Uint8Array) => void;
  readonly #fewPages: number;
  /** What is to be sent in this round, and in the next one; no page is in both. */
  #pages: PageSet;
  #next: PageSet;
  /** Pages at the beginning of this round. */
  #roundLength: number;
  #round = 1;
  /** Frames sent. */
  #frames = 0;
  /** The guest stores faster than the copy gets on: how many more pages it may store to. Undefined: as many as it likes. */
  #credit: number | undefined;
  #nearlyDone = false;

  /** `send` queues a frame on the link to the joiner, whose memory is all zero. */
  constructor(machine: CopyableMachine, send: (frame: Uint8Array) => void, fewPages = FEW_PAGES) {
    this.#machine = machine;
    this.#send = send;
    this.#fewPages = fewPages;
    machine.takeDirtyPages();
    this.#pages = new PageSet(machine.pageCount);
    this.#next = new PageSet(machine.pageCount);
    for (let page = 0; page < machine.pageCount; page += 1) this.#pages.add(page);
    this.#roundLength = machine.pageCount;
  }

  /** Is what is left little enough for {@link finish}? From then on it stays so, if the guest keeps to its allowance. */
  get nearlyDone(): boolean {
    return this.#nearlyDone;
  }

  /** Each round copies what was stored to in the one before; the first, all pages. */
  get round(): number {
    return this.#round;
  }

  /** Pages still to be sent, as far as is known. */
  get pagesLeft(): number {
    return this.#pages.size + this.#next.size;
  }

  /**
   * Instructions that the guest may run before the next {@link countStores}. None of them stores to more than one page, so that many
   * are safe; one that does not store so often is soon allowed more.
   */
  get allowance(): number {
    if (this.#nearlyDone) return this.pagesLeft > this.#fewPages ? 0 : 2 * this.#fewPages - this.pagesLeft;
    return Math.max(Math.floor(this.#credit ?? Infinity), 0);
  }

  /** To be called after each slice of the guest, whether or not a frame can be sent: its stores count against its allowance. */
  countStores(): void {
    if (this.#nearlyDone || this.#credit !== undefined) this.#takeStores();
  }

  /** Sends one frame of pages; false if that is not called for. To be called in between, while the guest runs. */
  work(): boolean {
    this.countStores();
    if (this.#nearlyDone && this.pagesLeft <= this.#fewPages) return false;
    this.#sendPages();
    if (this.#pages.size === 0) this.#endRound();
    return true;
  }

  /** Sends all that is left; the guest stands between two epochs. */
  finish(): void {
    this.#takeStores();
    while (this.pagesLeft > 0) {
      this.#sendPages();
      if (this.#pages.size === 0) this.#beginRound();
    }
    for (const frame of encodeState(this.#frames, this.#machine.save())) this.#send(frame);
  }

  #endRound(): void {
    this.#takeStores();
    if (this.#next.size <= this.#fewPages) this.#nearlyDone = true;
    else if (this.#next.size > this.#roundLength / 2) this.#credit ??= 0;
    this.#beginRound();
  }

  #beginRound(): void {
    [this.#pages, this.#next] = [this.#next, this.#pages];
    this.#roundLength = this.#pages.size;
    this.#round += 1;
  }

  /** What the guest has stored to since this was called last is to be sent, again. */
  #takeStores(): void {
    let more = 0;
    for (const page of this.#machine.takeDirtyPages()) if (!this.#pages.has(page) && this.#next.add(page)) more += 1;
    if (this.#credit !== undefined) this.#credit -= more;
  }

  #sendPages(): void {
    const pages: number[] = [];
    const before = this.pagesLeft;
    for (let look = 0; look < LOOKED_AT && pages.length < PAGES_PER_FRAME; look += 1) {
      const number = this.#pages.pop();
      if (number === undefined) break;
      // The joiner's memory is all zero at first; later, zeros may have come in place of something.
      if (this.#round > 1 || !isZero(this.#machine.page(number))) pages.push(number);
    }
    if (this.#credit !== undefined) this.#credit += (before - this.pagesLeft) * STORED_PER_COPIED;
    if (pages.length === 0) return;
    this.#send(encodePages(this.#frames, this.#machine, pages));
    this.#frames += 1;
  }
}
