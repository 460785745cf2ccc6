/** A disturbed run from power-on, watched: what happened in it, where, and why it went wrong. */
import { RESULT } from '../../emulator/board.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
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
import { describeOperation } from '../history/operations.ts';
import { Lookout } from './machine/footprint.ts';
import { causeOf } from './causes/causes.ts';
import { codePlaceOf, type GuestPlace } from './code-place.ts';
import { type Disturbance, DisturbedRuns, type Outcome } from './disturbed-run.ts';
import {
  type Acknowledgement,
  type CommandEnd,
  type DeviceAccess,
  type Evidence,
  type ToldCommand,
  waitsForEver,
} from './evidence.ts';
import type { Pending } from './machine/virtual-world.ts';
import type { Watcher } from './machine/virtual-machine.ts';
import { ProgramCalls } from './program-calls.ts';
import type { Reference } from './reference.ts';
import type { CaseResult, CodePlace, StoryEvent } from './result.ts';

/** Accesses to devices that are remembered; they come in thousands where a driver polls. */
const MOST_ACCESSES = 5000;
/** Events that are told before and after the first thing that goes wrong. */
const TOLD_BEFORE = 8;
const TOLD_AFTER = 40;
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
type Stepping = 'never' | 'after doubts' | 'for a while' | 'always';

/** `disturbance`: makes one for each run: of a guest of which steps have to be seen there is a second one. */
export function tellRun(reference: Reference, disturbance: () => Disturbance): CaseResult {
  const first = watchedRun(reference, disturbance(), 'never');
  const outside = first.outcome.difference?.outside;
  const stepping = steppingFor(first);
  if (stepping === 'never') return tell(first);
  const again = watchedRun(reference, disturbance(), stepping);
  return tell(again.outcome.difference?.outside === outside ? again : first);
}

function steppingFor({ outcome: { difference }, telling }: WatchedRun): Stepping {
  if (difference?.outside === 'asleep') return 'always';
  if (telling.doubtedInRam) return 'after doubts';
  return difference !== undefined && waitsForEver(telling.evidence(difference)) ? 'for a while' : 'never';
}

interface WatchedRun {
  readonly outcome: Outcome;
  readonly telling: Telling;
}

function watchedRun(reference: Reference, disturbance: Disturbance, stepping: Stepping): WatchedRun {
  const runs = new DisturbedRuns(reference);
  const telling = new Telling(reference, runs, stepping);
  runs.machine.watcher = telling.watcher;
  const start = disturbance.start ?? reference.start;
  return { outcome: runs.run(start, telling.watch(disturbance), true), telling };
}

