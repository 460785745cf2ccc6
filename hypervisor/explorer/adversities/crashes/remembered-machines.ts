/** The machines of all simulated runs of one guest, which share what they have found out: see course.ts. Its memory is bounded. */
import { PAGE_SIZE } from '../../../../emulator/board.ts';
import { MachineState } from '../../../../emulator/layout.ts';
import { FreshMachines, type MachineGuest, MonitoredMachine, sectorsFor } from '../../../simulator/fresh-machines.ts';
import type { MachineSource, SimulatedMachine } from '../../../simulator/machine-source.ts';
import { type Boundary, newBoundary, type Stop } from './course.ts';
import { ExecutingMachine } from './executing-machine.ts';
import { RememberedMachine, type SharedMemory } from './remembered-machine.ts';

/** What a place of the course takes, its facts among it, about. */
const STOP_BYTES = 500;

export interface RememberedMachinesOptions {
  readonly guest: MachineGuest;
  readonly tlbSeed: number;
  /** Instructions between two looks of a machine at its links. */
  readonly slice: number;
  /** Bytes that may be remembered: machines that find out more execute. */
  readonly mostBytes: number;
}

export class RememberedMachines implements MachineSource, SharedMemory {
  readonly slice: number;
  readonly #options: RememberedMachinesOptions;
  readonly #fresh: FreshMachines;
  readonly #spare: ExecutingMachine[] = [];
  #root: Boundary | undefined;
  /** Pages that are remembered. */
  readonly #pages = new Set<Int32Array>();
  #bytes = 0;
  /** Instructions executed in all runs. */
  instructions = 0;
  /** Is what machines find out remembered? If not, those that leave the known way execute. */
  learns = true;

  constructor(options: RememberedMachinesOptions) {
    this.slice = options.slice;
    this.#options = options;
    this.#fresh = new FreshMachines(options.guest);
  }

  booted(tlbSeed: number): SimulatedMachine {
    if (tlbSeed !== this.#options.tlbSeed) throw new Error('the machines of a guest have one TLB seed');
    this.#root ??= this.#boot();
    return new RememberedMachine(this, this.#root);
  }

  empty(tlbSeed: number): SimulatedMachine {
    return this.#fresh.empty(tlbSeed);
  }

  takeExecuting(): ExecutingMachine {
    return this.#spare.pop() ?? this.#make();
  }

  giveBack(executing: ExecutingMachine): void {
    this.#spare.push(executing);
  }

  get closed(): boolean {
    return !this.learns || this.#bytes > this.#options.mostBytes;
  }

  remembered(found: Boundary | Stop): void {
    this.#bytes += STOP_BYTES;
    const snapshot = 'snapshot' in found ? found.snapshot : undefined;
    if (snapshot === undefined) return;
    this.#bytes += snapshot.saved.words.byteLength + snapshot.pages.length * 8;
    for (const page of snapshot.pages) {
      if (this.#pages.has(page)) continue;
      this.#pages.add(page);
      this.#bytes += PAGE_SIZE;
    }
  }

  executed(count: number): void {
    this.instructions += count;
  }

  #boot(): Boundary {
    const executing = this.#make();
    executing.monitor.boot(this.#options.guest);
    const root = newBoundary(executing.facts, executing.snapshot());
    this.remembered(root);
    this.giveBack(executing);
    return root;
  }

  #make(): ExecutingMachine {
    const { guest, tlbSeed } = this.#options;
    return new ExecutingMachine(
      new MonitoredMachine({ state: new MachineState(guest), tlbSeed, sectors: sectorsFor(guest) }),
    );
  }
}
