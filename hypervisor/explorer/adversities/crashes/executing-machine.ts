/**
 * A machine that really executes, and can be set to any remembered state: it knows which of its pages hold what already, so that
 * it costs what differs.
 */
import { PAGE_SIZE } from '../../../../emulator/board.ts';
import type { DirtyPageReader } from '../../../monitor/dirty-pages.ts';
import type { MonitoredMachine } from '../../../simulator/fresh-machines.ts';
import { VersionedPages } from '../../../../emulator/versioned-pages.ts';
import type { Facts, Snapshot } from './course.ts';

export class ExecutingMachine {
  readonly monitor: MonitoredMachine;
  readonly #dirty: DirtyPageReader;
  readonly #ram: VersionedPages;

  /** `monitor`: all zero. */
  constructor(monitor: MonitoredMachine) {
    const { state, processor } = monitor;
    this.monitor = monitor;
    this.#dirty = monitor.dirtyPages.reader();
    this.#ram = new VersionedPages(state.ram, PAGE_SIZE / 4, (page, words) => {
      processor.memory.restorePage(page, words);
      // For the other readers.
      processor.memory.touch(page * PAGE_SIZE);
    });
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
    this.#noteStores();
    return { pages: this.#ram.version(), saved: monitor.save(), checksum: monitor.checksum() };
  }

  restore({ pages, saved }: Snapshot): void {
    this.#noteStores();
    this.#ram.restore(pages);
    this.monitor.restoreBesidePages(saved);
    // Those that it has restored itself.
    this.#dirty.take();
  }

  #noteStores(): void {
    for (const page of this.#dirty.take()) this.#ram.touch(page);
  }
}
