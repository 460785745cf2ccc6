/**
 * The translator: guest code that is executed often becomes WebAssembly, and leaves the same behind as the interpreter does,
 * to the bit, whenever it stops. Both work on the same memory: the state, the translation caches, RAM (../layout.ts).
 *
 * Unit of translation is a *region*: the basic blocks around a place where the guest was found often (./blocks.ts), up to a few
 * hundred instructions, with calls and returns among them. A region is one function of WebAssembly (./generate.ts), with
 * loops and branches as structured control flow (./shape.ts) and the general registers in variables (./emitter.ts).
 *
 * - What is rare (system control, semaphores, floating point with traps enabled, an access outside RAM, a fault) is the
 *   interpreter's: the region leaves before the instruction, and the interpreter executes that one.
 * - Counting: a block begins only if more is left of the budget than it can complete; the rest of a budget is the
 *   interpreter's. So the end of a budget is never inside translated code. Budgets are short (an epoch, a slice), and
 *   nothing else is asked about while code runs.
 * - Loads and stores look in the interpreter's own caches (../cpu/translation-cache.ts), so whatever drops an entry drops it for
 *   both. A page that holds translated code is in no cache of writes: each store to it is the interpreter's, and drops the
 *   regions whose words it changes (./code-cache.ts).
 * - A region depends on its address and level, on whether addresses are translated, and on where its pages are in the present
 *   space: each is compared when code on it is come to. Nothing in a region can change that: instructions that do are the
 *   interpreter's.
 * - The interpreter, when it works for the translator, stops where a region can be entered. Its loop is then WebAssembly, too
 *   (./loop/loop.ts): most code is never worth a region.
 */
import type { Core } from '../cpu/core.ts';
import { decodeAt } from '../cpu/decoder.ts';
import type { Engine, EngineFactory } from '../cpu/engine.ts';
import { field11, field27, field6 } from '../cpu/fields.ts';
import { execute } from '../cpu/operations.ts';
import { AT_ENTRY, NEXT } from '../cpu/outcome.ts';
import { PSW } from '../cpu/psw.ts';
import { codePageAt, enterCodePage, PAGE_AND_LEVEL } from '../cpu/translation.ts';
import { LAYOUT, SCRATCH } from '../layout.ts';
import { CONTEXT_BITS, TRANSLATED_CONTEXT } from '../cpu/translation-cache.ts';
import { type Code, type Flow, flowFrom, lengthOf, type Limits, pagesOf } from './blocks.ts';
import { CodeCache, entryAt } from './code-cache.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import type { Plan } from './emit/plan.ts';
import { planOf, type System } from './emit/plans.ts';
import { isExact } from './exactness.ts';
import { type Exit, exitOf } from './exits.ts';
import { fillFunctions } from './fill.ts';
import type { Context } from './emitter.ts';
import { generate } from './generate.ts';
import { Heat } from './heat.ts';
import { JumpCache, targetWord } from './jump-cache.ts';
import { createLoop } from './loop/loop.ts';
import { type Entry, keyOf, type Region, type Translated } from './region.ts';
import { Statistics } from './statistics.ts';
import { CALLS_UNTIL_OPTIMIZED, seldomOptimized } from '../cpu/tiering.ts';

/** When and how much is translated. */
export interface TranslatorSettings {
  /** Instructions of the guest before the loop takes the interpreter's place: a very short program is over before it is made. */
  readonly loopAfter: number;
  /** Instructions of the guest before anything is translated: a short program is over before that would pay. */
  readonly patience: number;
  /** Milliseconds without translating after each millisecond of it, so that whoever waits for the processor is not kept long. */
  readonly rest: number;
  /** Milliseconds of translating without such a rest, after a long time without any: what is hot first is not to wait for another. */
  readonly burst: number;
  /** Instructions of the interpreter's between two looks at where the guest is. */
  readonly interval: number;
  /** So many looks that found the guest near a place make it worth translating. */
  readonly threshold: number;
  /** And so many, though it is in a region already, which cannot be entered there. */
  readonly againThreshold: number;
  /** So many looks is one that finds the guest where the last one did: in a loop, of which a small region is made. */
  readonly steady: number;
  /** So many times that a region went to a place outside. */
  readonly exitThreshold: number;
  /** So many indirect branches from one region to another at the same place: the first is made again, with that place in it. */
  readonly growthThreshold: number;
  /** Instructions of a region after which V8 is to optimize it. */
  readonly optimizeAfter: number;
  readonly limits: Limits;
  /** The most regions that are kept. */
  readonly regions: number;
}

