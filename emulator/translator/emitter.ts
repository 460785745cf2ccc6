/**
 * Writes the code of one region: the guest's registers as variables, the ways out, and the accesses to memory, for the
 * families (./emit) and the region's frame (./generate.ts).
 *
 * General registers are variables from a region's entry to its exit, and so are PSW V and the shift amount. PSW C/B is kept as the operands and the
 * result of the addition that made it, and computed where it is asked for: most carries are never looked at.
 */
import { CACHE_ENTRIES, LAYOUT, SCRATCH } from '../layout.ts';
import { BRANCH_INDEX } from '../cpu/branch-history.ts';
import type { FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';
import type { Callee } from '../wasm/function-builder.ts';
import { cacheIndex } from '../cpu/translation-cache.ts';
import { DISTANCES, type Operand, type Places, SPACES, StateWriter } from './state-writer.ts';
import { type Exit, EXIT_KINDS, type ExitKind, resultOf } from './exits.ts';

/** What a region's code takes for granted; whoever enters it sees to that. */
export interface Context {
  /** The privilege level, as the low bits of addresses have it. */
  readonly level: number;
  /** SCRATCH.DATA_CONTEXT. */
  readonly data: number;
  /** Are data addresses translated? */
  readonly dataTranslated: boolean;
  /** The context of fetches in the tags of their cache, if addresses of code are translated. */
  readonly fetches: number | undefined;
}

export interface Imports {
  /** (offset, space, alignment): brings a page into the cache of reads, or of writes; 0 if the interpreter must do the access. */
  readonly fillReads: Callee;
  readonly fillWrites: Callee;
  /** (number of the operation, word, immediate): executes an instruction, and returns its outcome. See cpu/operations.ts. */
  readonly perform: Callee;
  /** (operation, a, b): see exactness.ts. */
  readonly isExact: Callee;
}

/** Beside general registers, what is a variable: PSW V, and the shift amount. */
const KEPT = [LAYOUT.DIVIDE, LAYOUT.CR + 11];

/**
 * How the carry out of the leftmost bit follows from the last addition a + b (+ 1) = result: `sum`, without the 1, that
 * result < a; `difference`, with it, that result <= a; `variable`, it has been computed; `bits`, as the leftmost of all carries.
 */
export type CarryForm = 'sum' | 'difference' | 'variable' | 'bits';

export const DIGITS = 0x88888888;

/** Where the present instruction stands, for the ways out of it. */
interface Position {
  /** Its address, with the level. */
  pc: number;
  /** Instructions of its block from it on: counted already, but not completed. */
  uncompleted: number;
  /** The branch in whose delay slot it stands. */
  slotOf: { readonly target: number | 'indirect'; readonly taken: boolean } | undefined;
}

export class Emitter extends StateWriter {
  readonly context: Context;
  readonly imports: Imports;
  readonly exits: Exit[] = [];
  /** 1 if the next instruction is nullified. */
  readonly nullify: Local;
  /** The target of an indirect branch. */
  readonly target: Local;
  /** What is left of the budget. */
  readonly left: Local;
  /** The result for the way out that is taken. */
  readonly exit: Local;
  readonly position: Position = { pc: 0, uncompleted: 0, slotOf: undefined };
  /** Has the block made sure that floating point is on, no trap armed; that results need no flags but those set? */
  floatingPoint = { usable: false, plain: false };
  /** True while the present instruction is executed only if it is not nullified. */
  conditional = false;

  readonly #registers: Local[];
  readonly #changed = new Set<number>();
  /** Words of the state that are variables, too. */
  readonly #kept: ReadonlyMap<number, Local>;
  readonly #changedWords = new Set<number>();
  readonly #branches: Local;
  readonly #carries: readonly [Local, Local, Local];
  #carriesUsed = false;
  /** The carry out of the leftmost bit, 0 or 1, while its form is `variable`. */
  readonly carry: Local;
  #carryForm: CarryForm = 'bits';
  #out: Label | undefined;

  constructor(code: FunctionBuilder, places: Places, imports: Imports, context: Context, used: readonly number[]) {
    super(code, places);
    this.context = context;
    this.imports = imports;
    const local = (): Local => code.local('i32');
    this.nullify = local();
    this.target = local();
    this.left = local();
    this.exit = local();
    this.#branches = local();
    this.#carries = [local(), local(), local()];
    this.carry = local();
    this.#registers = Array.from({ length: 32 }, local);
    for (const r of used) this.state(LAYOUT.GR + r).set(this.#registers[r]);
    this.#kept = new Map(KEPT.map((index) => [index, local()]));
    for (const [index, kept] of this.#kept) this.state(index).set(kept);
    this.word(LAYOUT.NEXT_BRANCH).i32(BRANCH_INDEX).op('i32.and').i32(2).op('i32.shl').set(this.#branches);
    this.word(LAYOUT.CARRIES).tee(this.#carries[0]).set(this.#carries[1]);
    this.scratch(SCRATCH.BUDGET);
    this.scratch(SCRATCH.COMPLETED).op('i32.sub').set(this.left);
  }

  /** What is known only along the way is forgotten: other ways lead here, too. */
  beginBlock(): void {
    this.floatingPoint = { usable: false, plain: false };
    this.#carryForm = 'bits';
  }

  /** Everything that may leave; behind it the state is put back. */
  body(write: () => void): void {
    this.code.block((out) => {
      this.#out = out;
      write();
    });
    const store = (index: number, local: Local): void => {
      this.code
        .i32(0)
        .get(local)
        .store('i32.store', 4 * index);
    };
    for (const r of this.#changed) store(LAYOUT.GR + r, this.#registers[r]);
    for (const [index, kept] of this.#kept) if (this.#changedWords.has(index)) store(index, kept);
    if (this.#carriesUsed) {
      this.code.i32(0);
      this.#carryBits();
      this.code
        .i32(DIGITS)
        .op('i32.and')
        .store('i32.store', 4 * LAYOUT.CARRIES);
    }
    this.code
      .i32(0)
      .get(this.#branches)
      .i32(2)
      .op('i32.shr_u')
      .store('i32.store', 4 * LAYOUT.NEXT_BRANCH);
    this.storeScratch(SCRATCH.TARGET, () => void this.code.get(this.target));
    this.storeScratch(SCRATCH.COMPLETED, () => {
      this.scratch(SCRATCH.BUDGET).get(this.left).op('i32.sub');
    });
    this.code.get(this.exit);
  }

  // Variables.

  /** The value of a general register. */
  register(r: number): Operand {
    return r === 0 ? 0 : this.#registers[r];
  }

  /** Pushes a general register. */
  get(r: number): FunctionBuilder {
    return this.push(this.register(r));
  }

  /** Takes a value from the stack into a general register. */
  set(r: number): void {
    if (r === 0) {
      this.code.drop();
      return;
    }
    this.#changed.add(r);
    this.code.set(this.#registers[r]);
  }

  /** Pushes a word of the state. */
  word(index: number): FunctionBuilder {
    const kept = this.#kept.get(index);
    return kept === undefined ? this.state(index) : this.code.get(kept);
  }

  /** Stores what `value` pushes in a word of the state. */
  setWord(index: number, value: () => void): void {
    const kept = this.#kept.get(index);
    if (kept !== undefined) {
      value();
      this.code.set(kept);
      this.#changedWords.add(index);
      return;
    }
    this.setState(index, value);
  }

  // Carries.

  /** PSW C/B becomes that of the addition a + b (+ 1) = result. */
  setCarries(a: Operand, b: Operand, result: Local, form: CarryForm): void {
    this.#carriesUsed = true;
    this.#carryForm = this.conditional ? 'bits' : form;
    this.push(a).set(this.#carries[0]);
    this.push(b).set(this.#carries[1]);
    this.code.get(result).set(this.#carries[2]);
  }

  /** Pushes the carry out of the leftmost bit, 0 or 1. */
  pushCarry(): FunctionBuilder {
    const [a, , result] = this.#carries;
    switch (this.#carryForm) {
      case 'sum':
        return this.code.get(result).get(a).op('i32.lt_u');
      case 'difference':
        return this.code.get(result).get(a).op('i32.le_u');
      case 'variable':
        return this.code.get(this.carry);
      case 'bits':
        this.#carryBits();
        return this.code.i32(31).op('i32.shr_u');
    }
  }

  /** (a & b) | ((a | b) & ~result): with a = b = carries and result = 0, the carries themselves. */
  #carryBits(): void {
    const [a, b, result] = this.#carries;
    pushCarries(this.code, a, b, result);
  }

  // Ways out.

  /** Leaves to go on at a known address, with the level. */
  leaveFor(pc: number): void {
    this.code.i32(pc).set(this.target);
    this.leave(this.way('go', pc));
  }

  /**
   * Leaves for `pc` unless a page is mapped to this physical one: see cpu/translation.ts. `uncompleted`: instructions that have been
   * counted, from `pc` on.
   */
  leaveUnlessMapped(page: number, physical: number, fetches: number, pc: number, uncompleted: number): void {
    const at = this.places.scratch + 4 * (SCRATCH.FETCHES + cacheIndex(page));
    const { code } = this;
    code
      .i32(0)
      .load('i32.load', at)
      .i32(page | fetches)
      .op('i32.xor');
    code.i32(0).load('i32.load', at + SPACES);
    this.word(LAYOUT.IASQ_FRONT).op('i32.xor').op('i32.or');
    code
      .i32(0)
      .load('i32.load', at + DISTANCES)
      .i32(physical - page)
      .op('i32.xor')
      .op('i32.or');
    code.if(() => {
      if (uncompleted > 0) this.giveBack(uncompleted);
      this.leaveFor(pc);
    });
  }

  /** A way out at the present instruction, which has not been executed, for the interpreter to execute it. */
  interpret(): number {
    const { pc, uncompleted, slotOf } = this.position;
    return this.way('interpret', pc, { uncompleted, slotOf });
  }

  way(kind: ExitKind, pc: number, { uncompleted = 0, slotOf }: Partial<Omit<Position, 'pc'>> = {}): number {
    const back = slotOf === undefined ? pc + 4 : slotOf.target;
    const kindIndex = EXIT_KINDS.indexOf(kind);
    const result = resultOf(this.exits.length, kind);
    this.exits.push({ kind, kindIndex, front: pc | 0, back, taken: slotOf?.taken ?? false, uncompleted });
    return result;
  }

  leave(way: number): void {
    this.code.i32(way).set(this.exit).branch(this.#outLabel());
  }

  /** Takes a condition from the stack, and leaves if it is not 0. */
  leaveIf(way: number): void {
    this.code.i32(way).set(this.exit).branchIf(this.#outLabel());
  }

  #outLabel(): Label {
    if (this.#out === undefined) throw new Error('a way out before the body');
    return this.#out;
  }

  /** Gives instructions back that have been counted and were not executed. */
  giveBack(count: number): void {
    this.code.get(this.left).i32(count).op('i32.add').set(this.left);
  }

  /** Notes a taken branch at `pc`: see cpu/branch-history.ts. */
  noteBranch(pc: number, to: Operand): void {
    const { code } = this;
    const from = BigInt.asUintN(32, BigInt(pc & ~3));
    code.get(this.#branches);
    if (typeof to === 'number') code.i64(BigInt.asIntN(64, (BigInt(to) << 32n) | from));
    else code.get(to).op('i64.extend_i32_u').i64(32n).op('i64.shl').i64(from).op('i64.or');
    code.store('i64.store', 4 * LAYOUT.BRANCHES);
    code
      .get(this.#branches)
      .i32(8)
      .op('i32.add')
      .i32(BRANCH_INDEX << 2)
      .op('i32.and')
      .set(this.#branches);
  }

  // Memory.

  /**
   * Gives the physical address of an access to RAM at `offset`, by the cache of reads or writes; whatever else it may be is
   * left to the interpreter. `alignment`: offset bits that must be 0; `s` and `base` select the space.
   */
  translate(kind: 'read' | 'write', s: number, base: Operand, offset: Local, alignment: number): Local {
    if (kind === 'read' && !this.context.dataTranslated) return this.#checkReal(offset, alignment);
    const { code } = this;
    const cache = this.places.scratch + 4 * (kind === 'read' ? SCRATCH.READS : SCRATCH.WRITES);
    const index = this.temporary('index');
    // Tags have no alignment bits but two: see cpu/translation-cache.ts.
    code
      .get(offset)
      .i32(~0xfff | (alignment & 3))
      .op('i32.and');
    if (this.context.data !== 0) code.i32(this.context.data).op('i32.or');
    code
      .get(offset)
      .i32(10)
      .op('i32.shr_u')
      .i32(4 * (CACHE_ENTRIES - 1))
      .op('i32.and')
      .tee(index);
    code.load('i32.load', cache).op('i32.xor');
    if (alignment === 7) code.get(offset).i32(4).op('i32.and').op('i32.or');
    if (this.context.dataTranslated) {
      this.#pushSpace(s, base);
      code
        .get(index)
        .load('i32.load', cache + SPACES)
        .op('i32.xor')
        .op('i32.or');
    }
    const way = this.interpret();
    code.if(() => {
      code.get(offset);
      if (this.context.dataTranslated) this.#pushSpace(s, base);
      else code.i32(0);
      code.i32(alignment).call(kind === 'read' ? this.imports.fillReads : this.imports.fillWrites);
      code.op('i32.eqz');
      this.leaveIf(way);
    });
    if (!this.context.dataTranslated) return offset;
    const address = this.temporary('address');
    code
      .get(index)
      .load('i32.load', cache + DISTANCES)
      .get(offset)
      .op('i32.add')
      .set(address);
    return address;
  }

  /** Reads without translation go to the address itself, if that is in RAM. Misaligned ones are large when they are turned. */
  #checkReal(offset: Local, alignment: number): Local {
    const { code } = this;
    const bits = 31 - Math.clz32(alignment + 1);
    code.get(offset);
    if (bits > 0) code.i32(bits).op('i32.rotr');
    code.i32(this.places.ramSize >>> bits).op('i32.ge_u');
    const way = this.interpret();
    code.if(() => this.leave(way));
    return offset;
  }

  /** The space register that a data reference selects: `s`, or one of 4 to 7 by the base's two leftmost bits. */
  #pushSpace(s: number, base: Operand): void {
    if (s !== 0) {
      this.word(LAYOUT.SR + s);
      return;
    }
    this.push(base).i32(28).op('i32.shr_u').i32(12).op('i32.and');
    this.code.load('i32.load', 4 * (LAYOUT.SR + 4));
  }

  /** Stores what `value` pushes, and drops what was decoded there. */
  storeRam(bytes: 1 | 2 | 4 | 8, address: Local, value: () => void): void {
    this.writeRam(bytes, address, value);
    const code = this.decoded(bytes, address);
    code.i32(0).store(bytes === 8 ? 'i32.store' : 'i32.store16', this.places.operations);
  }
}

/** Pushes the carries out of all bits of an addition a + b (+ 1) = result. */
export function pushCarries(code: FunctionBuilder, a: Operand, b: Operand, result: Operand): FunctionBuilder {
  const push = (operand: Operand): FunctionBuilder =>
    typeof operand === 'number' ? code.i32(operand) : code.get(operand);
  push(a);
  push(b).op('i32.and');
  push(a);
  push(b).op('i32.or');
  push(result).i32(-1).op('i32.xor').op('i32.and');
  return code.op('i32.or');
}
