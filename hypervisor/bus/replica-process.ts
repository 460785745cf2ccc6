/**
 * A replica's process as the bus starts and hears it: a child of hvrun with a socket pair on its descriptor 3, over which it speaks,
 * and an inbox on its descriptor 4, from which it hears, or the socket once more. It first proves that it knows the session's secret,
 * then gets its configuration and the guest.
 */
import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { isExiting } from '../links/exiting.ts';
import { FifoOutlet } from '../links/fifo-outlet.ts';
import { ChunkFrames } from '../links/frames.ts';
import { isProof, makeNonce } from '../links/proofs.ts';
import { writeFrame } from '../links/write-frame.ts';
import { decodeToBus, encodeToReplica } from './codec.ts';
import { configure, type SeatedReplica, type SpareMachine, type StartOptions } from './machines.ts';
import type { ToReplica } from './messages.ts';
import type { Birth } from './replica-birth.ts';

/** Between two looks at one that is killed, in milliseconds. */
const LOOK_MS = 1;

export class ReplicaProcess implements SpareMachine, SeatedReplica {
  readonly #birth: Birth;
  readonly #child: ChildProcess;
  readonly #socket: Duplex;
  /** Absent: it hears over the socket. */
  readonly #outlet: FifoOutlet | undefined;
  readonly #frames = new ChunkFrames();
  readonly #nonce = makeNonce();
  #proved = false;
  /** Pieces of what it has said that have come. */
  #pieces = 0;
  /** Has its process ended? */
  #ended = false;
  /** Nothing more will be received of it. */
  #beSilent: () => void = () => {};
  /** What it is to run, from {@link start} on. */
  #run: StartOptions | undefined;
  #begin: (run: StartOptions) => void = () => {};
  /** Resolves when it was given a run, the process has ended, and all that it had said was received. */
  readonly ended: Promise<void>;

  /** The process takes a while to come up: what it is to run can be told meanwhile. */
  constructor(birth: Birth) {
    this.#birth = birth;
    this.#child = birth.child;
    this.#socket = this.#child.stdio[3] as Duplex;
    this.#socket.on('data', (chunk: Buffer) => this.#hear(chunk));
    // A broken pipe means that the process is ending; its end is told when it is complete.
    this.#socket.on('error', () => {});
    this.#outlet = birth.inbox === undefined ? undefined : new FifoOutlet(birth.inbox);
    this.ended = this.#end();
    this.send({ type: 'challenge', nonce: this.#nonce });
  }

  /** Throws an Error if `run` gives it another role than it has. */
  start(run: StartOptions): this {
    const { role } = this.#birth;
    if (run.configuration.role !== role) throw new Error(`the process was started as a ${role}`);
    this.#run = run;
    this.#begin(run);
    if (this.#proved) configure(this, run);
    return this;
  }

  /** 0 if the process could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** What is sent in one turn of the event loop leaves in one piece. */
  send(message: ToReplica): void {
    const frame = encodeToReplica(message);
    if (this.#outlet) this.#outlet.send(frame);
    else writeFrame(this.#socket, frame);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
    void this.#die();
  }

  stop(): void {
    this.#child.kill('SIGSTOP');
  }

  async #end(): Promise<void> {
    const begun = new Promise<StartOptions>((resolve) => (this.#begin = resolve));
    const exited = this.#birth.exited.finally(() => (this.#ended = true));
    const silent = new Promise<void>((resolve) => (this.#beSilent = resolve));
    this.#socket.once('close', this.#beSilent);
    void exited.then(() => this.#die()).then(() => (this.#outlet ? this.#outlet.close() : this.#socket.destroy()));
    const [run] = await Promise.all([begun, silent]);
    run.silent?.();
    run.gone(await exited);
  }

  /** It was killed, or has ended. It is silent when it executes nothing more and all that it had said was received: long before it is buried. */
  async #die(): Promise<void> {
    while (!this.#ended && !isExiting(this.pid)) await sleep(LOOK_MS);
    for (let before = -1; before !== this.#pieces;) {
      before = this.#pieces;
      // Whatever is there comes in the first turn of the event loop that begins from here on.
      await nextTurn();
      await nextTurn();
    }
    this.#beSilent();
  }

  #hear(chunk: Uint8Array): void {
    this.#pieces += 1;
    if (!this.#frames.push(chunk, (frame) => this.#take(frame))) this.kill();
  }

  #take(frame: Uint8Array): void {
    const message = decodeToBus(frame);
    if (!message) {
      this.kill();
    } else if (this.#proved && this.#run) {
      this.#run.received(message);
    } else if (message.type === 'hello' && !this.#proved && this.#isProved(message.proof)) {
      this.#proved = true;
      if (this.#run) configure(this, this.#run);
    } else {
      this.kill();
    }
  }

  #isProved(proof: Uint8Array): boolean {
    const { secret, role } = this.#birth;
    return isProof(secret, this.#nonce, role, proof);
  }
}