const PAGE = ~0xfff;
/** A place to which a region has gone for so large a part of the growth's threshold comes with others. */
const GROWTH_SHARE = 1 / 32;
/** A region is not made again for more places than these. */
const MAX_TARGETS = 32;

/** Makes the engine of a processor that translates. */
export function translatorWith(settings: TranslatorSettings, statistics = new Statistics()): EngineFactory {
  return (core, interpreter) => new Translator(core, interpreter, settings, statistics);
}

class Translator implements Engine {
  readonly #core: Core;
  /** What executes what is not translated: the interpreter, then its loop. */
  readonly #interpreter: Engine;
  #loop: Engine | undefined;
  readonly #settings: TranslatorSettings;
  readonly #statistics: Statistics;
  readonly #cache: CodeCache;
  readonly #heat: Heat;
  readonly #jumps: JumpCache;
  readonly #dispatcher: Dispatcher;
  /** Instructions of the interpreter's until the next look at where the guest is. */
  #untilLook: number;
  /** By performance.now(): nothing is translated before. */
  #restsUntil = -Infinity;
  readonly #imports: { readonly machine: Readonly<Record<string, unknown>> };

  constructor(core: Core, interpreter: Engine, settings: TranslatorSettings, statistics: Statistics) {
    this.#core = core;
    this.#interpreter = interpreter;
    this.#settings = settings;
    this.#untilLook = settings.interval;
    this.#statistics = statistics;
    this.#jumps = new JumpCache(core.scratch);
    this.#cache = new CodeCache(core, settings.regions, this.#jumps, statistics);
    this.#dispatcher = createDispatcher(core.state, this.#cache.table, settings.growthThreshold);
    this.#heat = new Heat(settings.steady);
    const perform = (number: number, word: number, immediate: number): number =>
      performed(core, number, word, immediate);
    this.#imports = { machine: { memory: core.state.memory, ...fillFunctions(core, statistics), perform, isExact } };
  }

  /** As the interpreter's: see ../cpu/interpreter.ts. */
  burst(): number {
    const { words, scratch } = this.#core;
    for (;;) {
      const front = words[LAYOUT.IAOQ_FRONT];
      let outcome: number;
      if (this.#cache.has(front)) {
        const region = this.#standsPlainly() ? this.#regionAt(front) : undefined;
        if (typeof region === 'number') return region;
        // Otherwise the entry is not ours: one step beyond it.
        outcome = region === undefined ? this.#interpret(1, false) : this.#runFrom(region, front);
      } else {
        outcome = this.#interpretAndLook();
      }
      if (outcome !== NEXT || scratch[SCRATCH.COMPLETED] >= scratch[SCRATCH.BUDGET]) return outcome;
    }
  }

