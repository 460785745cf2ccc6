/**
 * The console behind a second page, as HP's servers had it: port 0 of a terminal multiplexer (MUX). A byte stored to DATA
 * leaves by the console's raw port, at once, so that the transmitter's FIFO is always empty; a byte loaded from DATA is the
 * next one of the console's input, which INPUT would have given. No interrupts: drivers poll it.
 *
 * No document of HP's on it is public; the registers are those that Linux's driver knows (drivers/tty/serial/mux.c).
 */
import { defineDevice, type Device, type DeviceContext, namesOf, offsetsOf } from './definition.ts';
import { NothingUnderWay } from './nothing-under-way.ts';

export const MUX_PAGE = 0xf0006000;

const REGISTERS = {
  DATA: { at: 0x83c, access: 'rw', text: 'prints the low byte; takes the next input byte, F000 none' },
  DCOUNT: { at: 0x840, access: 'r', text: 'bytes that wait to be printed: 0' },
} as const;
export const MUX = offsetsOf(REGISTERS);

/** What a load of DATA gives when there is no byte: the input FIFO is empty. */
export const MUX_EMPTY = 0xf000;

export const MUX_DEVICE = defineDevice({
  name: 'mux',
  page: MUX_PAGE,
  registers: REGISTERS,
  constants: { MUX_EMPTY: { value: MUX_EMPTY, text: 'What a load of DATA gives when there is no byte.' } },
  // Its bytes are the console's requests.
  requests: [],
  nameOfWord: namesOf({}),
  plug: (context) => new MuxDevice(context),
});

export class MuxDevice extends NothingUnderWay implements Device {
  readonly #context: DeviceContext;

  constructor(context: DeviceContext) {
    super();
    this.#context = context;
  }

  environmentQuery(): undefined {
    return undefined;
  }

  load(offset: number): number | undefined {
    switch (offset) {
      case MUX.DATA: {
        const byte = this.#context.takeInput();
        return byte < 0 ? MUX_EMPTY : byte;
      }
      case MUX.DCOUNT:
        return 0;
      default:
        return undefined;
    }
  }

  store(offset: number, value: number): boolean {
    if (offset !== MUX.DATA) return false;
    this.#context.request({ kind: 'console-byte', id: this.#context.nextRequestId(), byte: value & 0xff });
    return true;
  }
}
