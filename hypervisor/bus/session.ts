/**
 * One run of a guest on a pair, or on one replica alone: starts the processes, lets the guest start when all are ready,
 * and ends them all when it is over, however it ends.
 */
import { randomBytes } from 'node:crypto';
import type { World } from '../../emulator/world/world.ts';
import { FifoDirectory } from '../links/fifo-directory.ts';
import { SECRET_BYTES } from '../links/handshake.ts';
import { Bus, type KillOrder } from './bus.ts';
import type { ReplicaConfiguration } from './configuration.ts';
import type { ToBus } from './messages.ts';
import { ReplicaProcess } from './replica-process.ts';
import type { Story } from './story.ts';
import type { Seat } from './term.ts';

/** Where console input comes from. */
export interface InputSource {
  /** Begins to read: `typed` gets the bytes as they come, `ended` is called after the last. */
  start(typed: (bytes: Uint8Array) => void, ended: () => void): void;
  /** Stops reading for a while, and goes on. */
  setWanted(wanted: boolean): void;
}

export interface SessionOptions {
  /** The bundle of replica.ts. */
  readonly module: string;
  /** The guest's executable file. */
  readonly image: Uint8Array;
  readonly configuration: Omit<ReplicaConfiguration, 'link' | 'reportEpoch'>;
  /** With a backup? */
  readonly pair: boolean;
  readonly world: World;
  readonly input: InputSource;
  readonly story: Story;
  readonly kill?: KillOrder;
}

export type SessionEnd =
  | { readonly type: 'exit'; readonly status: number }
  /** Nobody is left to run the guest. */
  | { readonly type: 'lost' }
  /** The guest's image can't be booted on this machine. */
  | { readonly type: 'unbootable'; readonly reason: string }
  /** A replica ended before the guest could start. */
  | { readonly type: 'not-started'; readonly reason: string };

export class Session {
  readonly #options: SessionOptions;
  readonly #processes = new Map<Seat, ReplicaProcess>();
  readonly #ready = new Set<Seat>();
  readonly #fifos: FifoDirectory | undefined;
  readonly #finish: (end: SessionEnd) => void;
  readonly #end: Promise<SessionEnd>;
  #bus: Bus | undefined;

  /** Starts the replicas' processes. Throws an Error, for people, if the host does not let us. */
  constructor(options: SessionOptions) {
    this.#options = options;
    let finish: (end: SessionEnd) => void = () => {};
    this.#end = new Promise((resolve) => (finish = resolve));
    this.#finish = finish;
    if (options.pair) this.#fifos = new FifoDirectory();
    const secret = randomBytes(SECRET_BYTES);
    this.#start('first', secret);
    if (options.pair) this.#start('second', secret);
  }

  /** Resolves when the guest's run is over. The processes may still be there: see {@link stop}. */
  get end(): Promise<SessionEnd> {
    return this.#end;
  }

  /** Ends all processes, with SIGKILL, and resolves when they are gone. */
  async stop(): Promise<void> {
    for (const process of this.#processes.values()) process.kill();
    await Promise.all([...this.#processes.values()].map((process) => process.ended));
    this.#fifos?.remove();
  }

  #start(seat: Seat, secret: Uint8Array): void {
    const role = seat === 'first' ? 'primary' : 'backup';
    const process = new ReplicaProcess({
      module: this.#options.module,
      role,
      secret,
      image: this.#options.image,
      configuration: { ...this.#options.configuration, link: this.#linkOf(seat), reportEpoch: this.#reportOf(seat) },
      received: (message) => this.#received(seat, message),
      gone: (how) => this.#gone(seat, role, how),
    });
    this.#processes.set(seat, process);
    this.#options.story.named(seat, role, process.pid);
  }

  #linkOf(seat: Seat): ReplicaConfiguration['link'] {
    if (!this.#fifos) return null;
    const { toPrimary, toBackup } = this.#fifos;
    return seat === 'first' ? { from: toPrimary, to: toBackup } : { from: toBackup, to: toPrimary };
  }

  #reportOf(seat: Seat): number {
    const { kill } = this.#options;
    return kill && 'epoch' in kill && kill.seat === seat ? kill.epoch : 0;
  }

  #received(seat: Seat, message: ToBus): void {
    if (this.#bus) this.#bus.receive(seat, message);
    else if (message.type === 'ready') this.#becomeReady(seat);
    else if (message.type === 'unbootable') this.#finish(message);
    else if (message.type === 'step-down') this.#finish({ type: 'not-started', reason: message.reason });
  }

  #gone(seat: Seat, role: string, how: string): void {
    if (this.#bus) this.#bus.gone(seat, how);
    else this.#finish({ type: 'not-started', reason: `the ${role} has ended: ${how}` });
  }

  #becomeReady(seat: Seat): void {
    this.#ready.add(seat);
    if (this.#ready.size === this.#processes.size) this.#run();
  }

  /** Everybody is connected to everybody: nobody needs the FIFOs' names any more, and the guest may run. */
  #run(): void {
    this.#fifos?.remove();
    const { world, story, input, kill } = this.#options;
    const bus = new Bus({
      world,
      story,
      ports: this.#processes,
      ...(kill && { kill }),
      finished: (end) => this.#finish(end === 'lost' ? { type: 'lost' } : { type: 'exit', status: end.status }),
      wantInput: (wanted) => input.setWanted(wanted),
    });
    this.#bus = bus;
    bus.start();
    input.start(
      (bytes) => bus.typed(bytes),
      () => bus.inputEnded(),
    );
  }
}
