/**
 * Writes the cases of the loop (./loop.ts): the instruction's fields and registers, which are looked up while it runs, accesses to
 * memory by way of the caches, and the ways on. What the families do with them is in ./cases.
 *
 * General registers stay in the state, where word 0 is made 0 again after each store.
 */
import { CACHE_ENTRIES, LAYOUT, SCRATCH } from '../../layout.ts';
import { DISTANCES, type Places, SPACES, StateWriter } from '../state-writer.ts';
import type { Callee, FunctionBuilder, Label, Local } from '../../wasm/function-builder.ts';

/** The functions of ../../cpu/conditions.ts: whether condition c holds, 0 or 1, without its negation. */
export interface Conditions {
  /** (c, result, carry 0 or 1, overflow) */
  readonly arithmetic: Callee;
  /** (c, a, b) */
  readonly compare: Callee;
  /** (c, result) */
  readonly shift: Callee;
}

/** How the loop goes on behind an instruction. */
export interface Ways {
  readonly next: Label;
  /** {@link LoopWriter.nullify} says whether the next one is nullified. */
  readonly nullifying: Label;
  /** To {@link LoopWriter.target}; {@link LoopWriter.nullify} as well. */
  readonly taken: Label;
  /** The instruction, of which nothing has been done yet, is the interpreter's. */
  readonly perform: Label;
}

/** Of the instruction's fields, those that name general registers: cpu/fields.ts. */
export type Register = 'field6' | 'field11' | 'field27';

/** By how many bits to the right the word is shifted for a field, times 4, the bytes of a register. */
const SHIFTS = { field6: 19, field11: 14, field27: -2 } as const;
const REGISTER_BYTES = 31 << 2;

export class LoopWriter extends StateWriter {
  readonly conditions: Conditions;
  /** The queues' offsets. */
  readonly front: Local;
  readonly back: Local;
  /** The instruction, and its physical address. */
  readonly word: Local;
  readonly address: Local;
  /** Of a branch that is taken. */
  readonly target: Local;
  /** 1 if the next instruction is nullified. */
  readonly nullify: Local;
  /** SCRATCH.DATA_CONTEXT and SCRATCH.SPACE_MASK. */
  readonly context: Local;
  readonly spaceMask: Local;
  #ways: Ways | undefined;
  /** Is the present case one that only level 0 may execute? */
  #isSystems = false;

  constructor(code: FunctionBuilder, places: Places, conditions: Conditions) {
    super(code, places);
    this.conditions = conditions;
    const local = (): Local => code.local('i32');
    [this.front, this.back, this.word, this.address] = [local(), local(), local(), local()];
    [this.target, this.nullify, this.context, this.spaceMask] = [local(), local(), local(), local()];
  }

  // Fields and registers.

  /** Pushes bits of the instruction: so many, that end this far left of its right end. */
  bits(count: number, fromRight: number): FunctionBuilder {
    this.code.get(this.word);
    if (fromRight > 0) this.code.i32(fromRight).op('i32.shr_u');
    return this.code.i32((1 << count) - 1).op('i32.and');
  }

  /** Pushes the decoded displacement or immediate. */
  immediate(): FunctionBuilder {
    return this.code.get(this.address).load('i32.load', this.places.immediates);
  }

  /** Pushes im5 in bits 11 to 15, sign-extended: see cpu/fields.ts. */
  immediate5(): FunctionBuilder {
    this.bits(4, 17);
    this.bits(1, 16).i32(4).op('i32.shl');
    return this.code.op('i32.sub');
  }

  /** Pushes the value of the general register that a field names. */
  get(register: Register): FunctionBuilder {
    return this.#place(register).load('i32.load', 4 * LAYOUT.GR);
  }

  /** Gives the general register that a field names what `value` pushes. */
  set(register: Register, value: () => void): void {
    this.#place(register);
    value();
    this.code.store('i32.store', 4 * LAYOUT.GR);
    this.setState(LAYOUT.GR, () => void this.code.i32(0));
  }

