/**
 * What a device's file gives to everybody else: one {@link DeviceDefinition}. The machine, the worlds, the hypervisor, the
 * simulator, board.inc, the C header and board.md's table know a device by nothing else. How to add one: docs/add-a-device.md.
 *
 *     const RING = defineCommand('bell-ring', { times: 'u32' }, {
 *       operation: 'ring',
 *       describe: ({ times }) => `ringing the bell ${times} times`,
 *       history: ({ times }) => ({ times }),
 *     });
 */
import type { Rollback } from '../checkpoint.ts';
import type { Command } from '../report/stop-report.ts';
import type { Environment, EnvironmentQuery } from '../environment.ts';
import type { Scheduler } from '../scheduler.ts';
import type { DmaMemory } from './dma-memory.ts';
import type { Knowledge, Relation } from './repetition.ts';

/** One register: its offset in bytes, whether a guest may read or write it, and what board.md says of it. */
interface Register {
  readonly at: number;
  readonly access: 'r' | 'w' | 'rw';
  /** 32 bits unless this is 2: a halfword. */
  readonly bytes?: 2;
  readonly text?: string;
}

export type Registers = Readonly<Record<string, Register>>;

/** Registers that are there several times, `size` bytes apart. */
interface Slots {
  readonly at: number;
  readonly size: number;
  readonly count: number;
  readonly registers: Registers;
}

/** The offsets alone, by name. */
export function offsetsOf<R extends Registers>(registers: R): { readonly [Name in keyof R]: number } {
  const offsets = Object.entries(registers).map(([name, { at }]) => [name, at]);
  return Object.fromEntries(offsets) as { [Name in keyof R]: number };
}

/** A constant of the guests' beside the registers. */
export interface Constant {
  readonly value: number;
  /** For a line of comment above it. */
  readonly text?: string;
}

/** The type of a request's field, on its way between processes: at most so many bytes, or a number. */
export type Field = 'u8' | 'u32' | 'i32' | { readonly most: number };
export type Fields = Readonly<Record<string, Field>>;

/** An operation for the outside world, whatever it is. `id` counts a machine's requests from 1. */
export interface AnyRequest {
  readonly kind: string;
  readonly id: number;
}

/** The request that is called `Kind` and has these fields. */
export type RequestOf<Kind extends string, F extends Fields> = { readonly kind: Kind; readonly id: number } & {
  readonly [Name in keyof F]: F[Name] extends string ? number : Uint8Array;
};

/** A command that cannot be performed at all (unknown, or its buffer is not inside RAM): completes with RESULT 3. */
export interface InvalidRequest extends AnyRequest {
  readonly kind: 'invalid';
  readonly device: string;
  readonly slot: number;
}

/** A request as such: its fields in the order in which they are sent, and its words for people. */
interface RequestDefinition<R extends AnyRequest> {
  readonly kind: string;
  readonly fields: Fields;
  /** "disk write of sectors 40 to 41". */
  describe(request: R): string;
  /** In a line of the protocol's trace, behind the id: "set 1000". Its kind unless given. */
  brief?(request: R): string;
}

/** A request without a RESULT: no completion interrupt follows, and after a failover it may be performed twice. */
export interface OutputDefinition<R extends AnyRequest> extends RequestDefinition<R> {
  readonly hasResult: false;
}

/** A request with a RESULT (IO1), so that it may end uncertain (IO2). */
export interface CommandDefinition<R extends AnyRequest> extends RequestDefinition<R>, CommandWords<R> {
  readonly hasResult: true;
}

/** What is known of a kind of command besides its fields. */
interface CommandWords<R extends AnyRequest> {
  /** A verb, as `--history` has it and as in "the next command was a write". */
  readonly operation: string;
  describe(request: R): string;
  brief?(request: R): string;
  /** What else a line of `--history` says. */
  history(request: R): Readonly<Record<string, unknown>>;
  /** Where it was given, for a list of commands: ", slot 2, buffer 0x00012000". Its slot and address unless given. */
  where?(request: R): string;
  /** It has `units` parts, which are performed from the first to the last; each is a `unit`. One, unless given. */
  readonly unit?: string;
  units?(request: R): number;
  /** Bytes that a completion may bring. */
  readonly brings?: number;

  // A driver's retry: see ./repetition.ts.

