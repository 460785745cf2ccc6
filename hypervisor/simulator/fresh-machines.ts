/**
 * Machines that are made for each run, with states that are used again: to make new ones for each of ten thousand runs takes
 * longer than the runs.
 */
import { boot } from '../../emulator/boot.ts';
import { SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import { MachineState } from '../../emulator/layout.ts';
import { engineOf } from '../../emulator/translator/engines.ts';
import { Monitor, type MonitorOptions } from '../monitor/monitor.ts';
import type { SimulatedGuest } from './guest.ts';
import type { MachineSource, SimulatedMachine } from './machine-source.ts';
import { checksumOfWords } from './record/trace.ts';

/** How such machines are run. */
export type MonitoringOptions = Pick<MonitorOptions, 'simulatedCost'>;

export type MachineGuest = Pick<SimulatedGuest, 'image' | 'append' | 'disk' | 'ram' | 'tlbEntries' | 'engine'>;

/** A monitor and its machine's state. */
export class MonitoredMachine extends Monitor implements SimulatedMachine {
  readonly state: MachineState;
  readonly #release: () => void;

  /** The state is all zero, and goes back by `release`. */
  constructor(options: MonitorOptions, release: () => void = () => {}) {
    super(options);
    this.state = options.state;
    this.#release = release;
  }

  /** Boots the guest and takes it under the monitor. Throws a BootError if it doesn't fit. */
  boot({ image, append }: Pick<MachineGuest, 'image' | 'append'>): void {
    boot(this.processor, image, append);
    this.deprivilege();
  }

  checksum(): number {
    return checksumOfWords(this.state.words);
  }

  release(): void {
    this.#release();
  }
}

/** Sectors of the guest's disk. */
export function sectorsFor({ disk }: Pick<MachineGuest, 'disk'>): number {
  return Math.ceil(disk.length / SECTOR_SIZE);
}

export class FreshMachines implements MachineSource {
  readonly #guest: MachineGuest;
  readonly #options: MonitoringOptions;
  readonly #spare: MachineState[] = [];

  constructor(guest: MachineGuest, options: MonitoringOptions = {}) {
    this.#guest = guest;
    this.#options = options;
  }

  booted(tlbSeed: number): SimulatedMachine {
    const machine = this.empty(tlbSeed);
    machine.boot(this.#guest);
    return machine;
  }

  empty(tlbSeed: number): MonitoredMachine {
    const state = this.#takeState();
    const sectors = sectorsFor(this.#guest);
    const engine = engineOf(this.#guest.engine ?? 'interpreter');
    return new MonitoredMachine({ ...this.#options, state, tlbSeed, sectors, engine }, () => this.#spare.push(state));
  }

  #takeState(): MachineState {
    const state = this.#spare.pop();
    if (state === undefined) return new MachineState(this.#guest);
    state.words.fill(0);
    state.ram.fill(0);
    return state;
  }
}
