/** Code that reaches the state (../layout.ts): what the writers of regions (./emitter.ts) and of the loop (./loop/writer.ts) share. */
import type { MachineState, SCRATCH } from '../layout.ts';
import type { FunctionBuilder, Local } from '../wasm/function-builder.ts';

/** Where the state, as WebAssembly sees it, has what. All in bytes. */
export interface Places {
  readonly scratch: number;
  readonly ram: number;
  readonly ramSize: number;
  readonly operations: number;
  readonly immediates: number;
}

export function placesOf(state: MachineState): Places {
  return {
    scratch: state.scratch.byteOffset,
    ram: state.ramBase,
    ramSize: state.ram.byteLength,
    operations: state.operations.byteOffset,
    immediates: state.immediates.byteOffset,
  };
}

export class StateWriter {
  readonly code: FunctionBuilder;
  protected readonly places: Places;
  readonly #temporaries = new Map<string, Local>();

  constructor(code: FunctionBuilder, places: Places) {
    this.code = code;
    this.places = places;
  }

  /** A variable for what is used up within one instruction; the same name gives the same one. */
  temporary(name: string, type: 'i32' | 'i64' | 'f64' = 'i32'): Local {
    const known = this.#temporaries.get(name);
    if (known !== undefined) return known;
    const made = this.code.local(type);
    this.#temporaries.set(name, made);
    return made;
  }

  /** Pushes a word of the scratch region. */
  scratch(index: SCRATCH): FunctionBuilder {
    return this.code.i32(0).load('i32.load', this.places.scratch + 4 * index);
  }

  /** Stores what `value` pushes in a word of the scratch region. */
  storeScratch(index: SCRATCH, value: () => void): void {
    this.code.i32(0);
    value();
    this.code.store('i32.store', this.places.scratch + 4 * index);
  }
}
