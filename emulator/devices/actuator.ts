/**
 * The actuator device: the control rod of the lecture. SET is repeatable ("set to 3 metres"), MOVE is not ("lower by 2").
 * Specified by emulator/board.md.
 */
import { ACTUATOR, ACTUATOR_INTERRUPT, ACTUATOR_PAGE, RESULT } from '../board.ts';
import { ask, type EnvironmentQuery } from '../environment.ts';
import type { Completion, Device, DeviceContext, DeviceState, Request } from './device.ts';
import { Outstanding } from './outstanding.ts';

/** Words of the register window. */
const WORD = { RESULT: 0 } as const;
export { WORD as ACTUATOR_WORD };

export class ActuatorDevice implements Device {
  readonly page = ACTUATOR_PAGE;
  readonly #context: DeviceContext;
  readonly #words: Int32Array;
  readonly #outstanding = new Outstanding();

  constructor(context: DeviceContext) {
    this.#context = context;
    this.#words = context.registers;
  }

  environmentQuery(offset: number): EnvironmentQuery | undefined {
    return offset === ACTUATOR.POSITION ? 'actuator-position' : undefined;
  }

  load(offset: number): number | undefined {
    switch (offset) {
      case ACTUATOR.POSITION:
        return ask(this.#context.environment, 'actuator-position').position;
      case ACTUATOR.RESULT:
        return this.#words[WORD.RESULT];
      default:
        return undefined;
    }
  }

  store(offset: number, value: number): boolean {
    switch (offset) {
      case ACTUATOR.SET:
        return this.#command(offset, value, (id) => ({ kind: 'actuator-set', id, position: value | 0 }));
      case ACTUATOR.MOVE:
        return this.#command(offset, value, (id) => ({ kind: 'actuator-move', id, distance: value | 0 }));
      default:
        return false;
    }
  }

  #command(code: number, position: number, requestOf: (id: number) => Request): boolean {
    if (this.#words[WORD.RESULT] === RESULT.BUSY) return false;
    const request = requestOf(this.#context.nextRequestId());
    this.#context.commanded(request.id, { device: 'actuator', slot: 0, code, position, length: 0, address: 0 });
    this.#words[WORD.RESULT] = RESULT.BUSY;
    this.#outstanding.add(request);
    this.#context.request(request);
    return true;
  }

  complete(completion: Completion): boolean {
    if (this.#outstanding.take(completion.id) === undefined) return false;
    this.#words[WORD.RESULT] = completion.result;
    this.#context.raise(ACTUATOR_INTERRUPT);
    return true;
  }

  outstanding(): readonly Request[] {
    return this.#outstanding.list();
  }

  save(): DeviceState {
    return { outstanding: this.#outstanding.list(), input: new Uint8Array(0) };
  }

  restore(state: DeviceState): void {
    this.#outstanding.restore(state.outstanding);
  }
}
