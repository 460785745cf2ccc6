/** What came to the guest in a run on the bare machine, and when: all that another machine needs to do the same. */
import type { CommandRequest } from '../../../emulator/devices/device.ts';
import type { EnvironmentValue } from '../../../emulator/environment.ts';
import type { Interrupt } from '../../protocol/messages.ts';
import type { VirtualMachine } from '../machine/virtual-machine.ts';

/** Interrupts that come between two instructions. */
export interface Arrival {
  /** Instructions completed since power-on. */
  readonly instructions: number;
  /** The guest rests. */
  readonly atRest: boolean;
  /** In the order in which they come; none: the interval timer is due. */
  readonly interrupts: readonly Interrupt[];
  /** What the interval timer shows. */
  readonly ticks: number;
}

export class BareTape {
  readonly #machine: VirtualMachine;
  readonly #arrivals: Arrival[] = [];
  /** What the guest was shown of clocks and positions, in order. */
  readonly values: EnvironmentValue[] = [];
  /** The commands that it gave. */
  readonly commands: CommandRequest[] = [];

  /** Watches `machine`, which stands at power-on; as much of `input` is typed as it says. */
  constructor(machine: VirtualMachine, input: Uint8Array) {
    this.#machine = machine;
    const { come, ended } = machine.input;
    if (come > 0 || ended) this.#arrive([{ type: 'input', from: 0, bytes: input.subarray(0, come), end: ended }]);
    machine.watcher = {
      commanded: ({ request }) => this.commands.push(request),
      completed: (_, completion) => {
        if (machine.ending === undefined) this.#arrive([{ type: 'completion', completion }]);
      },
      timed: () => this.#arrive([]),
      typed: (from, bytes, end) => this.#arrive([{ type: 'input', from, bytes, end }]),
      answered: (value) => this.values.push(value),
    };
  }

  get arrivals(): readonly Arrival[] {
    return this.#arrivals;
  }

  #arrive(interrupts: readonly Interrupt[]): void {
    const { instructions, resting: atRest, tick: ticks } = this.#machine;
    const last = this.#arrivals.at(-1);
    const same = last?.instructions === instructions;
    if (same) this.#arrivals.pop();
    const earlier = same ? last.interrupts : [];
    this.#arrivals.push({ instructions, atRest, interrupts: [...earlier, ...interrupts], ticks });
  }
}
