/**
 * The primary's outputs on their way into the world: held until the variant lets them go, then performed by the bus.
 * Those without a RESULT (raw port, EXIT) have no completion interrupt that could become uncertain, so they are
 * remembered until the bus has confirmed them.
 */
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
  readonly #unconfirmed = new Map<number, Request>();

  /** Holds `request` until message number `after` is acked. */
  hold(request: Request, after: number): void {
    this.#held.push({ request, after });
    if (!hasResult(request)) this.#unconfirmed.set(request.id, request);
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

  /** The bus has performed request `id`, one without a RESULT; false if it is none of these. */
  confirm(id: number): boolean {
    return this.#unconfirmed.delete(id);
  }

  /** Are so many outputs held, or not confirmed, that their guest must wait? */
  get full(): boolean {
    return this.#held.length >= MAX_UNDONE || this.#unconfirmed.size >= MAX_UNDONE;
  }

  /** Is any output held? */
  get holding(): boolean {
    return this.#held.length > 0;
  }

  /** Has the bus confirmed every request without a RESULT? */
  get confirmed(): boolean {
    return this.#unconfirmed.size === 0;
  }

  /** Given to the bus, but not confirmed: those without a RESULT, in the order of issue. */
  unconfirmed(): Request[] {
    return [...this.#unconfirmed.values()].filter((request) => !this.isHeld(request));
  }

  /** Has `request` not been given to the bus yet? */
  isHeld(request: Request): boolean {
    for (const held of this.#held) if (held.request.id === request.id) return true;
    return false;
  }
}
