/**
 * A machine that really executes, and can be set to any remembered state: it knows which of its pages hold what already, so that
 * it costs what differs.
 */
import { PAGE_SIZE } from '../../../../emulator/board.ts';
import type { DirtyPageReader } from '../../../monitor/dirty-pages.ts';
import type { MonitoredMachine } from '../../../simulator/fresh-machines.ts';
import type { Facts, Snapshot } from './course.ts';

export class ExecutingMachine {
  readonly monitor: MonitoredMachine;
  readonly #dirty: DirtyPageReader;
  /** What each page of RAM holds, as of the last look; undefined: zeros. */
  #pages: (Uint8Array | undefined)[];

  /** `monitor`: all zero. */
  constructor(monitor: MonitoredMachine) {
    this.monitor = monitor;
    this.#dirty = monitor.dirtyPages.reader();
    this.#pages = Array.from({ length: monitor.pageCount }, () => undefined);
  }

  get facts(): Facts {
    const { monitor } = this;
    return {
      timerDue: monitor.timerDue(),
      timerTarget: monitor.processor.timerDue(),
      inputPopped: monitor.inputPopped(),
      outstanding: monitor.outstanding(),
    };
  }

  /** A copy of the state; to be taken between two epochs. */
  snapshot(): Snapshot {
    const { monitor } = this;
    for (const page of this.#dirty.take()) this.#pages[page] = copyUnlessZero(monitor.page(page));
    return { pages: this.#pages.slice(), saved: monitor.save(), checksum: monitor.checksum() };
  }

  restore({ pages, saved }: Snapshot): void {
    const { monitor } = this;
    const dirty = new Set(this.#dirty.take());
    pages.forEach((bytes, page) => {
      if (bytes === this.#pages[page] && !dirty.has(page)) return;
      if (bytes === undefined) monitor.page(page).fill(0);
      else monitor.page(page).set(bytes);
    });
    this.#pages = pages.slice();
    monitor.restore(saved);
    // It takes all pages for new, and they are what they were set to.
    this.#dirty.take();
  }
}

function copyUnlessZero(page: Uint8Array): Uint8Array | undefined {
  const words = new Int32Array(page.buffer, page.byteOffset, PAGE_SIZE / 4);
  return words.some((word) => word !== 0) ? page.slice() : undefined;
}
