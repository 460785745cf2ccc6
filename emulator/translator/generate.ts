/**
 * From the blocks of a region to a WebAssembly module with one function, which takes the number of the block to begin with and
 * returns the number of the way out.
 */
import type { MachineState } from '../layout.ts';
import { ModuleBuilder, WASM_PAGE } from '../wasm/builder.ts';
import type { Label, Local } from '../wasm/function-builder.ts';
import { type Block, type Flow, lengthOf, pagesOf, successorsOf, targetOf } from './blocks.ts';
import type { Item } from './blocks.ts';
import type { Branch, Straight } from './emit/plan.ts';
import { type Context, Emitter } from './emitter.ts';
import type { Exit } from './exits.ts';
import { type Edge, type Loop, shapeOf } from './shape.ts';
import { placesOf } from './state-writer.ts';

export interface Generated {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly exits: readonly Exit[];
}

/** V8 checks the module all the same; ../wasm/operand-types.ts says better where a mistake was made. */
const CHECKED = false;
/** No block is to be dispatched to. */
const NONE = -1;
/** How many places an indirect branch is compared with; others are found from outside. */
const MAX_TARGETS = 32;

/** What a region's code comes from, beside its control flow. */
export interface Source {
  /** The general registers that it may read or write. */
  readonly registers: readonly number[];
  /** Its pages: virtual and physical. */
  readonly pages: ReadonlyMap<number, number>;
}

/** Generates the code of `flow`. */
export function generate(state: MachineState, flow: Flow, context: Context, source: Source): Generated {
  const module = new ModuleBuilder(CHECKED);
  module.importMemory('machine', 'memory', state.memory.buffer.byteLength / WASM_PAGE);
  // Of one type, so that V8 needs one way from WebAssembly to JavaScript for them.
  const type = { parameters: ['i32', 'i32', 'i32'], results: ['i32'] } as const;
  const fillReads = module.importFunction('machine', 'fillReads', type);
  const fillWrites = module.importFunction('machine', 'fillWrites', type);
  const perform = module.importFunction('machine', 'perform', type);
  const exactness = { parameters: ['i32', 'f64', 'f64'], results: ['i32'] } as const;
  const isExact = module.importFunction('machine', 'isExact', exactness);
  const run = module.function({ parameters: ['i32'], results: ['i32'] });
  module.export('run', run);
  const emitter = new Emitter(
    run,
    placesOf(state),
    { fillReads, fillWrites, perform, isExact },
    context,
    source.registers,
  );
  new RegionWriter(emitter, flow, source.pages, run.parameters[0]).write();
  return { bytes: module.bytes(), exits: emitter.exits };
}

class RegionWriter {
  readonly #emitter: Emitter;
  readonly #blocks: readonly Block[];
  readonly #numbers: ReadonlyMap<number, number>;
  readonly #shape: Loop;
  /** Blocks that dispatchers may go to. */
  readonly #dispatched: Set<number>;
  /** Blocks to which an indirect branch may go: return points, and where one has gone; in order. */
  readonly #targets: readonly number[];
  /** The block that is dispatched to, or NONE. */
  readonly #next: Local;
  /** Where to branch, inside the loops that are open: to a block or a loop further on, by its first block; to a loop's head. */
  readonly #ahead = new Map<number, Label>();
  readonly #heads = new Map<Loop, Label>();
  readonly #open: Loop[] = [];
  /** Virtual and physical. */
  readonly #pages: ReadonlyMap<number, number>;
  /** Those of the present block, which are known to be mapped. */
  #mapped: readonly number[] = [];

