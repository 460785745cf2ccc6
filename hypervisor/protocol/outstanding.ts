/**
 * The I/O operations outstanding at a backup: issued by its guest, with a RESULT, and no interrupt for them yet (IO1). Its
 * failover epoch makes them uncertain (P8); as the primary it begins with none, and outputs.ts keeps its book.
 */
import { checkpointOfMap, type Rollback } from '../../emulator/checkpoint.ts';
import { hasResult, type Request } from '../../emulator/devices/device.ts';

export class Outstanding {
  readonly #requests = new Map<number, Request>();

  /** Takes note of a request the guest has issued; one without a RESULT is never outstanding. */
  issue(request: Request): void {
    if (hasResult(request)) this.#requests.set(request.id, request);
  }

  /** Takes note that the interrupt for request `id` has come. */
  complete(id: number): void {
    this.#requests.delete(id);
  }

  checkpoint(): Rollback {
    return checkpointOfMap(this.#requests);
  }

  /** All of them, oldest first. */
  list(): Request[] {
    return [...this.#requests.values()];
  }
}
