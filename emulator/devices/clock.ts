/**
 * The clock device: UTC since 1970. Reading SECONDS asks the environment once and latches MICROSECONDS with it, so that
 * the two belong to the same moment. Specified by emulator/board.md.
 */
import { CLOCK, CLOCK_PAGE } from '../board.ts';
import { ask, type EnvironmentQuery } from '../environment.ts';
import type { Device, DeviceContext, DeviceState, Request } from './device.ts';

/** Words of the register window. */
const WORD = { MICROSECONDS: 0 } as const;
export { WORD as CLOCK_WORD };

export class ClockDevice implements Device {
  readonly page = CLOCK_PAGE;
  readonly #context: DeviceContext;
  readonly #words: Int32Array;

  constructor(context: DeviceContext) {
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
    // The latch is a word of the window.
  }
}
