/**
 * The system device: a guest ends its run here, and learns how much RAM there is. Specified by emulator/board.md.
 */
import { SYSTEM, SYSTEM_PAGE } from '../board.ts';
import type { Device, DeviceContext, DeviceState, Request } from './device.ts';

export class SystemDevice implements Device {
  readonly page = SYSTEM_PAGE;
  readonly #context: DeviceContext;

  constructor(context: DeviceContext) {
    this.#context = context;
  }

  environmentQuery(): undefined {
    return undefined;
  }

  load(offset: number): number | undefined {
    return offset === SYSTEM.RAM ? this.#context.memory.size : undefined;
  }

  store(offset: number, value: number): boolean {
    if (offset !== SYSTEM.EXIT) return false;
    this.#context.request({ kind: 'exit', id: this.#context.nextRequestId(), status: value & 0xff });
    return true;
  }

  complete(): boolean {
    return false;
  }

  outstanding(): readonly Request[] {
    return [];
  }

  save(): DeviceState {
    return { outstanding: [], input: new Uint8Array(0) };
  }

  restore(): void {
    // It has no state: RAM's size is the machine's.
  }
}
