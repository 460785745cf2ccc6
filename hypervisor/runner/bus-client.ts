/** The bus as a replica sees it: typed messages over the link to hvrun. Without the bus a replica has nothing to live for. */
import type { Rollback } from '../../emulator/checkpoint.ts';
import { hasResult } from '../../emulator/devices/device.ts';
import { decodeToReplica, encodeToBus } from '../bus/codec.ts';
import type { ToBus, ToReplica } from '../bus/messages.ts';
import type { Doorbell } from '../links/doorbell.ts';
import type { Link } from '../links/link.ts';
import { NOT_OUR_BUS } from '../words/replicas.ts';

/** The bus has gone, or what speaks there isn't one: the replica ends. */
export class BusLost extends Error {}

/** The bus has no part for this replica any more, and has said why. */
export class Dismissed extends BusLost {
  /** Because the run is over? */
  readonly over: boolean;

  constructor(reason: string, over: boolean) {
    super(reason);
    this.over = over;
  }
}

/** Time between two looks of a replica that waits, in milliseconds, if no bell rings. */
export const LOOK_MS = 5;

export class BusClient {
  readonly #link: Link;
  readonly #doorbell: Doorbell;
  #unflushed = false;
  #urgent = false;

  constructor(link: Link, doorbell: Doorbell) {
    this.#link = link;
    this.#doorbell = doorbell;
  }

  checkpoint(): Rollback {
    const state = [this.#unflushed, this.#urgent] as const;
    return () => void ([this.#unflushed, this.#urgent] = state);
  }

  /** Is something queued? */
  get unflushed(): boolean {
    return this.#unflushed;
  }

  /** Is something queued that can't wait? */
  get urgent(): boolean {
    return this.#urgent;
  }

  /** Queues a message. Outputs without a RESULT, and what is told for a trace, may wait for others of their kind. */
  send(message: ToBus): void {
    this.#link.send(encodeToBus(message));
    this.#unflushed = true;
    this.#urgent ||= !mayWait(message);
  }

  /** Puts what is queued on its way; waits while the bus does not take it. */
  flush(): void {
    while (this.#unflushed) {
      this.#unflushed = !this.#link.flush();
      if (this.#unflushed) this.#doorbell.wait(this.#doorbell.count(), 1);
      this.assertAlive();
    }
    this.#urgent = false;
  }

  /** Throws {@link BusLost} if the bus has gone, whatever it had said before that. */
  assertAlive(): void {
    if (!this.#link.closed()) return;
    // Its last words may be why.
    for (let frame = this.#link.receive(); frame; frame = this.#link.receive()) decode(frame);
    throw new BusLost();
  }

  /** The next message, or undefined if none is there. Throws {@link BusLost}. */
  receive(): ToReplica | undefined {
    const frame = this.#link.receive();
    if (frame === undefined) {
      this.assertAlive();
      return undefined;
    }
    return decode(frame);
  }

  /** Waits for the next message. */
  next(): ToReplica {
    return this.await(() => {
      const message = this.receive();
      if (message !== undefined) return message;
      this.#link.waitInRead?.();
      return this.receive();
    });
  }

  /** Waits until `what` gives something, as long as the bus lives; looks at least every `lookMs`. */
  await<T>(what: () => T | undefined, lookMs = LOOK_MS): T {
    for (;;) {
      const count = this.#doorbell.count();
      const value = this.look(what);
      if (value !== undefined) return value;
      this.#doorbell.wait(count, lookMs);
    }
  }

  /** One look of {@link await}. Throws {@link BusLost}. */
  look<T>(what: () => T | undefined): T | undefined {
    const value = what();
    if (value === undefined) this.assertAlive();
    return value;
  }
}

/** Throws {@link BusLost}. */
function decode(frame: Uint8Array): ToReplica {
  const message = decodeToReplica(frame);
  if (!message) throw new BusLost(NOT_OUR_BUS);
  if (message.type === 'dismissed') throw new Dismissed(message.reason, message.over);
  return message;
}

function mayWait(message: ToBus): boolean {
  return (
    message.type === 'observed' ||
    (message.type === 'perform' && !hasResult(message.request) && message.request.kind !== 'exit')
  );
}
