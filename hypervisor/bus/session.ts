/**
 * One run of a guest on a pair, or on one replica alone: starts the replicas, lets the guest start when all are ready,
 * and ends them all when it is over, however it ends.
 */
import { randomInt } from 'node:crypto';
import type { World } from '../../emulator/world/world.ts';
import { FifoError } from '../links/fifo-directory.ts';
import { hostScheduler } from '../../emulator/scheduler.ts';
import { NOT_STARTED, ON_ITS_WAY, OVER, TWO_ALREADY } from '../words/asking.ts';
import { about } from '../words/run.ts';
import { endedBeforeStart, givenUp, notReady, replica, together } from '../words/story.ts';
import { BirthWatch, birthMs } from './birth-watch.ts';
import { BirthError } from './replica-birth.ts';
import { Bus } from './bus.ts';
import type { CommandHistory } from '../history/command-history.ts';
import type { ReplicaConfiguration } from './configuration.ts';
import { type KillOrder, KillOrders } from './kill-orders.ts';
import type { SpareMachine, Machines, PeerLink, SeatedReplica } from './machines.ts';
import type { ToBus } from './messages.ts';
import { machineOf } from '../recording/recorded-machine.ts';
import { RecordingWriter } from '../recording/recording-writer.ts';
import { type PairStatus, STARTING } from './status.ts';
import type { BusEvent, PairObserver } from '../tracing/pair-observer.ts';
import type { Story } from './story.ts';
import { OTHER_SEAT, type Seat } from '../seat.ts';

/** Where console input comes from: the terminal. */
interface InputSource {
  /** Begins to read: `consumer` gets bytes number `from` and following; `end`: the input ends after them. */
  start(consumer: (from: number, bytes: Uint8Array, end: boolean) => void): void;
  /** Bytes below number `through` need not be kept back any more. */
  taken(through: number): void;
}

export interface SessionOptions {
  /** Has as many machines as the session begins with. */
  readonly machines: Machines;
  /** The guest's executable file. */
  readonly image: Uint8Array;
  readonly configuration: Omit<
    ReplicaConfiguration,
    'role' | 'start' | 'tlbSeed' | 'link' | 'reportEpochs' | 'record' | 'observe'
  >;
  /** With a backup? */
  readonly pair: boolean;
  readonly world: World;
  readonly input: InputSource;
  readonly story: Story;
  /** Follows the commands; the story listens to it. */
  readonly history: CommandHistory;
  readonly kills: readonly KillOrder[];
  /** Is a replica that has died followed by a new one, which joins the survivor? */
  readonly restart: boolean;
  /** Given lines of the trace of instructions, if the configuration wants one. */
  readonly traced?: (text: string) => void;
  /** Who watches. */
  readonly observers?: readonly PairObserver[];
  /** The file for the recording of the run, if there is to be one: open for reading and writing, and empty. */
  readonly record?: number;
  /** Told, once, why the recording ends before the run. */
  readonly recordingFailed?: (why: string) => void;
}

export type SessionEnd =
  | { readonly type: 'exit'; readonly status: number }
  /** Nobody is left to run the guest. */
  | { readonly type: 'lost' }
  /** The guest's image can't be booted on this machine. */
  | { readonly type: 'unbootable'; readonly reason: string }
  /** A replica ended before the guest could start. */
  | { readonly type: 'not-started'; readonly reason: string };

const MAX_SEED = 2 ** 32;
/** How long to wait before a new joiner is started: twice as long after each that did not become whole. */
const RESTART_MS = 20;
const LONGEST_RESTART_MS = 5000;

export class Session {
  readonly #options: SessionOptions;
  readonly #replicas = new Map<Seat, SeatedReplica>();
  readonly #ready = new Set<Seat>();
  readonly #births: BirthWatch;
  readonly #tlbSeed = randomInt(MAX_SEED);
  readonly #recording: RecordingWriter | undefined;
  /** Between the first two replicas, or between the survivor and the last joiner. */
  #link: PeerLink | undefined;
  readonly #finish: (end: SessionEnd) => void;
  readonly #end: Promise<SessionEnd>;
  #begin: () => void = () => {};
  readonly #started = new Promise<void>((resolve) => (this.#begin = resolve));
  #bus: Bus | undefined;
  /** The seat of a new replica that is not ready to join yet. */
  #joiner: Seat | undefined;
  /** Is a new replica going to be started in a while, or as soon as there is a machine for it? */
  #expected = false;
  #stopping = false;
  /** Is the guest's run over? */
  #over = false;
  #restartMs = RESTART_MS;

