/**
 * The primary's outputs on their way into the world and back: held until the variant lets them go, then performed by the bus,
 * which answers each. The answer to one with a RESULT is its completion (IO1). Those without (raw port, EXIT) have no
 * interrupt that could become uncertain, so they are remembered until the bus has confirmed them.
 */
import { checkpointOfMap, type Rollback } from '../../emulator/checkpoint.ts';
import { hasResult, type Request } from '../../emulator/devices/device.ts';
import { Queue } from '../queue.ts';

/**
 * Outputs under way before their guest must wait. Devices bound those with a RESULT; nothing else would bound the bytes of
 * a guest that prints without end while its backup, or the bus, is slow.
 */
const MAX_UNDONE = 1024;

export interface Held {
  readonly request: Request;
  /** The message that must be acked first. */
  readonly after: number;
}

export class Outputs {
  readonly #held = new Queue<Held>();
  /** In the order of issue: those that are held, and those that the bus has not answered. */
  readonly #unanswered = new Map<number, Request>();
  /** How many of these have no RESULT. */
  #unconfirmed = 0;

  /** Holds `request` until message number `after` is acked. */
  hold(request: Request, after: number): void {
    this.#held.push({ request, after });
    this.#unanswered.set(request.id, request);
    if (!hasResult(request)) this.#unconfirmed += 1;
  }

  /** Takes out those that may be performed now, in the order of issue; none overtakes one that is still held. */
  release(mayPass: (held: Held) => boolean): Request[] {
    const released: Request[] = [];
    for (let first = this.#held.first; first && mayPass(first); first = this.#held.first) {
      released.push(first.request);
      this.#held.shift();
    }
    return released;
  }

  /** Request `id` is over: forgets it and gives it back, unless it is unknown or was answered already. */
  answered(id: number): Request | undefined {
    const request = this.#unanswered.get(id);
    if (request && !hasResult(request)) this.#unconfirmed -= 1;
    this.#unanswered.delete(id);
    return request;
  }

  /** Are so many outputs held, or not confirmed, that their guest must wait? */
  get full(): boolean {
    return this.#held.length >= MAX_UNDONE || this.#unconfirmed >= MAX_UNDONE;
  }

  /** Is any output held? */
  get holding(): boolean {
    return this.#held.length > 0;
  }

  /** Has the bus confirmed every request without a RESULT? */
  get confirmed(): boolean {
    return this.#unconfirmed === 0;
  }

  checkpoint(): Rollback {
    const unconfirmed = this.#unconfirmed;
    const held = this.#held.checkpoint();
    const unanswered = checkpointOfMap(this.#unanswered);
    return () => {
      this.#unconfirmed = unconfirmed;
      held();
      unanswered();
    };
  }

  /** Given to the bus, but not answered: in the order of issue. */
  underWay(): Request[] {
    const held = new Set([...this.#held].map(({ request }) => request.id));
    return [...this.#unanswered.values()].filter(({ id }) => !held.has(id));
  }
}