  /** Does the instruction at the front come by itself, and the next one after it? */
  #standsPlainly(): boolean {
    const { words } = this.#core;
    return (
      words[LAYOUT.NULLIFY] === 0 &&
      words[LAYOUT.TAKEN_BRANCH] === 0 &&
      words[LAYOUT.IAOQ_BACK] === ((words[LAYOUT.IAOQ_FRONT] + 4) | 0)
    );
  }

  /** The region that can be entered at `front`, or the outcome of a fetch that failed. */
  #regionAt(front: number): Region | number | undefined {
    const core = this.#core;
    if ((front & PAGE_AND_LEVEL) !== core.scratch[SCRATCH.CODE_KEY]) {
      const fault = enterCodePage(core);
      if (fault !== 0) return fault;
    }
    return this.#cache.find(front, keyOf(core));
  }

  /** Runs translated code until the interpreter has to do something, and lets it. */
  #runFrom(first: Region, front: number): number {
    const { words, scratch } = this.#core;
    const statistics = this.#statistics;
    const before = scratch[SCRATCH.COMPLETED];
    const { block } = entryAt(first, front);
    const result = this.#dispatcher.dispatch(targetWord(first.number, block), first.key);
    const region = this.#cache.at(scratch[SCRATCH.LEFT_REGION]);
    const exit = exitOf(region.exits, result);
    const target = scratch[SCRATCH.TARGET];
    words[LAYOUT.IAOQ_FRONT] = exit.kind === 'indirect' ? target : exit.front;
    words[LAYOUT.IAOQ_BACK] = exit.kind === 'indirect' ? target + 4 : backOf(exit, target);
    words[LAYOUT.TAKEN_BRANCH] = exit.taken ? 1 : 0;
    scratch[SCRATCH.COMPLETED] -= exit.uncompleted;
    statistics.translated += scratch[SCRATCH.COMPLETED] - before;
    this.#noteExecuted(region, scratch[SCRATCH.COMPLETED] - before);
    statistics.exits[exit.kindIndex] += 1;
    statistics.chained += scratch[SCRATCH.CHAINED];
    scratch[SCRATCH.CHAINED] = 0;
    switch (exit.kind) {
      case 'interpret':
        return this.#interpret(1, false);
      case 'budget':
        return this.#interpret(Infinity, false);
      default:
        return this.#goOn(words[LAYOUT.IAOQ_FRONT], region);
    }
  }

  /** So many instructions, of this region among others; what turns out to be executed most is worth V8's optimizing it. */
  #noteExecuted(region: Region, count: number): void {
    const { scratch } = this.#core;
    const isNew = region.executed < this.#settings.optimizeAfter;
    region.executed += count;
    if (!isNew || region.executed < this.#settings.optimizeAfter) return;
    const [entry] = region.entries.values();
    const [budget, completed] = [scratch[SCRATCH.BUDGET], scratch[SCRATCH.COMPLETED]];
    scratch[SCRATCH.BUDGET] = completed;
    this.#dispatcher.warm(targetWord(region.number, entry.block), CALLS_UNTIL_OPTIMIZED);
    scratch[SCRATCH.BUDGET] = budget;
    scratch[SCRATCH.COMPLETED] = completed;
  }

  /** Translated code has gone to `next`, where nothing is translated, or whence the dispatcher did not know the way. */
  #goOn(next: number, from: Region): number {
    if (this.#jumps.times(next) >= this.#settings.growthThreshold) this.#grow(from);
    if (this.#cache.has(next)) {
      const region = this.#regionAt(next);
      if (typeof region === 'number') return region;
      if (region !== undefined && region.key === from.key) this.#link(next, region);
      return NEXT;
    }
    this.#statistics.outside += 1;
    const isHot = this.#heat.atExit(next) >= this.#settings.exitThreshold;
    return isHot && this.#isRested() ? this.#translate(next) : NEXT;
  }

  /** The dispatcher is to know that the guest goes on in `region` at `front`, if one page tells whether it does. */
  #link(front: number, region: Region): void {
    const { block, pages } = entryAt(region, front);
    const physical = region.pages.get(front & PAGE);
    if (pages.length > 1 || physical === undefined) return;
    this.#jumps.add(front, region.key, physical | (front & 0xffc), region.number, block);
  }

  /** Lets the interpreter execute up to `count` instructions; what it does not leave to others is NEXT. */
  #interpret(count: number, stopsAtEntries: boolean): number {
    const core = this.#core;
    const { scratch } = core;
    const budget = scratch[SCRATCH.BUDGET];
    const limit = Math.min(budget, scratch[SCRATCH.COMPLETED] + Math.min(count, this.#untilLoop()));
    scratch[SCRATCH.BUDGET] = limit;
    core.stopsAtEntries = stopsAtEntries;
    const before = scratch[SCRATCH.COMPLETED];
    const outcome = (this.#loop ?? this.#interpreter).burst();
    core.stopsAtEntries = false;
    this.#statistics.interpreted += scratch[SCRATCH.COMPLETED] - before;
    // Core.attention may have set it to 0, which means more than our limit.
    if (scratch[SCRATCH.BUDGET] === limit) scratch[SCRATCH.BUDGET] = budget;
    return outcome === AT_ENTRY ? NEXT : outcome;
  }

  /** Instructions until the loop is needed; makes it, if they are none. */
  #untilLoop(): number {
    if (this.#loop !== undefined) return Infinity;
    const left = this.#settings.loopAfter - this.#statistics.interpreted;
    if (left > 0) return left;
    this.#loop = createLoop(this.#core);
    return Infinity;
  }

  /**
   * Interprets for an interval, up to a region; then looks where the guest is. What leaves to a monitor in between does not begin
   * the interval again: a guest may do so every few instructions.
   */
  #interpretAndLook(): number {
    const { words, scratch } = this.#core;
    const { patience, interval, threshold, againThreshold } = this.#settings;
    const { translated, interpreted } = this.#statistics;
    const patient = patience - translated - interpreted;
    if (patient > 0) return this.#interpretOnwards(patient);
    const begin = scratch[SCRATCH.COMPLETED];
    const outcome = this.#interpretOnwards(this.#untilLook);
    this.#untilLook -= scratch[SCRATCH.COMPLETED] - begin;
    if (this.#untilLook > 0) return outcome;
    this.#untilLook = interval;
    if (outcome !== NEXT) return outcome;
    const front = words[LAYOUT.IAOQ_FRONT];
    const found = this.#heat.near(front);
    // Where budgets happen to end in the middle of a block, others begin: it takes far more to translate that once more.
    const isHot = found >= threshold && (found >= againThreshold || !this.#cache.covers(front, keyOf(this.#core)));
    return isHot && this.#standsPlainly() && this.#isRested() ? this.#translate(front) : NEXT;
  }

  /** As {@link #interpret}, up to a region; beyond one that is not to be entered here. */
  #interpretOnwards(count: number): number {
    const { scratch } = this.#core;
    const begin = scratch[SCRATCH.COMPLETED];
    const outcome = this.#interpret(count, true);
    // It stands at an entry that code at other addresses has, which shares the page.
    return outcome === NEXT && scratch[SCRATCH.COMPLETED] === begin ? this.#interpret(1, false) : outcome;
  }

  /** Makes a region again, with the places to which indirect branches have gone from it. */
  #grow(region: Region): void {
    const { growthThreshold } = this.#settings;
    if (!this.#isRested()) return;
    const found = this.#jumps.targetsOf(region.number, growthThreshold * GROWTH_SHARE);
    const added = found.filter((front) => ((front ^ region.start) & 3) === 0 && !region.targets.includes(front));
    if (added.length === 0 || region.targets.length + added.length > MAX_TARGETS) return;
    const made = this.#make(region.start, [...region.targets, ...added]);
    if (made !== undefined) this.#cache.replace(region, made);
  }

  #isRested(): boolean {
    return performance.now() >= this.#restsUntil;
  }

  /** Translates what is around `front`, where the guest stands. */
  #translate(front: number): number {
    const core = this.#core;
    this.#heat.cool(front);
    // A fetch that fails is nothing yet: the budget may be used up, and the interpreter comes to it if not.
    if ((front & PAGE_AND_LEVEL) !== core.scratch[SCRATCH.CODE_KEY] && enterCodePage(core) !== 0) return NEXT;
    const region = this.#make(front, []);
    if (region === undefined) this.#heat.giveUp(front);
    else this.#cache.add(region);
    return NEXT;
  }

  #make(start: number, targets: readonly number[]): Translated | undefined {
    const begin = performance.now();
    const region = this.#generate(start, targets);
    const end = performance.now();
    if (region !== undefined) this.#statistics.regions += 1;
    this.#statistics.compileMs += end - begin;
    const { rest, burst } = this.#settings;
    this.#restsUntil = Math.max(this.#restsUntil, begin - burst * rest) + (1 + rest) * (end - begin);
    return region;
  }

  /** A region around `start`, as it is in the present space and context. */
  #generate(start: number, targets: readonly number[]): Translated | undefined {
    const core = this.#core;
    const key = keyOf(core);
    const level = start & 3;
    const reader = new CodeReader(core, level, (page) => this.#cache.allows(page));
    const addresses = targets.map((front) => front & ~3);
    const flow = flowFrom(reader, start & ~3, this.#settings.limits, addresses);
    const entries = entriesOf(flow, level);
    if (!entries.has(start)) return undefined;
    const { bytes, exits } = generate(core.state, flow, contextOf(core, level), reader);
    const { exports } = new WebAssembly.Instance(seldomOptimized(bytes), this.#imports);
    const { words, pages } = reader;
    return {
      key,
      start,
      targets,
      entries,
      words,
      pages,
      run: exports['run'] as Region['run'],
      exits,
    };
  }
}

/** What code at this level takes for granted. */
function contextOf({ words, scratch }: Core, level: number): Context {
  const psw = words[LAYOUT.PSW];
  const data = scratch[SCRATCH.DATA_CONTEXT];
  const fetches = (psw & PSW.C) === 0 ? undefined : (data & CONTEXT_BITS) | TRANSLATED_CONTEXT;
  return { level, data, dataTranslated: (psw & PSW.D) !== 0, fetches };
}

/** What did not complete the interpreter executes again, and counts. */
function performed(core: Core, number: number, word: number, immediate: number): number {
  const simulated = core.scratch[SCRATCH.SIMULATED];
  const outcome = execute(core, number, word, immediate);
  if (outcome !== NEXT) core.scratch[SCRATCH.SIMULATED] = simulated;
  return outcome;
}

function backOf({ back }: Exit, target: number): number {
  return back === 'indirect' ? target : back;
}

/** What of system control code of level 0 may do: see planOf. */
function systemOf({ scratch }: Core): System {
  if (scratch[SCRATCH.GUARDED] === 0) return 'own';
  return scratch[SCRATCH.ASSISTED] === 0 ? 'none' : 'simulated';
}

/** The blocks that may be entered, and begin with something that is translated. */
function entriesOf({ blocks, entries }: Flow, level: number): Map<number, Entry> {
  const found = [...blocks.entries()].filter(([, block]) => entries.has(block.start) && lengthOf(block) > 0);
  return new Map(found.map(([number, block]) => [block.start | level, { block: number, pages: pagesOf(block) }]));
}

/** Reads guest code, and notes what it has read. */
class CodeReader implements Code {
  /** Indices in RAM's words. */
  readonly words: number[] = [];
  /** Virtual and physical. */
  readonly pages = new Map<number, number>();
  readonly #core: Core;
  readonly #space: number;
  readonly #level: number;
  readonly #system: System;
  readonly #allows: (physicalPage: number) => boolean;
  readonly #known = new Map<number, Plan | undefined>();

  constructor(core: Core, level: number, allows: (physicalPage: number) => boolean) {
    this.#core = core;
    this.#space = core.words[LAYOUT.IASQ_FRONT];
    this.#level = level;
    this.#system = level === 0 ? systemOf(core) : 'none';
    this.#allows = allows;
  }

  readonly plans = (pc: number): Plan | undefined => {
    if (this.#known.has(pc)) return this.#known.get(pc);
    const plan = this.#read(pc);
    this.#known.set(pc, plan);
    return plan;
  };

  /** The interpreter has decoded it. */
  readonly isInUse = (pc: number): boolean => {
    const index = this.#index(pc);
    return index !== undefined && this.#core.memory.operations[index] !== 0;
  };

  #read(pc: number): Plan | undefined {
    const { memory } = this.#core;
    const index = this.#index(pc);
    if (index === undefined) return undefined;
    this.words.push(index);
    if (memory.operations[index] === 0) decodeAt(memory, index);
    return planOf(memory.words[index], memory.immediates[index], this.#system);
  }

  /** Of the instruction, in RAM's words. */
  #index(pc: number): number | undefined {
    const page = this.#page(pc & PAGE);
    return page === undefined ? undefined : (page | (pc & 0xffc)) >>> 2;
  }

  #page(virtual: number): number | undefined {
    const known = this.pages.get(virtual);
    if (known !== undefined) return known;
    const physical = codePageAt(this.#core, this.#space, virtual | this.#level);
    if (physical === undefined || !this.#allows(physical)) return undefined;
    this.pages.set(virtual, physical);
    return physical;
  }

  /** The general registers that the instructions may read or write, and perhaps some more. */
  get registers(): number[] {
    // ADDIL and BLE write two that they don't name.
    const registers = new Set([1, 31]);
    for (const index of this.words) {
      const word = this.#core.memory.words[index];
      for (const field of [field6(word), field11(word), field27(word)]) registers.add(field);
    }
    registers.delete(0);
    return [...registers];
  }
}
