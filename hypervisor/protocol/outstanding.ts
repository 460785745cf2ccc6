/** The I/O operations outstanding: issued by the guest, with a RESULT, and no interrupt for them yet (IO1, P8). */
import { hasResult, type Request } from '../../emulator/devices/device.ts';

export class Outstanding {
  readonly #requests = new Map<number, Request>();

  /** Takes note of a request the guest has issued; one without a RESULT is never outstanding. */
  issue(request: Request): void {
    if (hasResult(request)) this.#requests.set(request.id, request);
  }

  /** Takes note that the interrupt for request `id` has come; false if that request is not outstanding. */
  complete(id: number): boolean {
    return this.#requests.delete(id);
  }

  /** All of them, oldest first. */
  list(): Request[] {
    return [...this.#requests.values()];
  }
}
