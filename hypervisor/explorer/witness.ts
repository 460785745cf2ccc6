/**
 * Watches a disturbed run, and remembers what the rules in causes/ ask for: its commands, what the driver looked at and acknowledged, and
 * where it was then.
 */
import { RESULT } from '../../emulator/board.ts';
import { placeOf, placeOfNext, placeOfStop } from '../../emulator/diagnosis/place.ts';
import { giverOf, slotOf, unitsOf } from '../../emulator/devices/device.ts';
import type { DeviceDefinition } from '../../emulator/devices/definition.ts';
import { registerAt } from '../../emulator/devices/register-names.ts';
import { PSW } from '../../emulator/cpu/psw.ts';
import { LAYOUT } from '../../emulator/layout.ts';
import type { Place } from '../../emulator/report/place.ts';
import { CommandHistory } from '../history/command-history.ts';
import type { Sequel } from '../history/command-record.ts';
import { describeFate } from '../history/describe-command.ts';
import type { GuestPlace } from './code-place.ts';
import type { Disturbance } from './disturbed-run.ts';
import {
  type Acknowledgement,
  type BrokenRule,
  type CommandEnd,
  type DeviceAccess,
  type Evidence,
  isReset,
  type ToldCommand,
} from './evidence.ts';
import { Lookout } from './machine/footprint.ts';
import type { Pending } from './machine/virtual-world.ts';
import type { VirtualMachine, Watcher } from './machine/virtual-machine.ts';
import type { Reference } from './reference.ts';
import type { CodePlace, StoryEvent } from './result.ts';
import { RunStory } from './run-story.ts';
import { Whereabouts } from './whereabouts.ts';

/** Accesses to devices that are remembered; they come in thousands where a driver polls. */
const MOST_ACCESSES = 5000;
/** Control registers, and the bytes of the interruption vector. */
const [IVA, EIRR] = [14, 23];
const VECTORS = 32 * 32;
/** Instructions for which a guest is watched after a doubt of which it is told in RAM; and one without an end after what goes wrong first. */
const WATCHED_AFTER_DOUBT = 1_000_000;
const WATCHED_ENDLESS = 50_000;

/**
 * When a run goes step by step, so that what the guest does is seen: never; for a while after each doubt of which it is told in RAM; for a
 * while after the first thing that goes wrong; or always.
 */