  #place(register: Register): FunctionBuilder {
    const shift = SHIFTS[register];
    this.code.get(this.word);
    if (shift < 0) this.code.i32(-shift).op('i32.shl');
    else this.code.i32(shift).op('i32.shr_u');
    return this.code.i32(REGISTER_BYTES).op('i32.and');
  }

  // Conditions.

  /** Pushes whether the instruction can have another condition than "never". */
  mayHold(): FunctionBuilder {
    return this.code.get(this.word).i32(0xf000).op('i32.and');
  }

  /** Pushes c. */
  condition(): FunctionBuilder {
    return this.bits(3, 13);
  }

  /** Negates the condition on the stack if f is 1. */
  negate(): FunctionBuilder {
    return this.bits(1, 12).op('i32.xor');
  }

  // Memory.

  /**
   * Gives the physical address of an access to RAM at `offset`, by the cache of reads or writes; if that doesn't know it, the
   * instruction is the interpreter's. `alignment`: offset bits that must be 0; `base` is the base register's value.
   */
  translate(kind: 'read' | 'write', base: Local, offset: Local, alignment: number): Local {
    const { code } = this;
    const cache = this.places.scratch + 4 * (kind === 'read' ? SCRATCH.READS : SCRATCH.WRITES);
    const index = this.temporary('index');
    const physical = this.temporary('physical');
    code
      .get(offset)
      .i32(~0xfff | alignment)
      .op('i32.and')
      .get(this.context)
      .op('i32.or');
    code
      .get(offset)
      .i32(10)
      .op('i32.shr_u')
      .i32(4 * (CACHE_ENTRIES - 1))
      .op('i32.and')
      .tee(index);
    code.load('i32.load', cache).op('i32.ne').branchIf(this.ways.perform);
    code.get(this.spaceMask);
    code.if(() => {
      this.selectedSpace(base);
      code
        .get(index)
        .load('i32.load', cache + SPACES)
        .op('i32.ne')
        .branchIf(this.ways.perform);
    });
    code
      .get(index)
      .load('i32.load', cache + DISTANCES)
      .get(offset)
      .op('i32.add')
      .set(physical);
    return physical;
  }

  /** Pushes the space that a data reference selects: that of s, or of one of 4 to 7 by the base's two leftmost bits. */
  selectedSpace(base: Local): FunctionBuilder {
    const { code } = this;
    const s = this.temporary('s');
    this.bits(2, 14).tee(s);
    code.get(base).i32(30).op('i32.shr_u').i32(4).op('i32.add');
    code.get(s).select();
    return code
      .i32(2)
      .op('i32.shl')
      .load('i32.load', 4 * LAYOUT.SR);
  }

  /** Pushes the place of the space register that the instruction names, whose number is assembled as cpu/fields.ts does. */
  spaceRegister(): FunctionBuilder {
    this.bits(2, 14).i32(2).op('i32.shl');
    return this.bits(1, 13).i32(4).op('i32.shl').op('i32.or');
  }

  /** Pushes its value. */
  namedSpace(): FunctionBuilder {
    return this.spaceRegister().load('i32.load', 4 * LAYOUT.SR);
  }

  /** Stores what `value` pushes, and drops what was decoded there. */
  storeRam(bytes: 1 | 2 | 4, physical: Local, value: () => void): void {
    const { operations } = this.places;
    this.writeRam(bytes, physical, value);
    const decoded = this.temporary('decoded');
    const code = this.decoded(bytes, physical);
    code.tee(decoded).load('i32.load16_u', operations);
    // What is not written is no memory of the host's.
    code.if(() => void code.get(decoded).i32(0).store('i32.store16', operations));
  }

  // Ways on.

  get ways(): Ways {
    if (this.#ways === undefined) throw new Error('a way on outside the loop');
    return this.#ways;
  }

  set ways(ways: Ways) {
    this.#ways = ways;
  }

  next(): void {
    if (this.#isSystems) this.scratch(SCRATCH.GUARDED).if(() => this.countSimulated());
    this.code.branch(this.ways.next);
  }

  /** Writes a case that a monitor may have to be told of when it completes. */
  simulates(write: () => void): void {
    this.#isSystems = true;
    write();
    this.#isSystems = false;
  }

  /** Takes from the stack whether the next instruction is nullified. */
  nullifying(): void {
    this.code.set(this.nullify).branch(this.ways.nullifying);
  }

  /** Leaves the instruction to the interpreter if the value on the stack is not 0. */
  performIf(): void {
    this.code.branchIf(this.ways.perform);
  }
}
