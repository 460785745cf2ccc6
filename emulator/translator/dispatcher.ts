/**
 * Runs one region after the other: a function of WebAssembly that calls regions by way of a table, looks in the jump cache
 * (./jump-cache.ts) where the guest goes on when one is left, and comes back when the interpreter is asked for, or when it does not
 * know. To go from region to region by way of JavaScript takes ten times as long.
 */
import { PSW } from '../cpu/psw.ts';
import { soonOptimized } from '../cpu/tiering.ts';
import { CONTEXT_BITS, TRANSLATED_CONTEXT } from '../cpu/translation-cache.ts';
import { CACHE_ENTRIES, JUMP_ENTRIES, JUMP_WORDS, LAYOUT, type MachineState, SCRATCH } from '../layout.ts';
import { ModuleBuilder, WASM_PAGE } from '../wasm/builder.ts';
import type { FunctionBuilder, Label, Local } from '../wasm/function-builder.ts';
import { INDIRECT } from './exits.ts';
import { JUMP } from './jump-cache.ts';

/**
 * Runs from a block of a region on (see targetWord) with the key of the processor; returns what the last region did, whose number is
 * in SCRATCH.LEFT_REGION. SCRATCH.CHAINED counts the others.
 */
type Dispatch = (target: number, key: number) => number;

/** Calls a region so many times, which does nothing as long as nothing is left of the budget: so that V8 optimizes it. */
type Warm = (target: number, times: number) => void;

export interface Dispatcher {
  readonly dispatch: Dispatch;
  readonly warm: Warm;
}

/** `often`: so many indirect branches to the same place are told. */
export function createDispatcher(state: MachineState, table: WebAssembly.Table, often: number): Dispatcher {
  const module = new ModuleBuilder();
  module.importMemory('machine', 'memory', state.memory.buffer.byteLength / WASM_PAGE);
  module.importTable('machine', 'table', table.length);
  const region = module.functionType({ parameters: ['i32'], results: ['i32'] });
  const code = module.function({ parameters: ['i32', 'i32'], results: ['i32'] });
  module.export('dispatch', code);
  const writer = new DispatcherWriter(code, state.scratch.byteOffset);
  const { target, result } = writer;
  code.loop((again) => {
    code.block((out) => {
      code.get(target).i32(0xffff).op('i32.and');
      code.get(target).i32(16).op('i32.shr_u').callIndirect(region).tee(result);
      code.i32(0).op('i32.ge_s').branchIf(out);
      writer.find(out);
      writer.count(out, often);
      writer.entry('TARGET').set(target).branch(again);
    });
  });
  writer.storeScratch(SCRATCH.LEFT_REGION, () => void code.get(target).i32(16).op('i32.shr_u'));
  code.get(result);
  const warm = module.function({ parameters: ['i32', 'i32'], results: [] });
  module.export('warm', warm);
  const [warmed, times] = warm.parameters;
  warm.loop((again) => {
    warm.get(warmed).i32(0xffff).op('i32.and').get(warmed).i32(16).op('i32.shr_u').callIndirect(region).drop();
    warm.get(times).i32(1).op('i32.sub').tee(times).branchIf(again);
  });
  const imports = { machine: { memory: state.memory, table } };
  const { exports } = new WebAssembly.Instance(soonOptimized(module.bytes()), imports);
  return { dispatch: exports['dispatch'] as Dispatch, warm: exports['warm'] as Warm };
}

class DispatcherWriter {
  readonly target: Local;
  readonly result: Local;
  readonly #key: Local;
  readonly #code: FunctionBuilder;
  readonly #scratch: number;
  readonly #next: Local;
  readonly #entry: Local;
  readonly #page: Local;

  constructor(code: FunctionBuilder, scratch: number) {
    this.#code = code;
    this.#scratch = scratch;
    [this.target, this.#key] = code.parameters;
    [this.result, this.#next, this.#entry, this.#page] = [0, 1, 2, 3].map(() => code.local('i32'));
  }

  /** Pushes a word of the entry. */
  entry(word: keyof typeof JUMP): FunctionBuilder {
    return this.#code.get(this.#entry).load('i32.load', this.#scratch + 4 * (SCRATCH.JUMPS + JUMP[word]));
  }

  storeScratch(index: SCRATCH, value: () => void): void {
    this.#code.i32(0);
    value();
    this.#code.store('i32.store', this.#scratch + 4 * index);
  }

  /** Finds the entry for SCRATCH.TARGET; if there is none that holds, it is out. */
  find(out: Label): void {
    const code = this.#code;
    code
      .i32(0)
      .load('i32.load', this.#scratch + 4 * SCRATCH.TARGET)
      .set(this.#next);
    code.get(this.#next).i32(2).op('i32.shr_u').get(this.#next).i32(13).op('i32.shr_u').op('i32.xor');
    code
      .i32(JUMP_ENTRIES - 1)
      .op('i32.and')
      .i32(4 * JUMP_WORDS)
      .op('i32.mul')
      .set(this.#entry);
    this.entry('FRONT').get(this.#next).op('i32.ne').branchIf(out);
    this.entry('KEY').get(this.#key).op('i32.ne').branchIf(out);
    code.get(this.#key).i32(PSW.C).op('i32.and');
    code.if(() => this.#checkPage(out));
  }

  /** Does the cache of fetches say that the entry's page is where it was? */
  #checkPage(out: Label): void {
    const code = this.#code;
    const part = (number: number): FunctionBuilder =>
      code.get(this.#page).load('i32.load', this.#scratch + 4 * (SCRATCH.FETCHES + number * CACHE_ENTRIES));
    code.get(this.#next).i32(10).op('i32.shr_u');
    code
      .i32(4 * (CACHE_ENTRIES - 1))
      .op('i32.and')
      .set(this.#page);
    part(0).get(this.#next).i32(~0xfff).op('i32.and');
    // The context of fetches, which is that of data but for what says whether these are translated.
    code.get(this.#key).i32(CONTEXT_BITS).op('i32.and').i32(TRANSLATED_CONTEXT).op('i32.or');
    code.op('i32.or').op('i32.xor');
    part(1)
      .i32(0)
      .load('i32.load', 4 * LAYOUT.IASQ_FRONT)
      .op('i32.xor')
      .op('i32.or');
    part(2).get(this.#next).op('i32.add');
    this.entry('PHYSICAL').op('i32.xor').op('i32.or').branchIf(out);
  }

  /** Counts a region that is gone on to; if an indirect branch has come there often, it is out. */
  count(out: Label, often: number): void {
    const code = this.#code;
    const jumps = this.#scratch + 4 * SCRATCH.JUMPS;
    code.get(this.result).i32(INDIRECT).op('i32.and');
    code.if(() => {
      code.get(this.#entry);
      code.get(this.target).i32(16).op('i32.shr_u');
      code.store('i32.store', jumps + 4 * JUMP.FROM);
      code.get(this.#entry);
      this.entry('TIMES').i32(1).op('i32.add');
      code.store('i32.store', jumps + 4 * JUMP.TIMES);
      this.entry('TIMES').i32(often).op('i32.ge_s').branchIf(out);
    });
    this.storeScratch(SCRATCH.CHAINED, () => {
      code
        .i32(0)
        .load('i32.load', this.#scratch + 4 * SCRATCH.CHAINED)
        .i32(1)
        .op('i32.add');
    });
  }
}
