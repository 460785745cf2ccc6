/** Machine states that are used again: to make a new one for each of ten thousand runs takes longer than the runs. */
import { MachineState, type MachineStateOptions } from '../../emulator/layout.ts';

export class SpareStates {
  readonly #options: MachineStateOptions;
  readonly #spare: MachineState[] = [];

  constructor(options: MachineStateOptions) {
    this.#options = options;
  }

  /** A state that is all zero. */
  take(): MachineState {
    const state = this.#spare.pop();
    if (state === undefined) return new MachineState(this.#options);
    state.words.fill(0);
    state.ram.fill(0);
    return state;
  }

  /** Nobody uses `state` any more. */
  giveBack(state: MachineState): void {
    this.#spare.push(state);
  }
}