  /** It may not be done twice, so a driver that repeats it makes a mistake. */
  readonly unrepeatable?: true;
  /** Unless given, the next command in its place repeats it if all of its fields but slot and address are the same. */
  relate?(earlier: R, later: AnyRequest, knowledge: Knowledge): Relation;
  /** How a command that has come in place of `earlier` differs from it. Unless given, the kinds tell all. */
  differs?(later: R, earlier: AnyRequest): { readonly place?: string; readonly detail: string };
  /** One such command repeats no more than one of those that are like it, since each has a buffer of its own. */
  readonly repeatsOne?: true;
  /** May `later`, which repeats another one, come before the repetition of this one? Not unless given. */
  mayComeAfter?(earlier: R, later: AnyRequest): boolean;
  /** How far its device's stream has come when so many of its units are performed; modulo 2^32. */
  reaches?(request: R, performed: number): number;

  // A world in which commands end uncertain: see ../world/uncertain-world.ts.

  /** Would a world with a disk of so many sectors perform it? It would, unless this says otherwise. */
  possible?(request: R, sectors: number): boolean;
  /** Nobody can tell whether it was performed. */
  readonly unseen?: true;
  /** Its first `units` units, as a request of their own; without this it is performed wholly or not at all. */
  beginning?(request: R, units: number): R;
  /** A request that changes nothing and takes its turn: given where a beginning of no units would be no command. */
  inItsPlace?(request: R): AnyRequest;
}

export function defineOutput<const Kind extends string, const F extends Fields>(
  kind: Kind,
  fields: F,
  words: Pick<RequestDefinition<RequestOf<NoInfer<Kind>, NoInfer<F>>>, 'describe' | 'brief'>,
): OutputDefinition<RequestOf<Kind, F>> {
  return { kind, fields, hasResult: false, ...words };
}

export function defineCommand<const Kind extends string, const F extends Fields>(
  kind: Kind,
  fields: F,
  words: CommandWords<RequestOf<NoInfer<Kind>, NoInfer<F>>>,
): CommandDefinition<RequestOf<Kind, F>> {
  return { kind, fields, hasResult: true, ...words };
}

/** The request that a definition defines. */
export type Defined<D> = D extends OutputDefinition<infer R> ? R : D extends CommandDefinition<infer R> ? R : never;

/** How the operation `id` ended; `data` holds the sectors of a disk read that is done. */
export interface Completion extends Outcome {
  readonly id: number;
}

export interface Outcome {
  /** 2 done, 3 error, 4 uncertain (board.ts, RESULT). */
  readonly result: 2 | 3 | 4;
  readonly data?: Uint8Array;
}

/** What a device may reach of the machine it is plugged into. */
export interface DeviceContext {
  /** The device's own window of the state buffer (layout.ts): all its registers, zero at power-on. */
  readonly registers: Int32Array;
  readonly memory: DmaMemory;
  readonly environment: Environment;
  /** Size of the disk in sectors, 0 without one: hardware, not state. */
  readonly sectors: number;
  /** Sets bits of EIRR. */
  raise(mask: number): void;
  /** The id of the machine's next request. */
  nextRequestId(): number;
  /** Sends a request into the world. A store may send several, which leave in this order. */
  request<R extends AnyRequest>(request: R): void;
  /** Takes the next byte of console input: INPUT_NONE if there is none, INPUT_END at its end (console.ts). */
  takeInput(): number;
  /** Notes the command that becomes request `id`. */
  commanded(id: number, command: Command): void;
  /**
   * Notes that the driver is told in RAM, at `address`, how the request `id` has ended: of a device without a RESULT. Data stands in RAM by
   * then; what is written afterwards says that the request is over.
   */
  told(id: number, address: number): void;
  /** Notes that the driver has broken a rule, so that the device does nothing until it is reset: `rule` says which, as in "its queue 2 was given chain 3 again, which is under way". */
  broken(rule: string): void;
}

/**
 * What of a device's state cannot be words of its register window. Together with the window it is the whole state: it
 * belongs to a machine's hash, and to what a joining backup receives.
 */
export interface SavedDevice<R extends AnyRequest = AnyRequest> {
  /** Requests with a RESULT that have not completed, oldest first. */
  readonly outstanding: readonly R[];
  /** Console input that has arrived and has not been popped, oldest first; empty for the other devices. */
  readonly input: Uint8Array;
}

