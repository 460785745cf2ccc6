/**
 * The interpreter's loop as WebAssembly: what ../../cpu/burst.ts does, for the code that is not translated. It does the frequent
 * rows itself, as far as nothing unusual comes of them, and leaves all else to the functions of the interpreter, instruction by
 * instruction. V8 makes machine code of it in a few milliseconds, when a processor begins; of the interpreter's own loop and its
 * many functions, each of which it has to see at work first, in half a second beside that of the guest.
 */
import type { Core } from '../../cpu/core.ts';
import { decodeAt } from '../../cpu/decoder.ts';
import type { Engine } from '../../cpu/engine.ts';
import { execute } from '../../cpu/operations.ts';
import { NEXT, NULLIFY, RECONSIDER, RETURNED } from '../../cpu/outcome.ts';
import { advance } from '../../cpu/queues.ts';
import { soonOptimized } from '../../cpu/tiering.ts';
import { enterCodePage } from '../../cpu/translation.ts';
import { LAYOUT, type MachineState, SCRATCH } from '../../layout.ts';
import { ModuleBuilder, WASM_PAGE } from '../../wasm/builder.ts';
import { type Places, placesOf } from '../state-writer.ts';
import { conditionsOf } from './conditions.ts';
import { Frame } from './frame.ts';
import { LoopWriter } from './writer.ts';

/** V8 checks the module all the same; ../../wasm/operand-types.ts says better where a mistake was made. */
const CHECKED = false;

/** The loop of one processor. `interpret` executes what is not the loop's, as {@link execute} does. */
export function createLoop(core: Core, interpret = execute): Engine {
  const { words, scratch, memory, state } = core;
  const imports = {
    memory: state.memory,
    enterPage: (): number => enterCodePage(core),
    decode: (address: number): void => decodeAt(memory, address >>> 2),
    perform: (number: number, word: number, immediate: number): number => {
      core.instruction = word;
      return interpret(core, number, word, immediate);
    },
  };
  const { exports } = new WebAssembly.Instance(moduleOf(state), { machine: imports });
  const run = exports['run'] as () => number;

  /** As the interpreter's: see ../../cpu/interpreter.ts. */
  function burst(): number {
    if (words[LAYOUT.NULLIFY] !== 0) advance(core, NEXT);
    for (;;) {
      const outcome = run();
      if (outcome <= NEXT) return outcome;
      scratch[SCRATCH.COMPLETED] += 1;
      if ((outcome & RETURNED) !== 0) return outcome;
      advance(core, outcome);
      if ((outcome & RECONSIDER) !== 0 || words[LAYOUT.IASQ_FRONT] !== words[LAYOUT.IASQ_BACK]) return outcome;
      if ((outcome & NULLIFY) !== 0 && scratch[SCRATCH.COMPLETED] < scratch[SCRATCH.BUDGET]) advance(core, NEXT);
      if (scratch[SCRATCH.COMPLETED] >= scratch[SCRATCH.BUDGET]) return NEXT;
    }
  }

  return { burst };
}

/** The modules of this process, by where in the state they find things: a simulator has many machines. */
const modules = new Map<string, WebAssembly.Module>();

function moduleOf(state: MachineState): WebAssembly.Module {
  const places = placesOf(state);
  const key = Object.values(places).join();
  const known = modules.get(key) ?? soonOptimized(bytesOf(places, state.memory.buffer.byteLength / WASM_PAGE));
  modules.set(key, known);
  return known;
}

function bytesOf(places: Places, pages: number): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder(CHECKED);
  module.importMemory('machine', 'memory', pages);
  const enterPage = module.importFunction('machine', 'enterPage', { parameters: [], results: ['i32'] });
  const decode = module.importFunction('machine', 'decode', { parameters: ['i32'], results: [] });
  const three = { parameters: ['i32', 'i32', 'i32'], results: ['i32'] } as const;
  const perform = module.importFunction('machine', 'perform', three);
  const conditions = conditionsOf(module);
  const run = module.function({ parameters: [], results: ['i32'] });
  module.export('run', run);
  new Frame(new LoopWriter(run, places, conditions), places, { enterPage, decode, perform }).write();
  return module.bytes();
}
