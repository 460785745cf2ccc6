/**
 * A replica's process as the bus starts and hears it: a child of hvrun with a socket pair on its descriptor 3, over which it speaks,
 * and an inbox on its descriptor 4, from which it hears, or the socket once more. It first proves that it knows the session's secret,
 * then gets its configuration and the guest.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import type { Duplex } from 'node:stream';
import { FifoOutlet } from '../links/fifo-outlet.ts';
import { ChunkFrames } from '../links/frames.ts';
import type { Inbox } from '../links/inbox.ts';
import { isProof, makeNonce } from '../links/proofs.ts';
import { writeFrame } from '../links/write-frame.ts';
import { processEnded } from '../words/replicas.ts';
import { decodeToBus, encodeToReplica } from './codec.ts';
import type { ReplicaConfiguration } from './configuration.ts';
import { configure, type SeatedReplica, type SpareMachine, type StartOptions } from './machines.ts';
import type { ToReplica } from './messages.ts';

/**
 * A replica makes much garbage and keeps little, so it needs no large place for it; and a killed process is gone the sooner the less
 * memory it has: a tenth of a millisecond for each megabyte, during which the backup can't know.
 */
const SMALL = '--max-semi-space-size=2';
/** Certificates that Node would read at its start, whoever asks for them: as long as the rest of it. A replica's links need none. */
const WITHOUT_CERTIFICATES = { NODE_EXTRA_CA_CERTS: undefined };

export interface ReplicaProcessOptions {
  /** The bundle of local-replica.ts. */
  readonly module: string;
  readonly secret: Uint8Array;
  /** What it will be at first. */
  readonly role: ReplicaConfiguration['role'];
  /** By which it hears the bus, if not over its socket. */
  readonly inbox: Inbox | undefined;
}

export class ReplicaProcess implements SpareMachine, SeatedReplica {
  readonly #options: ReplicaProcessOptions;
  readonly #child: ChildProcess;
  readonly #socket: Duplex;
  /** Absent: it hears over the socket. */
  readonly #outlet: FifoOutlet | undefined;
  readonly #frames = new ChunkFrames();
  readonly #nonce = makeNonce();
  #proved = false;
  /** What it is to run, from {@link start} on. */
  #run: StartOptions | undefined;
  #begin: (run: StartOptions) => void = () => {};
  /** Resolves when it was given a run, the process has ended, and all that it had said was received. */
  readonly ended: Promise<void>;

  /** Starts the process, which takes a while to come up: what it is to run can be told meanwhile. */
  constructor(options: ReplicaProcessOptions) {
    const { module, secret, role, inbox } = options;
    this.#options = options;
    this.#child = spawn(process.execPath, [SMALL, module, role, inbox ? 'inbox' : 'socket'], {
      argv0: 'hvrun-replica',
      env: { ...process.env, ...WITHOUT_CERTIFICATES },
      // The secret comes through standard input: command lines and environments can be read by others.
      stdio: ['pipe', 'ignore', 'inherit', 'pipe', ...(inbox ? [inbox.reader] : [])],
      // A session of its own: the terminal's signals are for hvrun, which then ends its replicas.
      detached: true,
    });
    this.#child.stdin?.on('error', () => {}).end(secret);
    this.#socket = this.#child.stdio[3] as Duplex;
    this.#socket.on('data', (chunk: Buffer) => this.#hear(chunk));
    // A broken pipe means that the process is ending; its end is told when it is complete.
    this.#socket.on('error', () => {});
    this.#outlet = inbox && new FifoOutlet(inbox.writer);
    if (inbox) closeSync(inbox.reader);
    this.ended = this.#end();
    this.send({ type: 'challenge', nonce: this.#nonce });
  }

  /** Throws an Error if `run` gives it another role than it has. */
  start(run: StartOptions): this {
    const { role } = this.#options;
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
  }

  stop(): void {
    this.#child.kill('SIGSTOP');
  }

  async #end(): Promise<void> {
    const begun = new Promise<StartOptions>((resolve) => (this.#begin = resolve));
    const exited = new Promise<string>((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('exit', (status, signal) => resolve(processEnded(status, signal)));
    });
    const silent = new Promise((resolve) => this.#socket.once('close', resolve));
    void exited.then(() => (this.#outlet ? this.#outlet.close() : this.#socket.destroy()));
    const [how, { gone }] = await Promise.all([exited, begun, silent]);
    gone(how);
  }

  #hear(chunk: Uint8Array): void {
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
    const { secret, role } = this.#options;
    return isProof(secret, this.#nonce, role, proof);
  }
}
