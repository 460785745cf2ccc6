/** What happened in a run of the bare machine around the first thing that went wrong, for people. */
import { giverOf } from '../../emulator/devices/device.ts';
import { describeOperation } from '../history/operations.ts';
import type { GuestPlace } from './code-place.ts';
import type { Pending } from './machine/virtual-world.ts';
import type { VirtualMachine } from './machine/virtual-machine.ts';
import type { StoryEvent } from './result.ts';
import type { Whereabouts } from './whereabouts.ts';

/** Events that are told before and after the first thing that goes wrong. */
const TOLD_BEFORE = 8;
const TOLD_AFTER = 40;

export class RunStory {
  readonly #machine: VirtualMachine;
  readonly #whereabouts: Whereabouts;
  readonly #events: StoryEvent[] = [];
  /** The index, among the events, of the first thing that goes wrong. */
  #firstFault: number | undefined;
  /** Ends of commands that are not told any more. */
  #untold = 0;

  constructor(machine: VirtualMachine, whereabouts: Whereabouts) {
    this.#machine = machine;
    this.#whereabouts = whereabouts;
  }

  /** Has anything gone wrong yet? */
  get hasStruck(): boolean {
    return this.#firstFault !== undefined;
  }

  /** Something goes wrong. */
  strikes(): void {
    this.#firstFault ??= this.#events.length;
  }

  /** What goes wrong, in a sentence's words; of that command, if it is of one. */
  fault(device: string, words: string, command?: number): void {
    this.#events.push({ ...this.#event(device, 'fault', words), ...(command && { command }) });
  }

  /** The guest gives a command there. */
  commanded(pending: Pending, place: GuestPlace): void {
    this.#tell(pending, 'command', `command ${pending.number}, ${describeOperation(pending.request)}`, place);
  }

  /** A command is over: as it should be, or not. */
  ended(pending: Pending, kind: 'fault' | 'completion', words: string, place: GuestPlace): void {
    if (this.#firstFault !== undefined && this.#events.length >= this.#firstFault + TOLD_AFTER) this.#untold += 1;
    else this.#tell(pending, kind, words, place);
  }

  /** The story, with how the run ends. */
  events(): StoryEvent[] {
    const first = this.#firstFault ?? 0;
    const { ending } = this.#machine;
    const told = this.#events.slice(Math.max(0, first - TOLD_BEFORE), first + TOLD_AFTER);
    const status = ending ? `the guest's run ends, status ${ending.status}` : 'the guest does not come to an end';
    const more =
      this.#untold > 0
        ? [{ ...this.#event('guest', 'end', `... and ${this.#untold} events more`), place: undefined }]
        : [];
    return [...told, ...more, this.#event('guest', 'end', status)];
  }

  #tell({ number, request }: Pending, kind: StoryEvent['kind'], words: string, place: GuestPlace): void {
    const [at, lane] = [this.#machine.instructions, giverOf(request).name];
    this.#events.push({ at, lane, kind, words, command: number, place: this.#whereabouts.named(place) });
  }

  /** Now, and where the guest is. */
  #event(lane: string, kind: StoryEvent['kind'], words: string): StoryEvent {
    const place = this.#whereabouts.named(this.#whereabouts.here());
    return { at: this.#machine.instructions, lane, kind, words, place };
  }
}
