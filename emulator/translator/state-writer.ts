/** Code that reaches the state (../layout.ts): what the writers of regions (./emitter.ts) and of the loop (./loop/writer.ts) share. */
import { CACHE_ENTRIES, type MachineState, SCRATCH } from '../layout.ts';
import type { FunctionBuilder, Local } from '../wasm/function-builder.ts';

/** A register's value, or a number. */
export type Operand = Local | number;

/** Byte distances within a translation cache: tags, spaces, distances. */
export const SPACES = 4 * CACHE_ENTRIES;
export const DISTANCES = 8 * CACHE_ENTRIES;

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

  push(operand: Operand): FunctionBuilder {
    return typeof operand === 'number' ? this.code.i32(operand) : this.code.get(operand);
  }

  /** Pushes a word of the state, as it stands in memory. */
  state(index: number): FunctionBuilder {
    return this.code.i32(0).load('i32.load', 4 * index);
  }

  /** Stores what `value` pushes there. */
  setState(index: number, value: () => void): void {
    this.code.i32(0);
    value();
    this.code.store('i32.store', 4 * index);
  }

  /** Pushes what is in RAM at a physical address. */
  loadRam(bytes: 1 | 2 | 4 | 8, address: Local): FunctionBuilder {
    const { code } = this;
    code.get(address);
    switch (bytes) {
      case 1:
        return code.i32(3).op('i32.xor').load('i32.load8_u', this.places.ram);
      case 2:
        return code.i32(2).op('i32.xor').load('i32.load16_u', this.places.ram);
      case 4:
        return code.load('i32.load', this.places.ram);
      case 8:
        return code.load('i64.load', this.places.ram);
    }
  }

  /** Stores what `value` pushes there, and leaves what was decoded. */
  protected writeRam(bytes: 1 | 2 | 4 | 8, address: Local, value: () => void): void {
    const { code } = this;
    code.get(address);
    if (bytes < 4) code.i32(bytes === 1 ? 3 : 2).op('i32.xor');
    value();
    const name = ({ 1: 'i32.store8', 2: 'i32.store16', 4: 'i32.store', 8: 'i64.store' } as const)[bytes];
    code.store(name, this.places.ram);
  }

  /** Pushes the place of what was decoded of the first word there. */
  protected decoded(bytes: 1 | 2 | 4 | 8, address: Local): FunctionBuilder {
    const { code } = this;
    code.get(address).i32(1).op('i32.shr_u');
    return bytes < 4 ? code.i32(~1).op('i32.and') : code;
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

  /** Counts an instruction that was executed for a monitor. */
  countSimulated(): void {
    this.storeScratch(SCRATCH.SIMULATED, () => void this.scratch(SCRATCH.SIMULATED).i32(1).op('i32.add'));
  }
}
