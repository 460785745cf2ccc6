/**
 * A recording of a run on the bare machine. What a recording holds is a guest under the monitor, to which interrupts come at the
 * ends of epochs; so the guest runs there once more, in epochs that end where an interrupt came on the bare machine. The same
 * commands end in the same way at the same instructions, and that it does the same is checked.
 */
import { type CommandRequest, hasResult } from '../../../emulator/devices/device.ts';
import type { EnvironmentQuery } from '../../../emulator/environment.ts';
import { EpochRecorder, type Part } from '../../recording/epoch-recorder.ts';
import type { Recording } from '../../bus/bus.ts';
import { FreshMachines } from '../../simulator/fresh-machines.ts';
import type { SimulatedMachine } from '../../simulator/machine-source.ts';
import type { ExploredGuest } from '../guest.ts';
import { TLB_SEED, type VirtualMachine } from '../machine/virtual-machine.ts';
import { sameRequest } from '../machine/virtual-world.ts';
import { type Arrival, BareTape } from './bare-tape.ts';

/** Instructions of an epoch that ends at a rest, or with the guest's run, at most. */
export const LONGEST_EPOCH = 2 ** 31 - 1;
/** Instructions of one call of the monitor. */
const SLICE = 1_000_000;

/** Why there can be no recording; undefined: there is one. */
export type NotRecorded = string | undefined;

/** How a run ends; parted: it is not the one on the tape. */
type Status = number | 'parted' | undefined;

/** Records what `run` does with `machine`, which stands at power-on. */
export function recordBare(
  guest: ExploredGuest,
  machine: VirtualMachine,
  run: () => void,
  recording: Recording,
): NotRecorded {
  const tape = new BareTape(machine, guest.input);
  run();
  const again = new UnderMonitor(guest, tape);
  const status = again.run(machine);
  const same =
    status === machine.ending?.status &&
    again.commands.length === tape.commands.length &&
    again.commands.every((request, index) => sameRequest(request, tape.commands[index]));
  if (!same) return 'under a hypervisor the guest does not do the same: it knows another machine';
  for (const part of again.parts) recording.take(part);
  if (status !== undefined) recording.exited(status);
  return undefined;
}

/** The guest under the monitor, with what came on the bare machine. */
class UnderMonitor {
  readonly parts: Part[] = [];
  /** Those with a RESULT that it gives. */
  readonly commands: CommandRequest[] = [];
  readonly #tape: BareTape;
  readonly #vm: SimulatedMachine;
  readonly #recorder = new EpochRecorder(true, (part) => this.parts.push(part));
  #epoch = 0;
  #instructions = 0;
  /** Values of the tape that it was given. */
  #supplied = 0;

  constructor(guest: ExploredGuest, tape: BareTape) {
    this.#tape = tape;
    this.#vm = new FreshMachines(guest).booted(TLB_SEED);
  }

  /** How the guest's run ends, with what came before `end`: its exit status, undefined without one, or it goes another way. */
  run(end: VirtualMachine): Status {
    for (const arrival of this.#tape.arrivals) {
      const status = this.#runTo(arrival);
      if (status !== undefined) return status;
    }
    const { instructions, ending, tick: ticks } = end;
    return this.#runTo({ instructions, atRest: ending !== undefined, interrupts: [], ticks });
  }

  /** One epoch, up to where this arrives; undefined if the guest comes there. */
  #runTo(arrival: Arrival): Status {
    const vm = this.#vm;
    this.#epoch += 1;
    this.#recorder.begin(this.#epoch);
    vm.startEpoch(arrival.atRest ? LONGEST_EPOCH : arrival.instructions - this.#instructions);
    for (;;) {
      const exit = vm.run(SLICE);
      switch (exit.type) {
        case 'slice':
          break;
        case 'output':
          if (hasResult(exit.request)) this.commands.push(exit.request);
          if (exit.request.kind !== 'exit') break;
          this.#recorder.exit();
          return exit.request.status;
        case 'environment':
          if (!this.#supply(exit.query)) return 'parted';
          break;
        case 'epoch-end':
          this.#instructions += exit.completed;
          this.#recorder.ended({ ...exit, hash: vm.stateHash() });
          return this.#instructions === arrival.instructions && this.#deliver(arrival) ? undefined : 'parted';
      }
    }
  }

  #supply(query: EnvironmentQuery): boolean {
    const value = this.#tape.values[this.#supplied];
    if (value?.query !== query) return false;
    this.#supplied += 1;
    this.#recorder.supplied(value);
    this.#vm.supply(value);
    return true;
  }

  /** False if the guest does not await it. */
  #deliver({ interrupts, ticks }: Arrival): boolean {
    const awaited = new Set(this.#vm.outstanding().map(({ id }) => id));
    if (!interrupts.every((one) => one.type === 'input' || awaited.has(one.completion.id))) return false;
    this.#vm.deliver(interrupts, ticks);
    this.#recorder.delivered(interrupts, ticks);
    this.#recorder.finish();
    return true;
  }
}