export type Stepping = 'never' | 'after doubts' | 'for a while' | 'always';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class Witness {
  readonly watcher: Watcher;
  /** Where the command stands that went wrong last: without that, mostly, the others would not have been noticed. */
  faulted: GuestPlace | undefined;
  readonly #machine: VirtualMachine;
  readonly #whereabouts: Whereabouts;
  readonly #story: RunStory;
  readonly #undisturbed: Evidence['undisturbed'];
  readonly #commands: Mutable<ToldCommand>[] = [];
  readonly #accesses: DeviceAccess[] = [];
  /** The last one of each device. */
  readonly #brokenRules = new Map<string, BrokenRule>();
  readonly #acknowledgements: Acknowledgement[] = [];
  readonly #taken: number[] = [];
  readonly #stepping: Stepping;
  readonly #lookout: Lookout;
  /** What devices have told in RAM, by word. */
  readonly #toldInRam = new Map<number, Pick<DeviceAccess, 'device' | 'register' | 'slot'>>();
  /** Before the next instruction: EIRR, and where it stands. */
  #eirr = 0;
  #next: Place | undefined;
  readonly #history: CommandHistory;
  readonly #sequels = new Map<number, Sequel>();
  #moment = 0;
  /** Of the last console input. */
  #typed: number | undefined;
  /** Instructions completed when the guest last rested. */
  #rested: number | undefined;
  /** The numbers of the last commands at whose end their device wrote to RAM, and raised an interrupt. */
  #writtenFor: number | undefined;
  #raisedFor: number | undefined;
  /** The moment of the first thing that goes wrong. */
  #since = 0;

  constructor(reference: Reference, machine: VirtualMachine, stepping: Stepping) {
    this.#machine = machine;
    this.#stepping = stepping;
    this.#lookout = new Lookout(machine.processor);
    this.#undisturbed = reference.commands.map(({ request }) => request);
    this.#whereabouts = new Whereabouts(machine);
    this.#story = new RunStory(machine, this.#whereabouts);
    this.#history = new CommandHistory(() => machine.instructions, {
      judged: ({ request, sequel }) => sequel && this.#sequels.set(request.id, sequel),
    });
    this.watcher = {
      commanded: (pending, place) => this.#commanded(pending, this.#whereabouts.noted(place)),
      completed: (pending, { result }, performed) => this.#completed(pending, result, performed),
      loaded: (address, value) => this.#accessed('load', address, value),
      stored: (address, value) => this.#accessed('store', address, value),
      typed: () => {
        this.#typed = this.#moment += 1;
        this.#noteBefore();
      },
      rested: () => (this.#rested = machine.instructions),
      // What it writes before it tells how the command has ended is data that was read, and tells nothing.
      reached: (address, length, stores, over) => {
        if (over !== undefined && stores) this.#writtenFor = over.number;
        const tells = over !== undefined && stores && this.#commands[over.number - 1]?.toldInRam;
        if (tells) this.#tellsInRam(over, 'DONE', address, length);
      },
      raised: (_mask, { number }) => (this.#raisedFor = number),
      broken: (device, rule, over) => this.#breaks(device, rule, over?.number),
      told: (over, address) => {
        this.#tellsInRam(over, 'RESULT', address, 1);
        const command = this.#commands[over.number - 1] as Mutable<ToldCommand> | undefined;
        if (command) command.toldInRam = true;
      },
      ...(stepping === 'always' ? { stepped: () => this.#stepped() } : {}),
    };
  }

  /** Has a command ended uncertain of which the driver was told in RAM? */
  get doubtedInRam(): boolean {
    return this.#commands.some(({ toldInRam, end }) => toldInRam && end?.performed !== undefined);
  }

  /** The same disturbance, of which it is noted when it strikes first. */
  watch(disturbance: Disturbance): Disturbance {
    return {
      ...disturbance,
      begin: (machine) =>
        disturbance.begin?.(machine, {
          strikes: (number) =>
            this.#strikes(number === undefined ? this.#whereabouts.here() : this.#commands[number - 1]?.place),
          fault: (device, words, command) => this.#story.fault(device, words, command),
        }),
      fate: (pending) => {
        const performed = disturbance.fate(pending);
        if (performed !== undefined) this.#strikes(this.#commands[pending.number - 1]?.place);
        return performed;
      },
    };
  }

  #strikes(place: GuestPlace | undefined): void {
    if (!this.#story.hasStruck) {
      this.#since = this.#moment;
      if (this.#stepping === 'for a while') this.#watchFor(WATCHED_ENDLESS, () => this.#stepped());
    }
    this.#story.strikes();
    this.faulted = place ?? this.faulted;
  }

  /** A place in the guest's program, for people. */
  named(place: GuestPlace): CodePlace {
    return this.#whereabouts.named(place);
  }

  /** What is known of the run by now; `difference`: what is seen of it outside. */
  evidence(difference: Evidence['difference']): Evidence {
    this.#history.end();
    const commands = this.#commands.map((command) => ({ ...command, sequel: this.#sequels.get(command.request.id) }));
    const { come, taken: popped } = this.#machine.input;
    return {
      difference,
      commands,
      undisturbed: this.#undisturbed,
      since: this.#since,
      accesses: this.#accesses,
      brokenRules: [...this.#brokenRules.values()],
      ramWatched: this.#stepping === 'always' || this.#stepping === 'after doubts',
      acknowledgements: this.#acknowledgements,
      taken: this.#taken,
      ...(this.#typed !== undefined && { input: { come: this.#typed, left: come - popped } }),
      rest: this.#rest,
      instructions: this.#machine.instructions,
      rested: this.#rested,
    };
  }

  /** Where the guest stands at last. */
  get #rest(): GuestPlace {
    const { ending } = this.#machine;
    return ending?.stop ? this.#whereabouts.noted(placeOfStop(ending.stop)) : this.#whereabouts.here();
  }

  /** What happened around what went wrong. */
  story(): StoryEvent[] {
    return this.#story.events();
  }

  #commanded(pending: Pending, place: GuestPlace): void {
    const { number, request, like } = pending;
    this.#moment += 1;
    this.#commands.push({
      number,
      request,
      place,
      givenAt: this.#machine.instructions,
      given: this.#moment,
      toldInRam: false,
      end: undefined,
      outlasted: false,
      sequel: undefined,
      like,
    });
    this.#history.commanded(request);
    this.#story.commanded(pending, place);
  }

  #completed(pending: Pending, result: CommandEnd['result'], performed: number | undefined): void {
    const { number, request } = pending;
    this.#moment += 1;
    const units = unitsOf(request);
    const fate = performed === undefined ? undefined : { performed, units };
    this.#history.performed(request.id, { id: request.id, result }, fate);
    const how = fate ? ` (${describeFate({ request, fate })})` : '';
    const words = `command ${number} ends: ${NAMES[result]}${how}`;
    const place = this.#whereabouts.here();
    if (this.#machine.ending === undefined) {
      this.#history.ended(request.id, result);
      const silent = this.#raisedFor === number ? undefined : this.#whySilent(pending);
      const { instructions: at } = this.#machine;
      this.#commands[number - 1].end = { moment: this.#moment, at, result, silent, performed, place };
    } else if (fate) {
      this.#commands[number - 1].outlasted = true;
    }
    this.#story.ended(pending, fate ? 'fault' : 'completion', words, place);
    if (fate && this.#stepping === 'after doubts' && this.#commands[number - 1].toldInRam) {
      this.#watchFor(WATCHED_AFTER_DOUBT, () => this.#noteLook());
    }
    this.#noteBefore();
    if (this.watcher.stepped) this.#noteLook();
  }

  /** Why a device has raised no interrupt for what is over. */
  #whySilent({ number, request }: Pending): CommandEnd['silent'] {
    if (this.#writtenFor !== number) return 'untold';
    const { page, registers }: DeviceDefinition = giverOf(request);
    const status = registers['INTERRUPT_STATUS'];
    const isHigh = status !== undefined && this.#machine.shown(page + status.at) !== 0;
    return isHigh ? 'unacknowledged' : 'unwanted';
  }

  /** What the end of a command has put into RAM: how it ended, or that it did. */
  #tellsInRam({ request }: Pending, register: 'DONE' | 'RESULT', address: number, length: number): void {
    const told = { device: giverOf(request).name, register, slot: slotOf(request) };
    for (let word = address >>> 2; word < (address + length + 3) >>> 2; word += 1) this.#toldInRam.set(word, told);
  }

  /** So many steps of the guest are watched. */
  #watchFor(steps: number, step: () => void): void {
    let left = steps;
    this.watcher.stepped = () => {
      left -= 1;
      if (left === 0) this.watcher.stepped = undefined;
      step();
    };
  }

  /** The instruction that comes next may be a look at what a device has told in RAM. */
  #noteLook(): void {
    const { processor, state } = this.#machine;
    if (!this.#story.hasStruck || this.#accesses.length >= MOST_ACCESSES) return;
    if ((state.words[LAYOUT.PSW] & PSW.I) !== 0 && processor.interruptPending) return;
    const { word, words, stores } = this.#lookout.next();
    const told = words === 0 || stores ? undefined : this.#toldInRam.get(word);
    if (told === undefined) return;
    this.#moment += 1;
    this.#accesses.push({
      ...told,
      moment: this.#moment,
      kind: 'load',
      value: undefined,
      place: this.#whereabouts.noted(placeOfNext(state)),
    });
  }

  #accessed(kind: DeviceAccess['kind'], address: number, value: number | undefined): void {
    if (!this.#story.hasStruck) return;
    const broken = this.#brokenRules.size > 0;
    if (!broken && this.#accesses.length >= MOST_ACCESSES) return;
    const register = registerAt(address);
    if (register === undefined) return;
    if (broken && isReset({ kind, register: register.name, value })) this.#isReset(register.device);
    if (this.#accesses.length >= MOST_ACCESSES) return;
    this.#moment += 1;
    const { device, name, slot = 0 } = register;
    const place = this.#whereabouts.here();
    this.#accesses.push({ moment: this.#moment, kind, device, register: name, slot, value, place });
  }

  /** A rule was broken: by a store, or it shows at the end of command `over`. */
  #breaks(device: string, rule: string, over: number | undefined): void {
    if (!this.#story.hasStruck) return;
    this.#moment += 1;
    const place = this.#whereabouts.here();
    this.#brokenRules.set(device, { moment: this.#moment, device, rule, over, place, reset: false });
  }

  #isReset(device: string): void {
    const broken = this.#brokenRules.get(device);
    if (broken) this.#brokenRules.set(device, { ...broken, reset: true });
  }

  #stepped(): void {
    if (!this.#story.hasStruck) return;
    const { state } = this.#machine;
    const { words } = state;
    const eirr = words[LAYOUT.CR + EIRR];
    const mask = this.#eirr & ~eirr;
    this.#moment += 1;
    if (mask !== 0 && this.#next) {
      this.#acknowledgements.push({ moment: this.#moment, mask, place: this.#whereabouts.noted(this.#next) });
    }
    const ahead = (words[LAYOUT.IAOQ_FRONT] >>> 0) - (words[LAYOUT.CR + IVA] >>> 0);
    if (ahead >= 0 && ahead < VECTORS) this.#taken.push(this.#moment);
    this.#noteBefore();
    this.#noteLook();
  }

  /** What the next instruction may take away, and where it stands. */
  #noteBefore(): void {
    const { state } = this.#machine;
    this.#eirr = state.words[LAYOUT.CR + EIRR];
    this.#next = placeOf(state);
  }
}

const NAMES: Readonly<Record<CommandEnd['result'], string>> = {
  [RESULT.DONE]: 'done',
  [RESULT.ERROR]: 'error',
  [RESULT.UNCERTAIN]: 'uncertain',
};
