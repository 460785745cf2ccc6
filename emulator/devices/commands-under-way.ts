/**
 * The commands of one device that have not completed: its RESULT, or a slot's, is busy. They carry write data, so they can't
 * be words of the device's register window.
 */
import type { AnyRequest } from './definition.ts';

export class CommandsUnderWay<R extends AnyRequest> {
  #requests: readonly R[] = [];

  add(request: R): void {
    this.#requests = [...this.#requests, request];
  }

  /** Removes and returns request `id`, or returns undefined if it isn't one of these. */
  take(id: number): R | undefined {
    const taken = this.#requests.find((request) => request.id === id);
    if (taken !== undefined) this.#requests = this.#requests.filter((request) => request !== taken);
    return taken;
  }

  /** Oldest first. */
  list(): readonly R[] {
    return this.#requests;
  }

  restore(requests: readonly R[]): void {
    this.#requests = [...requests];
  }
}
