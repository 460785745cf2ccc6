/**
 * The clock device: UTC since 1970. Reading SECONDS asks the environment once and latches MICROSECONDS with it, so that
 * the two belong to the same moment. Specified by emulator/board.md.
 */
import { ask, type EnvironmentQuery } from '../environment.ts';
import { defineDevice, type Device, type DeviceContext, namesOf, offsetsOf } from './definition.ts';
import { NothingUnderWay } from './nothing-under-way.ts';

export const CLOCK_PAGE = 0xf0001000;

const REGISTERS = {
  SECONDS: { at: 0x00, access: 'r', text: 'UTC since 1970, latches the next' },
  MICROSECONDS: { at: 0x04, access: 'r' },
} as const;
export const CLOCK = offsetsOf(REGISTERS);

/** Words of the register window. */
const WORD = { MICROSECONDS: 0 } as const;

export const CLOCK_DEVICE = defineDevice({
  name: 'clock',
  page: CLOCK_PAGE,
  registers: REGISTERS,
  requests: [],
  nameOfWord: namesOf(WORD),
  plug: (context) => new ClockDevice(context),
});

export class ClockDevice extends NothingUnderWay implements Device {
  readonly #context: DeviceContext;
  readonly #words: Int32Array;

  constructor(context: DeviceContext) {
    super();
    this.#context = context;
    this.#words = context.registers;
  }

  environmentQuery(offset: number): EnvironmentQuery | undefined {
    return offset === CLOCK.SECONDS ? 'time-of-day' : undefined;
  }

  load(offset: number): number | undefined {
    switch (offset) {
      case CLOCK.SECONDS: {
        const time = ask(this.#context.environment, 'time-of-day');
        this.#words[WORD.MICROSECONDS] = time.microseconds;
        return time.seconds;
      }
      case CLOCK.MICROSECONDS:
        return this.#words[WORD.MICROSECONDS];
      default:
        return undefined;
    }
  }

  store(): boolean {
    return false;
  }
}