/** One page of I/O space. Offsets are bytes within the page, word-aligned; values are 32-bit, signed or unsigned alike. */
export interface Device {
  /** The question that loading this register asks of the environment, or undefined if the load is ordinary. */
  environmentQuery(offset: number): EnvironmentQuery | undefined;
  /**
   * The register's value, or undefined if it can't be read (high-priority machine check). Beside its register window it changes no more than
   * that it may pop console input.
   */
  load(offset: number): number | undefined;
  /** The same of a halfword at a multiple of 2; a device without it has words alone. No such load asks the environment. */
  loadHalfword?(offset: number): number | undefined;
  /** False if the register can't be written so (high-priority machine check); then nothing has changed. */
  store(offset: number, value: number): boolean;
  /** Takes a completion if `id` is one of its own outstanding requests: DMA data, RESULT, DONE and EIRR at once. */
  complete(completion: Completion): boolean;
  /** Requests with a RESULT that have not completed, oldest first. */
  outstanding(): readonly AnyRequest[];
  /**
   * Of one that has nothing outstanding: what it needs of its driver before it does what that has asked for, as what follows its name; for people.
   * Of a guest that does not rest only what lasts: it may be about to do the rest.
   */
  needs?(rests?: boolean): string | undefined;
  save(): SavedDevice;
  restore(state: SavedDevice): void;
}

/** What a device acts on: a part of the outside world, of which there is one, however many machines there are. */
export interface Hardware<R extends AnyRequest = AnyRequest> {
  /** Performs a request; `done` is called once, later or before this returns. Range errors complete with RESULT 3. */
  perform(request: R, done: (outcome: Outcome) => void): void;
  /** The number that the device shows of it, if the definition has a `position`. */
  position?(): number;
  /** Called when all requests are over. */
  close?(): Promise<void>;
  /** Of one whose state requests change, and which can go back to an earlier one: see ../checkpoint.ts. */
  checkpoint?(): Rollback;
}

/** What a device's hardware may ask of the world that it stands in. */
export interface Surroundings {
  readonly scheduler: Scheduler;
  /** Milliseconds of the control rod's whole way from 0 to 4000 mm. */
  readonly actuatorMs: number;
  /** So many random bytes. */
  readonly random: (bytes: number) => Uint8Array;
}

export interface DeviceDefinition {
  readonly name: string;
  /** Physical address of its page. */
  readonly page: number;
  /** The bit of EIRR that its completions set, as a mask; none if nothing ever completes. */
  readonly interrupt?: number;
  readonly registers: Registers;
  readonly slots?: Slots;
  /** What a guest stores to COMMAND. */
  readonly commands?: Readonly<Record<string, number>>;
  readonly constants?: Readonly<Record<string, Constant>>;
  /** Is it this device that was given this command, although another one's definition has it? */
  readonly gives?: (request: AnyRequest) => boolean;
  /** What it may ask of the world. */
  readonly requests: readonly (OutputDefinition<AnyRequest> | CommandDefinition<AnyRequest>)[];
  /**
   * One of its registers shows a number of the world that no machine's state determines: where its hardware stands. A
   * load of it is an environment instruction, and asks `NAME-position`.
   */
  readonly position?: 'u32' | 'i32';
  /** The name of a word of its register window. */
  nameOfWord(offset: number): string;
  /** A command that it was given, in words; of a device that has commands. */
  readonly describeCommand?: (command: Command) => string;
  plug(context: DeviceContext): Device;
  /** What stands behind it, where that is the same on a host and in the simulator. */
  readonly hardware?: (surroundings: Surroundings) => Hardware;
}

/** Gives `definition` back, with its own type. */
export function defineDevice<const D extends DeviceDefinition>(definition: D): D {
  return definition;
}

/** Names the words of a window: those of a table, and the others by their number. */
export function namesOf(words: Readonly<Record<string, number>>): (offset: number) => string {
  const names = new Map(Object.entries(words).map(([name, word]) => [word, name]));
  return (offset) => names.get(offset) ?? `word ${offset}`;
}

/** "sector 40", "sectors 40 to 41": `count` of them from `first` on. */
export function spanOf(unit: string, first: number, count: number): string {
  return count <= 1 ? `${unit} ${first}` : `${unit}s ${first} to ${first + count - 1}`;
}

/** "that sector", "those sectors": what an earlier command was about. */
export function theseOf(unit: string, count: number): string {
  return count === 1 ? `that ${unit}` : `those ${unit}s`;
}
