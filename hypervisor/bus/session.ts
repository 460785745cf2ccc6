/**
 * One run of a guest on a pair, or on one replica alone: starts the processes, lets the guest start when all are ready,
 * and ends them all when it is over, however it ends.
 */
import { randomBytes, randomInt } from 'node:crypto';
import type { World } from '../../emulator/world/world.ts';
import { FifoDirectory, FifoError } from '../links/fifo-directory.ts';
import { SECRET_BYTES } from '../links/handshake.ts';
import { Bus, type KillOrder } from './bus.ts';
import type { LinkAddress, ReplicaConfiguration } from './configuration.ts';
import type { ToBus } from './messages.ts';
import { ReplicaProcess } from './replica-process.ts';
import type { Story } from './story.ts';
import type { Seat } from './term.ts';

/** Where console input comes from: the terminal. */
export interface InputSource {
  /** Begins to read: `consumer` gets bytes number `from` and following; `end`: the input ends after them. */
  start(consumer: (from: number, bytes: Uint8Array, end: boolean) => void): void;
  /** Bytes below number `through` need not be kept back any more. */
  taken(through: number): void;
}

export interface SessionOptions {
  /** The bundle of replica.ts. */
  readonly module: string;
  /** The guest's executable file. */
  readonly image: Uint8Array;
  readonly configuration: Omit<ReplicaConfiguration, 'start' | 'tlbSeed' | 'link' | 'reportEpochs'>;
  /** With a backup? */
  readonly pair: boolean;
  readonly world: World;
  readonly input: InputSource;
  readonly story: Story;
  readonly kills: readonly KillOrder[];
  /** Is a replica that has died followed by a new one, which joins the survivor? */
  readonly restart: boolean;
  /** As on the paper's machines: each TLB replaces entries in its own way, and nobody hides it. */
  readonly tlbExposed: boolean;
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
  readonly #processes = new Map<Seat, ReplicaProcess>();
  readonly #ready = new Set<Seat>();
  readonly #secret: Uint8Array;
  readonly #tlbSeed = randomInt(MAX_SEED);
  /** Between the first two replicas, or between the survivor and the last joiner. */
  #fifos: FifoDirectory | undefined;
  readonly #finish: (end: SessionEnd) => void;
  readonly #end: Promise<SessionEnd>;
  #bus: Bus | undefined;
  /** The seat of a new replica that is not ready to join yet. */
  #joiner: Seat | undefined;
  #stopping = false;
  /** Is the guest's run over? */
  #over = false;
  #restartMs = RESTART_MS;

  /** Starts the replicas' processes. Throws an Error, for people, if the host does not let us. */
  constructor(options: SessionOptions) {
    this.#options = options;
    let finish: (end: SessionEnd) => void = () => {};
    this.#end = new Promise((resolve) => (finish = resolve));
    this.#finish = (how) => {
      this.#over = true;
      finish(how);
    };
    if (options.pair) this.#fifos = new FifoDirectory();
    this.#secret = randomBytes(SECRET_BYTES);
    this.#start('first', 'boot');
    if (options.pair) this.#start('second', 'boot');
  }

  /** Resolves when the guest's run is over. The processes may still be there: see {@link stop}. */
  get end(): Promise<SessionEnd> {
    return this.#end;
  }

  /** Ends all processes, with SIGKILL, and resolves when they are gone. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const process of this.#processes.values()) process.kill();
    await Promise.all([...this.#processes.values()].map((process) => process.ended));
    this.#fifos?.remove();
  }

  #start(seat: Seat, start: ReplicaConfiguration['start']): void {
    const role = seat === 'first' && start === 'boot' ? 'primary' : 'backup';
    const process = new ReplicaProcess({
      module: this.#options.module,
      role,
      secret: this.#secret,
      image: start === 'boot' ? this.#options.image : new Uint8Array(0),
      configuration: this.#configurationOf(role, start),
      received: (message) => this.#received(seat, message),
      gone: (how) => this.#gone(seat, role, how),
    });
    this.#processes.set(seat, process);
    this.#options.story.named(seat, role, process.pid);
  }

  #configurationOf(role: 'primary' | 'backup', start: ReplicaConfiguration['start']): ReplicaConfiguration {
    const { configuration, kills, tlbExposed } = this.#options;
    return {
      ...configuration,
      start,
      tlbSeed: tlbExposed ? randomInt(MAX_SEED) : this.#tlbSeed,
      link: this.#fifos ? linkOf(this.#fifos, role) : null,
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
    if (!this.#bus) return this.#finish({ type: 'not-started', reason: `the ${role} has ended: ${how}` });
    if (this.#joiner === seat) this.#joiner = undefined;
    this.#bus.gone(seat, how);
    if (this.#options.restart) this.#restart(seat);
  }

  /** A new replica takes the place of one that is gone, in a while. */
  #restart(seat: Seat): void {
    setTimeout(() => {
      if (!this.#over && !this.#stopping) this.#startJoiner(seat);
    }, this.#restartMs);
    this.#restartMs = Math.min(2 * this.#restartMs, LONGEST_RESTART_MS);
  }

  #startJoiner(seat: Seat): void {
    this.#fifos?.remove();
    try {
      this.#fifos = new FifoDirectory();
    } catch (error) {
      if (!(error instanceof FifoError)) throw error;
      this.#options.story.trouble(seat, error.message);
      return this.#restart(seat);
    }
    this.#joiner = seat;
    this.#start(seat, 'join');
  }

  /** What a joiner says before it is let in. */
  #hearJoiner(seat: Seat, message: ToBus): void {
    const process = this.#processes.get(seat);
    if (!process || !this.#bus || !this.#fifos) return;
    if (message.type === 'ready') {
      this.#joiner = undefined;
      this.#bus.join(seat, process, linkOf(this.#fifos, 'primary'));
    } else {
      if (message.type === 'unbootable') this.#options.story.trouble(seat, message.reason);
      process.kill();
    }
  }

  #becomeReady(seat: Seat): void {
    this.#ready.add(seat);
    if (this.#ready.size === this.#processes.size) this.#run();
  }

  /** Everybody is connected to everybody: nobody needs the FIFOs' names any more, and the guest may run. */
  #run(): void {
    this.#fifos?.remove();
    const { world, story, input, kills } = this.#options;
    const bus = new Bus({
      world,
      story,
      ports: this.#processes,
      kills,
      finished: (end) => this.#finish(end === 'lost' ? { type: 'lost' } : { type: 'exit', status: end.status }),
      whole: () => this.#becomeWhole(),
      inputTaken: (through) => input.taken(through),
    });
    this.#bus = bus;
    bus.start();
    input.start((_from, bytes, end) => bus.typed(bytes, end));
  }

  #becomeWhole(): void {
    this.#fifos?.remove();
    this.#restartMs = RESTART_MS;
  }
}

/** Where a replica in this role finds its peer. */
function linkOf({ toPrimary, toBackup }: FifoDirectory, role: 'primary' | 'backup'): LinkAddress {
  return role === 'primary' ? { from: toPrimary, to: toBackup } : { from: toBackup, to: toPrimary };
}