function tell({ outcome, telling }: WatchedRun): CaseResult {
  const { verdict, difference, why, instructions } = outcome;
  if (verdict !== 'broken') return { verdict, why, instructions, story: telling.story() };
  const evidence = telling.evidence(difference);
  const found = causeOf(evidence);
  const place = found?.place ?? (difference?.outside === 'stop' ? evidence.rest : telling.faulted);
  return {
    verdict,
    difference,
    instructions,
    cause: found && { rule: found.rule, words: found.words },
    place: place && telling.codePlace(place),
    story: telling.story(),
  };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Remembers what happens in one run. */
class Telling {
  readonly watcher: Watcher;
  /** Where the command stands that went wrong last: without that, mostly, the others would not have been noticed. */
  faulted: GuestPlace | undefined;
  readonly #places: ImagePlaces;
  readonly #calls: ProgramCalls;
  readonly #runs: DisturbedRuns;
  readonly #undisturbed: Evidence['undisturbed'];
  readonly #commands: Mutable<ToldCommand>[] = [];
  readonly #accesses: DeviceAccess[] = [];
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
  readonly #events: StoryEvent[] = [];
  #moment = 0;
  /** Of the last console input. */
  #typed: number | undefined;
  /** Instructions completed when the guest last rested. */
  #rested: number | undefined;
  /** The numbers of the last commands at whose end their device wrote to RAM, and raised an interrupt. */
  #writtenFor: number | undefined;
  #raisedFor: number | undefined;
  /** Events that are not told any more. */
  #untold = 0;
  /** The index, among the events, of the first thing that goes wrong. */
  #firstFault: number | undefined;
  #since = 0;

  constructor(reference: Reference, runs: DisturbedRuns, stepping: Stepping) {
    this.#runs = runs;
    this.#stepping = stepping;
    this.#lookout = new Lookout(runs.machine.processor);
    this.#undisturbed = reference.commands.map(({ request }) => request);
    this.#places = new ImagePlaces(reference.guest.image);
    this.#calls = new ProgramCalls(reference.guest);
    this.#history = new CommandHistory(() => runs.machine.instructions, {
      judged: ({ request, sequel }) => sequel && this.#sequels.set(request.id, sequel),
    });
    this.watcher = {
      commanded: (pending, place) => this.#commanded(pending, this.#noted(place)),
      completed: (pending, { result }, performed) => this.#completed(pending, result, performed),
      loaded: (address, value) => this.#accessed('load', address, value),
      stored: (address, value) => this.#accessed('store', address, value),
      typed: () => {
        this.#typed = this.#moment += 1;
        this.#noteBefore();
      },
      rested: () => (this.#rested = runs.machine.instructions),
      // What it writes before it tells how the command has ended is data that was read, and tells nothing.
      reached: (address, length, stores, over) => {
        if (over !== undefined && stores) this.#writtenFor = over.number;
        const tells = over !== undefined && stores && this.#commands[over.number - 1]?.toldInRam;
        if (tells) this.#tellsInRam(over, 'DONE', address, length);
      },
      raised: (_mask, { number }) => (this.#raisedFor = number),
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
            this.#strikes(
              number === undefined ? this.#noted(placeOf(machine.state)) : this.#commands[number - 1]?.place,
            ),
          fault: (device, words, command) =>
            this.#events.push({ ...this.#event(device, 'fault', words), ...(command && { command }) }),
        }),
      fate: (pending) => {
        const performed = disturbance.fate(pending);
        if (performed !== undefined) this.#strikes(this.#commands[pending.number - 1]?.place);
        return performed;
      },
    };
  }

  #strikes(place: GuestPlace | undefined): void {
    if (this.#firstFault === undefined) {
      this.#since = this.#moment;
      if (this.#stepping === 'for a while') this.#watchFor(WATCHED_ENDLESS, () => this.#stepped());
    }
    this.#firstFault ??= this.#events.length;
    this.faulted = place ?? this.faulted;
  }

  codePlace(place: GuestPlace): CodePlace {
    return codePlaceOf(place, this.#places, this.#runs.machine.state.ram);
  }

  /** With the call of a program's, if it is for one that the guest is there. */
  #noted(place: Place): GuestPlace {
    return { ...place, call: this.#calls.of(this.#runs.machine.state).at(0) };
  }

  evidence(difference: Evidence['difference']): Evidence {
    this.#history.end();
    const commands = this.#commands.map((command) => ({ ...command, sequel: this.#sequels.get(command.request.id) }));
    const { come, taken: popped } = this.#runs.machine.input;
    return {
      difference,
      commands,
      undisturbed: this.#undisturbed,
      since: this.#since,
      accesses: this.#accesses,
      ramWatched: this.#stepping === 'always' || this.#stepping === 'after doubts',
      acknowledgements: this.#acknowledgements,
      taken: this.#taken,
      ...(this.#typed !== undefined && { input: { come: this.#typed, left: come - popped } }),
      rest: this.#rest,
      instructions: this.#runs.machine.instructions,
      rested: this.#rested,
    };
  }

  get #rest(): GuestPlace {
    const { state, ending } = this.#runs.machine;
    return this.#noted(ending?.stop ? placeOfStop(ending.stop) : placeOf(state));
  }

  /** What happened around what went wrong. */
  story(): StoryEvent[] {
    const first = this.#firstFault ?? 0;
    const { machine } = this.#runs;
    const told = this.#events.slice(Math.max(0, first - TOLD_BEFORE), first + TOLD_AFTER);
    const status = machine.ending
      ? `the guest's run ends, status ${machine.ending.status}`
      : 'the guest does not come to an end';
    const more =
      this.#untold > 0
        ? [{ ...this.#event('guest', 'end', `... and ${this.#untold} events more`), place: undefined }]
        : [];
    return [...told, ...more, this.#event('guest', 'end', status)];
  }

  #commanded(pending: Pending, place: GuestPlace): void {
    const { number, request } = pending;
    const { instructions } = this.#runs.machine;
    this.#moment += 1;
    const command = {
      number,
      request,
      place,
      givenAt: instructions,
      given: this.#moment,
      toldInRam: false,
      end: undefined,
      outlasted: false,
      sequel: undefined,
      like: pending.like,
    };
    this.#commands.push(command);
    this.#history.commanded(request);
    const code = this.codePlace(place);
    const words = `command ${number}, ${describeOperation(request)}`;
    this.#events.push({
      at: instructions,
      lane: giverOf(request).name,
      kind: 'command',
      words,
      command: number,
      place: code,
    });
  }

  #completed(pending: Pending, result: CommandEnd['result'], performed: number | undefined): void {
    const { number, request } = pending;
    const { machine } = this.#runs;
    this.#moment += 1;
    const units = unitsOf(request);
    const fate = performed === undefined ? undefined : { performed, units };
    this.#history.performed(request.id, { id: request.id, result }, fate);
    const how = fate ? ` (${describeFate({ request, fate })})` : '';
    const words = `command ${number} ends: ${NAMES[result]}${how}`;
    const place = this.#noted(placeOf(machine.state));
    if (machine.ending === undefined) {
      this.#history.ended(request.id, result);
      const silent = this.#raisedFor === number ? undefined : this.#whySilent(pending);
      const { instructions: at } = machine;
      this.#commands[number - 1].end = { moment: this.#moment, at, result, silent, performed, place };
    } else if (fate) {
      this.#commands[number - 1].outlasted = true;
    }
    this.#tell(fate ? 'fault' : 'completion', pending, place, words);
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
    const isHigh = status !== undefined && this.#runs.machine.shown(page + status.at) !== 0;
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
    const { processor, state } = this.#runs.machine;
    if (this.#firstFault === undefined || this.#accesses.length >= MOST_ACCESSES) return;
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
      place: this.#noted(placeOfNext(state)),
    });
  }

  #tell(kind: StoryEvent['kind'], { number, request }: Pending, place: GuestPlace, words: string): void {
    if (this.#firstFault !== undefined && this.#events.length >= this.#firstFault + TOLD_AFTER) {
      this.#untold += 1;
      return;
    }
    const { instructions } = this.#runs.machine;
    const lane = giverOf(request).name;
    this.#events.push({ at: instructions, lane, kind, words, command: number, place: this.codePlace(place) });
  }

  #accessed(kind: DeviceAccess['kind'], address: number, value: number | undefined): void {
    if (this.#firstFault === undefined || this.#accesses.length >= MOST_ACCESSES) return;
    const register = registerAt(address);
    if (register === undefined) return;
    this.#moment += 1;
    const { device, name, slot = 0 } = register;
    const place = this.#noted(placeOf(this.#runs.machine.state));
    this.#accesses.push({ moment: this.#moment, kind, device, register: name, slot, value, place });
  }

  #stepped(): void {
    if (this.#firstFault === undefined) return;
    const { state } = this.#runs.machine;
    const { words } = state;
    const eirr = words[LAYOUT.CR + EIRR];
    const mask = this.#eirr & ~eirr;
    this.#moment += 1;
    if (mask !== 0 && this.#next) {
      this.#acknowledgements.push({ moment: this.#moment, mask, place: this.#noted(this.#next) });
    }
    const ahead = (words[LAYOUT.IAOQ_FRONT] >>> 0) - (words[LAYOUT.CR + IVA] >>> 0);
    if (ahead >= 0 && ahead < VECTORS) this.#taken.push(this.#moment);
    this.#noteBefore();
    this.#noteLook();
  }

  /** What the next instruction may take away, and where it stands. */
  #noteBefore(): void {
    const { state } = this.#runs.machine;
    this.#eirr = state.words[LAYOUT.CR + EIRR];
    this.#next = placeOf(state);
  }

  #event(lane: string, kind: StoryEvent['kind'], words: string): StoryEvent {
    const { machine } = this.#runs;
    return { at: machine.instructions, lane, kind, words, place: this.codePlace(this.#noted(placeOf(machine.state))) };
  }
}

const NAMES: Readonly<Record<CommandEnd['result'], string>> = {
  [RESULT.DONE]: 'done',
  [RESULT.ERROR]: 'error',
  [RESULT.UNCERTAIN]: 'uncertain',
};
