/**
 * A replica on another host, as the bus hears it. The bus has no power over its process, and needs none: to give it up is
 * to hang up. What it may still say is not heard, so that it can perform nothing, whether or not its machine is dead; and
 * the term shuts it out besides.
 */
import type { TLSSocket } from 'node:tls';
import { FrameSocket } from '../links/frame-socket.ts';
import { HUNG_UP, sentNonsense } from '../words/links.ts';
import { GIVEN_UP } from '../words/replicas.ts';
import { decodeToBus, encodeToReplica } from './codec.ts';
import { configure, type SpareMachine, type SeatedReplica, type StartOptions } from './machines.ts';
import type { ToBus, ToReplica } from './messages.ts';

export interface RemoteReplicaOptions {
  readonly socket: TLSSocket;
  /** How long the replica may be silent, in milliseconds. */
  readonly silenceMs: number;
  /** What it says before it is started. */
  readonly received: (message: ToBus) => void;
  /** It is gone, or was given up, before it was started. */
  readonly gone: (how: string) => void;
}

export class RemoteReplica implements SpareMachine, SeatedReplica {
  readonly #socket: FrameSocket;
  #listener: Pick<StartOptions, 'received' | 'gone'>;
  /** Resolves when it is gone, or was given up and told so. */
  readonly ended: Promise<void>;
  /** Its process and host, as far as it has told. */
  pid = 'unknown';

  constructor({ socket, silenceMs, received, gone }: RemoteReplicaOptions) {
    this.#listener = { received, gone };
    this.#socket = new FrameSocket({
      socket,
      received: (frame) => this.#take(frame),
      closed: (how) => this.#listener.gone(how),
    });
    this.ended = this.#socket.finished;
    this.#socket.allowSilence(silenceMs);
  }

  /** Gives it its seat, and tells it what to run. */
  start(options: StartOptions): this {
    this.#listener = options;
    configure(this, options);
    return this;
  }

  send(message: ToReplica): void {
    this.#socket.send(encodeToReplica(message));
  }

  kill(): void {
    this.dismiss(GIVEN_UP, false);
  }

  /** Hangs up, and tells the replica why, if it still listens. `over`: the run is over, and nothing is wrong. */
  dismiss(reason: string, over: boolean): void {
    this.#socket.close(HUNG_UP, encodeToReplica({ type: 'dismissed', over, reason }));
  }

  #take(frame: Uint8Array): void {
    const message = decodeToBus(frame);
    if (message) this.#listener.received(message);
    else this.#socket.close(sentNonsense());
  }
}
