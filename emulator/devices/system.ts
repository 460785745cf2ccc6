/**
 * The system device: a guest ends its run here, learns how much RAM there is, and tells who looks on (hvrun --verbose) what
 * neither its console nor its status is for. Specified by emulator/board.md.
 */
import { RESULT } from '../board.ts';
import { defineDevice, defineOutput, type Device, type DeviceContext, namesOf, offsetsOf } from './definition.ts';
import { NothingUnderWay } from './nothing-under-way.ts';

export const SYSTEM_PAGE = 0xf0000000;

const REGISTERS = {
  EXIT: { at: 0x00, access: 'w', text: 'stop, the low 8 bits are the exit status' },
  RAM: { at: 0x04, access: 'r', text: 'bytes' },
  NOTE: { at: 0x08, access: 'w', text: 'a number for --verbose to tell' },
} as const;
export const SYSTEM = offsetsOf(REGISTERS);

/** What it says is between the guest and its author; two numbers of 16 bits are often enough for that. */
const NOTE = defineOutput(
  'system-note',
  { value: 'u32' },
  { describe: ({ value }) => `note ${value >>> 16}, ${value & 0xffff}` },
);

/** EXIT is no operation of a device but the end of the machine: device.ts, ExitRequest. */
export const SYSTEM_DEVICE = defineDevice({
  name: 'system',
  page: SYSTEM_PAGE,
  registers: REGISTERS,
  requests: [NOTE],
  nameOfWord: namesOf({}),
  plug: (context) => new SystemDevice(context),
  // Who looks on sees the request itself.
  hardware: () => ({ perform: (_request, done) => done({ result: RESULT.DONE }) }),
});

export class SystemDevice extends NothingUnderWay implements Device {
  readonly #context: DeviceContext;

  constructor(context: DeviceContext) {
    super();
    this.#context = context;
  }

  environmentQuery(): undefined {
    return undefined;
  }

  load(offset: number): number | undefined {
    return offset === SYSTEM.RAM ? this.#context.memory.size : undefined;
  }

  store(offset: number, value: number): boolean {
    switch (offset) {
      case SYSTEM.EXIT:
        this.#context.request({ kind: 'exit', id: this.#context.nextRequestId(), status: value & 0xff });
        return true;
      case SYSTEM.NOTE:
        this.#context.request({ kind: 'system-note', id: this.#context.nextRequestId(), value: value >>> 0 });
        return true;
      default:
        return false;
    }
  }
}