  /** Starts the replicas. Throws an Error, for people, if the host does not let us, or the file system's error. */
  constructor(options: SessionOptions) {
    this.#options = options;
    const limitMs = birthMs(options.configuration.timeoutMs);
    this.#births = new BirthWatch(hostScheduler, limitMs, (seat) => this.#overdue(seat, limitMs));
    let finish: (end: SessionEnd) => void = () => {};
    this.#end = new Promise((resolve) => (finish = resolve));
    this.#finish = (how) => {
      this.#over = true;
      finish(how);
    };
    this.#recording = this.#record();
    const { machines, pair } = options;
    const [first, second] = [machines.next(), pair ? machines.next() : undefined];
    if (!first || (pair && !second)) throw new Error('there are not enough machines');
    if (second) this.#link = machines.link(first, second);
    this.#start('first', 'boot', first);
    if (second) this.#start('second', 'boot', second);
  }

  /** Resolves when the guest's run is over. The replicas may still be there: see {@link stop}. */
  get end(): Promise<SessionEnd> {
    return this.#end;
  }

  /** Resolves when the guest starts; never, perhaps. */
  get started(): Promise<void> {
    return this.#started;
  }

  /** Where everybody stands. */
  async status(): Promise<PairStatus> {
    return this.#bus?.status() ?? STARTING;
  }

  /** Starts a new replica, which joins the one that is alone. Returns why it doesn't, or undefined. */
  join(): string | undefined {
    if (!this.#bus) return NOT_STARTED;
    if (this.#over || this.#stopping) return OVER;
    if (this.#joiner !== undefined || this.#expected) return ON_ITS_WAY;
    const seat = this.#bus.vacant;
    if (!seat) return TWO_ALREADY;
    this.#startJoiner(seat);
    return undefined;
  }

  /** The run is over, however it ended: returns what --kill and --stop asked for in vain, in words. */
  conclude(): string[] {
    if (this.#bus) return this.#bus.conclude();
    return new KillOrders(this.#options.kills).left({ commands: 0, lastEpoch: undefined });
  }

  /** Ends all replicas, and resolves when they are gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const replica of this.#replicas.values()) replica.kill();
    await Promise.all([...this.#replicas.values()].map((replica) => replica.ended));
    this.#link?.remove();
    this.#recording?.close();
    for (const observer of this.#options.observers ?? []) observer.close();
  }

  /** Begins the recording. Throws the file system's error. */
  #record(): RecordingWriter | undefined {
    const { record: file, image, recordingFailed: failed = () => {} } = this.#options;
    if (file === undefined) return undefined;
    const machine = machineOf(this.#configurationOf('primary', 'boot'));
    return new RecordingWriter({ file, machine, image, failed });
  }

  #start(seat: Seat, start: ReplicaConfiguration['start'], machine: SpareMachine): void {
    const role = seat === 'first' && start === 'boot' ? 'primary' : 'backup';
    const replica = machine.start({
      image: start === 'boot' ? this.#options.image : new Uint8Array(0),
      configuration: this.#configurationOf(role, start),
      received: (message) => this.#received(seat, message),
      silent: () => this.#bus?.silent(seat),
      gone: (how) => this.#gone(seat, role, how),
    });
    this.#replicas.set(seat, replica);
    this.#births.begins(seat);
    this.#options.story.named(seat, role, replica.pid);
    this.#tellObservers({ type: 'replica', seat, role, pid: replica.pid });
  }

  #configurationOf(role: ReplicaConfiguration['role'], start: ReplicaConfiguration['start']): ReplicaConfiguration {
    const { configuration, kills, record, observers = [] } = this.#options;
    return {
      ...configuration,
      role,
      start,
      // Exposed: each TLB replaces entries in its own way, as on the paper's machines.
      tlbSeed: configuration.tlbExposed && role === 'backup' ? randomInt(MAX_SEED) : this.#tlbSeed,
      link: this.#link?.of(role) ?? null,
      record: record !== undefined,
      observe: observers.length > 0,
      reportEpochs: kills.filter(({ at }) => at === 'epoch').map(({ count }) => count),
    };
  }

  #received(seat: Seat, message: ToBus): void {
    if (this.#joiner === seat) this.#hearJoiner(seat, message);
    else if (this.#bus) this.#bus.receive(seat, message);
    else if (message.type === 'ready') this.#becomeReady(seat);
    else if (message.type === 'unbootable') this.#finish(message);
    else if (message.type === 'step-down') this.#finish({ type: 'not-started', reason: message.reason });
  }

  #gone(seat: Seat, role: string, how: string): void {
    if (this.#stopping) return;
    this.#births.ends(seat);
    if (!this.#bus) return this.#finish({ type: 'not-started', reason: endedBeforeStart(role, how) });
    if (this.#joiner === seat) this.#joiner = undefined;
    this.#bus.gone(seat, how);
    if (this.#options.restart) this.#restart(seat);
  }

  /** A new replica takes the place of one that is gone, in a while. */
  #restart(seat: Seat): void {
    this.#expected = true;
    setTimeout(() => {
      if (!this.#over && !this.#stopping) this.#startJoiner(seat);
    }, this.#restartMs);
    this.#restartMs = Math.min(2 * this.#restartMs, LONGEST_RESTART_MS);
  }

  #startJoiner(seat: Seat): void {
    const { machines, story } = this.#options;
    let machine: SpareMachine | undefined;
    try {
      machine = machines.next();
      this.#expected = machine === undefined;
      if (!machine) return machines.whenThere(() => this.#restart(seat));
      this.#link?.remove();
      this.#link = machines.link(this.#replicas.get(OTHER_SEAT[seat]), machine);
    } catch (error) {
      if (!(error instanceof BirthError || error instanceof FifoError)) throw error;
      machine?.kill();
      story.notReplaced(seat, error.message);
      return this.#restart(seat);
    }
    this.#joiner = seat;
    this.#start(seat, 'join', machine);
  }

  /** What a joiner says before it is let in. */
  #hearJoiner(seat: Seat, message: ToBus): void {
    const replica = this.#replicas.get(seat);
    if (!replica || !this.#bus || !this.#link) return;
    if (message.type === 'ready') {
      this.#births.ends(seat);
      this.#joiner = undefined;
      this.#bus.join(seat, replica, this.#link.of('primary'));
    } else {
      if (message.type === 'unbootable') this.#options.story.trouble(seat, message.reason);
      replica.kill();
    }
  }

  /** A machine is not ready in time: it hangs, or its host is too busy. */
  #overdue(seat: Seat, limitMs: number): void {
    if (this.#over || this.#stopping) return;
    const what = notReady(limitMs);
    if (this.#bus) {
      this.#options.story.trouble(seat, givenUp(what));
      return this.#replicas.get(seat)?.kill();
    }
    const late = [...this.#replicas].filter(([each]) => !this.#ready.has(each));
    const names = late.map(([each, { pid }]) => replica(each === 'first' ? 'primary' : 'backup', pid));
    this.#finish({ type: 'not-started', reason: about(together(names), what) });
  }

  #becomeReady(seat: Seat): void {
    this.#births.ends(seat);
    this.#ready.add(seat);
    if (this.#ready.size === this.#replicas.size) this.#run();
  }

  /** Everybody is connected to everybody: nobody needs the link's name any more, and the guest may run. */
  #run(): void {
    this.#link?.remove();
    const { world, story, history, input, kills, observers, traced } = this.#options;
    const bus = new Bus({
      traced,
      world,
      story,
      history,
      ports: this.#replicas,
      kills,
      observers,
      recording: this.#recording,
      finished: (end) => this.#finish(end === 'lost' ? { type: 'lost' } : { type: 'exit', status: end.status }),
      whole: () => this.#becomeWhole(),
      inputTaken: (through) => input.taken(through),
    });
    this.#bus = bus;
    bus.start();
    this.#begin();
    input.start((_from, bytes, end) => bus.typed(bytes, end));
  }

  #tellObservers(event: BusEvent): void {
    for (const observer of this.#options.observers ?? []) observer.bus(event);
  }

  #becomeWhole(): void {
    this.#link?.remove();
    this.#restartMs = RESTART_MS;
  }
}
