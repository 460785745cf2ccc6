/**
 * The system device: a guest ends its run here, and learns how much RAM there is. Specified by emulator/board.md.
 */
import { defineDevice, type Device, type DeviceContext, namesOf, offsetsOf, type SavedDevice } from './definition.ts';

export const SYSTEM_PAGE = 0xf0000000;

const REGISTERS = {
  EXIT: { at: 0x00, access: 'w', text: 'stop, the low 8 bits are the exit status' },
  RAM: { at: 0x04, access: 'r', text: 'bytes' },
} as const;
export const SYSTEM = offsetsOf(REGISTERS);

/** EXIT is no operation of a device but the end of the machine: device.ts, ExitRequest. */
export const SYSTEM_DEVICE = defineDevice({
  name: 'system',
  page: SYSTEM_PAGE,
  registers: REGISTERS,
  requests: [],
  nameOfWord: namesOf({}),
  plug: (context) => new SystemDevice(context),
});

export class SystemDevice implements Device {
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

  outstanding(): [] {
    return [];
  }

  save(): SavedDevice {
    return { outstanding: [], input: new Uint8Array(0) };
  }

  restore(): void {
    // It has no state: RAM's size is the machine's.
  }
}
