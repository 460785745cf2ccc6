/**
 * The requests of one device that have a RESULT and have not completed. They carry write data, so they can't be words of
 * the device's register window.
 */
import type { Request } from './device.ts';

export class Outstanding {
  #requests: readonly Request[] = [];

  add(request: Request): void {
    this.#requests = [...this.#requests, request];
  }

  /** Removes and returns request `id`, or returns undefined if it isn't one of these. */
  take(id: number): Request | undefined {
    const taken = this.#requests.find((request) => request.id === id);
    if (taken !== undefined) this.#requests = this.#requests.filter((request) => request !== taken);
    return taken;
  }

  /** Oldest first. */
  list(): readonly Request[] {
    return this.#requests;
  }

  restore(requests: readonly Request[]): void {
    this.#requests = [...requests];
  }
}
