/**
 * Machines that are made for each run, with states that are used again: to make new ones for each of ten thousand runs takes
 * longer than the runs.
 */
import { boot } from '../../emulator/boot.ts';
import { SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import type { EngineFactory } from '../../emulator/cpu/engine.ts';
import { MachineState } from '../../emulator/layout.ts';
import { engineOf } from '../../emulator/translator/engines.ts';
import { Monitor } from '../monitor/monitor.ts';
import type { SimulatedGuest } from './guest.ts';
import type { MachineSource, SimulatedMachine } from './machine-source.ts';
import { checksumOfWords } from './record/trace.ts';

export type MachineGuest = Pick<SimulatedGuest, 'image' | 'append' | 'disk' | 'ram' | 'tlbEntries' | 'engine'>;

/** A monitor and its machine's state. */
export class MonitoredMachine extends Monitor implements SimulatedMachine {
  readonly state: MachineState;
  readonly #release: () => void;

  /** `state` is all zero, and goes back by `release`. */
  constructor(
    state: MachineState,
    tlbSeed: number,
    sectors: number,
    release: () => void = () => {},
    engine?: EngineFactory,
  ) {
    super({ state, tlbSeed, sectors, engine });
    this.state = state;
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
  readonly #spare: MachineState[] = [];

  constructor(guest: MachineGuest) {
    this.#guest = guest;
  }

  booted(tlbSeed: number): SimulatedMachine {
    const machine = this.empty(tlbSeed);
    machine.boot(this.#guest);
    return machine;
  }

  empty(tlbSeed: number): MonitoredMachine {
    const state = this.#takeState();
    const release = (): void => void this.#spare.push(state);
    const engine = engineOf(this.#guest.engine ?? 'interpreter');
    return new MonitoredMachine(state, tlbSeed, sectorsFor(this.#guest), release, engine);
  }

  #takeState(): MachineState {
    const state = this.#spare.pop();
    if (state === undefined) return new MachineState(this.#guest);
    state.words.fill(0);
    state.ram.fill(0);
    return state;
  }
}