  constructor(emitter: Emitter, { blocks, entries, targets }: Flow, pages: ReadonlyMap<number, number>, next: Local) {
    this.#emitter = emitter;
    this.#pages = pages;
    this.#blocks = blocks;
    this.#numbers = new Map(blocks.map(({ start }, number) => [start, number]));
    this.#next = next;
    this.#shape = shapeOf(blocks.length, this.#edges());
    this.#dispatched = new Set([...entries].map((pc) => this.#numberOf(pc)).filter((number) => number !== undefined));
    const known = new Set([...targets, ...this.#returnPoints()].map((pc) => this.#numberOf(pc)));
    const numbers = [...known].filter((number) => number !== undefined).slice(0, MAX_TARGETS);
    this.#targets = numbers.sort((a, b) => a - b);
    for (const edge of this.#edges()) if (!this.#isDirect(edge)) this.#dispatched.add(edge.to);
  }

  write(): void {
    this.#emitter.body(() => {
      this.#writeLoop(this.#shape);
      this.#emitter.code.unreachable();
    });
  }

  #numberOf(pc: number): number | undefined {
    return this.#numbers.get(pc);
  }

  #edges(): Edge[] {
    return this.#blocks.flatMap((block, from) => {
      const { end } = block;
      // Where a call or the interpreter goes on is not reached from here.
      const behind = end.kind === 'interpret' && !block.endMayBeNullified ? [] : successorsOf(block);
      return behind.flatMap((pc): Edge[] => {
        const to = this.#numberOf(pc);
        if (to === undefined) return [];
        const calls = end.kind === 'branch' && end.branch.plan.calls && pc !== ((end.branch.pc + 4) | 0);
        return [{ from, to, calls }];
      });
    });
  }

  #returnPoints(): number[] {
    return this.#blocks.flatMap(({ end }) =>
      end.kind === 'branch' && end.branch.plan.calls ? [(end.branch.pc + 8) | 0] : [],
    );
  }

  /** Can an edge be a branch of WebAssembly's, wherever its block stands? */
  #isDirect({ from, to }: Edge): boolean {
    const loop = this.#innermost(to);
    const inside = loop.first <= from && from <= loop.last;
    if (to > from) return inside || (loop.first === to && this.#isInside(from, this.#parentOf(loop)));
    return inside && loop.first === to && loop !== this.#shape;
  }

  #isInside(block: number, loop: Loop | undefined): boolean {
    return loop !== undefined && loop.first <= block && block <= loop.last;
  }

  /** The innermost loop that has the block; of a block that is the head of several, the innermost one. */
  #innermost(block: number): Loop {
    return this.#enclosing(block).at(-1) ?? this.#shape;
  }

  /** The outermost first. */
  #enclosing(block: number): Loop[] {
    const found: Loop[] = [];
    for (let loop: Loop | undefined = this.#shape; loop !== undefined;) {
      found.push(loop);
      loop = loop.parts.find(
        (part): part is Loop => typeof part !== 'number' && part.first <= block && block <= part.last,
      );
    }
    return found;
  }

  #parentOf(loop: Loop): Loop | undefined {
    return this.#enclosing(loop.first)[this.#enclosing(loop.first).indexOf(loop) - 1];
  }

  #writeLoop(loop: Loop): void {
    const { code } = this.#emitter;
    code.loop((head) => {
      this.#heads.set(loop, head);
      this.#open.push(loop);
      const last = loop.parts.length - 1;
      this.#writeUpTo(loop, last);
      this.#writePart(loop.parts[last]);
      this.#open.pop();
      this.#heads.delete(loop);
    });
  }

  /** The dispatcher, and the parts before number `count`, in a block whose end is where that part begins. */
  #writeUpTo(loop: Loop, count: number): void {
    const { code } = this.#emitter;
    const part = loop.parts[count];
    const first = typeof part === 'number' ? part : part.first;
    code.block((label) => {
      this.#ahead.set(first, label);
      if (count === 0) {
        this.#writeDispatcher(loop);
      } else {
        this.#writeUpTo(loop, count - 1);
        this.#writePart(loop.parts[count - 1]);
      }
      this.#ahead.delete(first);
    });
  }

  /** Goes to the part that has the block that is dispatched to; a loop has a dispatcher of its own. */
  #writeDispatcher(loop: Loop): void {
    const { code } = this.#emitter;
    const labels: Label[] = [];
    let needed = false;
    for (const part of loop.parts) {
      const [first, last] = typeof part === 'number' ? [part, part] : [part.first, part.last];
      const label = this.#ahead.get(first);
      if (label === undefined) throw new Error('a part without its label');
      for (let block = first; block <= last; block += 1) labels.push(label);
      const isHead = first === loop.first && typeof part === 'number' && loop !== this.#shape;
      needed ||= !isHead && range(first, last).some((block) => this.#dispatched.has(block));
    }
    if (!needed) return;
    code.get(this.#next).i32(NONE).op('i32.ne');
    code.if(() => {
      code.get(this.#next).i32(loop.first).op('i32.sub').branchTable(labels, labels[0]);
    });
  }

  #writePart(part: number | Loop): void {
    if (typeof part === 'number') this.#writeBlock(part);
    else this.#writeLoop(part);
  }

  #writeBlock(number: number): void {
    const emitter = this.#emitter;
    const { code } = emitter;
    const block = this.#blocks[number];
    const length = lengthOf(block);
    this.#mapped = pagesOf(block);
    if (this.#dispatched.has(number)) code.i32(NONE).set(this.#next);
    emitter.beginBlock();
    if (length > 0) {
      code.get(emitter.left).i32(length).op('i32.sub').tee(emitter.left).i32(0).op('i32.le_s');
      emitter.leaveIf(emitter.way('budget', this.#withLevel(block.start), { uncompleted: length }));
    }
    let mayBeNullified = false;
    for (const [i, item] of block.items.entries()) {
      this.#writeItem(item, length - i, mayBeNullified);
      mayBeNullified = item.plan.nullifies;
    }
    this.#writeEnd(block);
  }

  #withLevel(pc: number): number {
    return pc | this.#emitter.context.level;
  }

  /** `uncompleted`: how many of the block come from this one on. */
  #writeItem(item: Item<Straight>, uncompleted: number, mayBeNullified: boolean): void {
    const emitter = this.#emitter;
    Object.assign(emitter.position, { pc: this.#withLevel(item.pc), uncompleted, slotOf: undefined });
    if (!mayBeNullified) {
      emitter.conditional = false;
      this.#emitStraight(item, uncompleted);
      return;
    }
    emitter.conditional = true;
    emitter.code.get(emitter.nullify);
    emitter.code.if(
      () => {
        emitter.giveBack(1);
        if (item.plan.nullifies) emitter.code.i32(0).set(emitter.nullify);
      },
      () => this.#emitStraight(item, uncompleted),
    );
    emitter.conditional = false;
  }

  #emitStraight({ pc, plan }: Item<Straight>, uncompleted: number): void {
    plan.emit(this.#emitter);
    if (plan.changesMappings === true) this.#requirePages(this.#mapped, (pc + 4) | 0, uncompleted - 1);
  }

  #writeEnd(block: Block): void {
    const emitter = this.#emitter;
    const { end } = block;
    switch (end.kind) {
      case 'next':
        this.#goTo(end.pc);
        break;
      case 'interpret':
        if (block.endMayBeNullified) {
          emitter.code.get(emitter.nullify);
          emitter.code.if(() => this.#goTo((end.pc + 4) | 0));
        }
        emitter.leave(emitter.way('interpret', this.#withLevel(end.pc)));
        break;
      case 'branch': {
        const { pc } = end.branch;
        const count = end.slot === undefined ? 1 : 2;
        if (block.endMayBeNullified) {
          emitter.code.get(emitter.nullify);
          emitter.code.if(() => {
            emitter.giveBack(count);
            this.#goTo((pc + 4) | 0);
          });
        }
        this.#writeBranch(end.branch, end.slot, count);
      }
    }
  }

  #writeBranch(branch: Item<Branch>, slot: Item<Straight> | undefined, count: number): void {
    const emitter = this.#emitter;
    const { plan } = branch;
    const pc = this.#withLevel(branch.pc);
    Object.assign(emitter.position, { pc, uncompleted: count, slotOf: undefined });
    plan.prepare(emitter, pc);
    const target = targetOf(branch);
    const taken = (): void => {
      emitter.noteBranch(pc, target === undefined ? emitter.target : this.#withLevel(target));
      const slotOf = { target: target === undefined ? ('indirect' as const) : this.#withLevel(target), taken: true };
      this.#writeSlot(slot, plan.nullifiesSlot.taken, slotOf);
      if (target === undefined) this.#goToTarget();
      else this.#goTo(target);
    };
    if (!plan.conditional) {
      taken();
      return;
    }
    emitter.code.if(taken);
    if (slot === undefined) {
      this.#goTo((branch.pc + 4) | 0);
      return;
    }
    this.#writeSlot(slot, plan.nullifiesSlot.notTaken, { target: this.#withLevel((branch.pc + 8) | 0), taken: false });
    this.#goTo((branch.pc + 8) | 0);
  }

  #writeSlot(
    slot: Item<Straight> | undefined,
    nullified: boolean,
    slotOf: { readonly target: number | 'indirect'; readonly taken: boolean },
  ): void {
    const emitter = this.#emitter;
    if (slot === undefined) return;
    if (nullified) {
      emitter.giveBack(1);
      return;
    }
    Object.assign(emitter.position, { pc: this.#withLevel(slot.pc), uncompleted: 1, slotOf });
    emitter.conditional = true;
    slot.plan.emit(emitter);
    emitter.conditional = false;
    emitter.position.slotOf = undefined;
  }

  /** Goes on at an address, in the region or outside it. */
  #goTo(pc: number): void {
    const number = this.#numberOf(pc);
    if (number === undefined) this.#emitter.leaveFor(this.#withLevel(pc));
    else this.#goToBlock(number);
  }

  #goToBlock(number: number): void {
    this.#enterPages(this.#blocks[number]);
    const { code } = this.#emitter;
    const ahead = this.#ahead.get(number);
    if (ahead !== undefined) {
      code.branch(ahead);
      return;
    }
    const head = [...this.#open].reverse().find((loop) => loop.first === number && loop !== this.#shape);
    const label = head === undefined ? undefined : this.#heads.get(head);
    if (label !== undefined) {
      code.branch(label);
      return;
    }
    if (!this.#dispatched.has(number)) throw new Error(`block ${number} cannot be reached`);
    const common = [...this.#open].reverse().find((loop) => loop.first <= number && number <= loop.last);
    const dispatcher = this.#heads.get(common ?? this.#shape);
    if (dispatcher === undefined) throw new Error('no dispatcher');
    code.i32(number).set(this.#next).branch(dispatcher);
  }

  /** The first fetch from another page finds it mapped as it was, or is not the region's. */
  #enterPages(block: Block): void {
    const others = pagesOf(block).filter((page) => !this.#mapped.includes(page));
    this.#requirePages(others, block.start, 0);
  }

  /** Leaves for `pc`, from which on so many instructions have been counted, unless the pages are mapped as they were. */
  #requirePages(pages: readonly number[], pc: number, uncompleted: number): void {
    const { fetches } = this.#emitter.context;
    if (fetches === undefined) return;
    for (const page of pages) {
      const physical = this.#pages.get(page);
      // A block on a page that nothing was read from has nothing in it.
      if (physical === undefined) this.#emitter.leaveFor(this.#withLevel(pc));
      else this.#emitter.leaveUnlessMapped(page, physical, fetches, this.#withLevel(pc), uncompleted);
    }
  }

  /** Goes on at Emitter.target. */
  #goToTarget(): void {
    const emitter = this.#emitter;
    this.#searchTarget(this.#targets);
    emitter.leave(emitter.way('indirect', 0));
  }

  /** Goes to the one of these blocks that Emitter.target is, if it is one: by halves, as they are in order. */
  #searchTarget(numbers: readonly number[]): void {
    const { code, target } = this.#emitter;
    const address = (number: number): number => this.#withLevel(this.#blocks[number].start);
    if (numbers.length > 2) {
      const half = numbers.length >> 1;
      code.get(target).i32(address(numbers[half])).op('i32.lt_u');
      code.if(
        () => this.#searchTarget(numbers.slice(0, half)),
        () => this.#searchTarget(numbers.slice(half)),
      );
      return;
    }
    for (const number of numbers) {
      code.get(target).i32(address(number)).op('i32.eq');
      code.if(() => this.#goToBlock(number));
    }
  }
}

function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
