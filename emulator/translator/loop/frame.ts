/** What is around the cases of the loop (./loop.ts): fetching, the choice of a case, the queues, counting. */
import { BRANCH_INDEX } from '../../cpu/branch-history.ts';
import { NEXT, NULLIFY, TAKEN } from '../../cpu/outcome.ts';
import { PSW } from '../../cpu/psw.ts';
import { PAGE_AND_LEVEL } from '../../cpu/translation.ts';
import { CONTEXT_BITS, NO_TAG, TRANSLATED_CONTEXT } from '../../cpu/translation-cache.ts';
import { CACHE_ENTRIES, LAYOUT, SCRATCH } from '../../layout.ts';
import type { Callee, Label, Local } from '../../wasm/function-builder.ts';
import { DISTANCES, type Places, SPACES } from '../state-writer.ts';
import { ROWS } from './cases/rows.ts';
import type { LoopWriter } from './writer.ts';

const OFFSETS = 4 * LAYOUT.BRANCHES;
/** Bytes of one entry among the last branches. */
const BRANCH_BYTES = 8;

export interface Imports {
  /** Makes the page of the current instruction the cached one; 0, or the outcome of a fetch that failed. */
  readonly enterPage: Callee;
  /** (physical address): decodes the word there. */
  readonly decode: Callee;
  /** (number of the operation, word, immediate): executes an instruction, and returns its outcome. */
  readonly perform: Callee;
}

export class Frame {
  readonly #writer: LoopWriter;
  readonly #places: Places;
  readonly #imports: Imports;
  /** What is left of the budget. */
  readonly #left: Local;
  /** PSW B. */
  readonly #taken: Local;
  /** Where among the last branches the next one goes, in bytes. */
  readonly #branch: Local;
  /** SCRATCH.CODE_KEY, and the physical address of that page. */
  readonly #key: Local;
  readonly #page: Local;
  readonly #operation: Local;
  readonly #outcome: Local;

  constructor(writer: LoopWriter, places: Places, imports: Imports) {
    this.#writer = writer;
    this.#places = places;
    this.#imports = imports;
    const local = (): Local => writer.code.local('i32');
    [this.#left, this.#taken, this.#branch, this.#key] = [local(), local(), local(), local()];
    [this.#page, this.#operation, this.#outcome] = [local(), local(), local()];
  }

  write(): void {
    const writer = this.#writer;
    const { code, front, back } = writer;
    writer.state(LAYOUT.IAOQ_FRONT).set(front);
    writer.state(LAYOUT.IAOQ_BACK).set(back);
    this.#load();
    code.loop((again) => {
      this.#fetch();
      code.block((completed) => {
        code.block((next) => {
          code.block((nullifying) => {
            code.block((taken) => {
              code.block((perform) => {
                writer.ways = { next, nullifying, taken, perform };
                this.#choose(again);
              });
              this.#perform(taken, nullifying);
            });
            this.#branchTo(completed);
          });
          code.get(writer.nullify).op('i32.eqz').branchIf(next);
          code.i32(0).set(this.#taken);
          this.#moveOn();
          this.#passOver(completed);
        });
        code.i32(0).set(this.#taken);
        this.#moveOn();
      });
      code.get(this.#left).i32(1).op('i32.sub').tee(this.#left).i32(0).op('i32.gt_s').branchIf(again);
    });
    this.#putBack();
    code.i32(NEXT);
  }

  /** The queues move on by a word. */
  #moveOn(): void {
    const { code, front, back } = this.#writer;
    code.get(back).tee(front).i32(4).op('i32.add').set(back);
  }

  /** Behind a branch: `nullify` says whether the next instruction, which is at the front now, is nullified. */
  #branchTo(completed: Label): void {
    const { code, front, back, target, nullify } = this.#writer;
    code.i32(1).set(this.#taken);
    code.get(this.#branch).get(front).i32(~3).op('i32.and').store('i32.store', OFFSETS);
    code
      .get(this.#branch)
      .get(target)
      .store('i32.store', OFFSETS + 4);
    code
      .get(this.#branch)
      .i32(BRANCH_BYTES)
      .op('i32.add')
      .i32(BRANCH_INDEX << 2)
      .op('i32.and')
      .set(this.#branch);
    code.get(back).set(front);
    code.get(target).set(back);
    code.get(nullify).op('i32.eqz').branchIf(completed);
    this.#passOver(completed);
  }

  /** Passes over the instruction at the front, if the budget has room for more than the one before it; else that is left for later. */
  #passOver(completed: Label): void {
    const { code } = this.#writer;
    code.get(this.#left).i32(1).op('i32.gt_s');
    code.if(
      () => {
        code.i32(0).set(this.#taken);
        this.#moveOn();
      },
      () => this.#writer.setState(LAYOUT.NULLIFY, () => void code.i32(1)),
    );
    code.branch(completed);
  }

  /** Finds the instruction at the front: its physical address, and the word. */
  #fetch(): void {
    const writer = this.#writer;
    const { code, front, address, word } = writer;
    code.get(front).i32(PAGE_AND_LEVEL).op('i32.and').get(this.#key).op('i32.ne');
    code.if((found) => this.#enterPage(found));
    code.get(front).i32(0xffc).op('i32.and').get(this.#page).op('i32.or').tee(address);
    code.load('i32.load', this.#places.ram).set(word);
  }

  /** The page at the front becomes the cached one: by the cache of fetches, if the level stays, else by the interpreter's function. */
  #enterPage(found: Label): void {
    const writer = this.#writer;
    const { code, front, context } = writer;
    const cache = this.#places.scratch + 4 * SCRATCH.FETCHES;
    const index = writer.temporary('index');
    code.block((unknown) => {
      code.get(this.#key).i32(NO_TAG).op('i32.eq').branchIf(unknown);
      code.get(this.#key).get(front).op('i32.xor').i32(3).op('i32.and').branchIf(unknown);
      writer.state(LAYOUT.PSW).i32(PSW.C).op('i32.and').op('i32.eqz').branchIf(unknown);
      code.get(front).i32(10).op('i32.shr_u');
      code
        .i32(4 * (CACHE_ENTRIES - 1))
        .op('i32.and')
        .tee(index);
      code.load('i32.load', cache);
      code.get(front).i32(~0xfff).op('i32.and');
      code.get(context).i32(CONTEXT_BITS).op('i32.and').i32(TRANSLATED_CONTEXT).op('i32.or').op('i32.or');
      code.op('i32.ne').branchIf(unknown);
      code.get(index).load('i32.load', cache + SPACES);
      writer.state(LAYOUT.IASQ_FRONT).op('i32.ne').branchIf(unknown);
      code.get(front).i32(~0xfff).op('i32.and');
      code
        .get(index)
        .load('i32.load', cache + DISTANCES)
        .op('i32.add')
        .set(this.#page);
      code.get(front).i32(PAGE_AND_LEVEL).op('i32.and').set(this.#key);
      writer.storeScratch(SCRATCH.CODE_KEY, () => void code.get(this.#key));
      writer.storeScratch(SCRATCH.CODE_INDEX, () => void code.get(this.#page).i32(2).op('i32.shr_u'));
      code.branch(found);
    });
    this.#putBack();
    code.call(this.#imports.enterPage).tee(this.#outcome);
    code.if(() => void code.get(this.#outcome).return());
    this.#load();
  }

  /** Goes to the case of the instruction. */
  #choose(again: Label): void {
    const writer = this.#writer;
    const { code } = writer;
    const { perform } = writer.ways;
    code.block((decode) => {
      const labels: Label[] = [decode];
      this.#cases(0, labels, () => {
        for (let number = 0; number < labels.length; number += 1) labels[number] ??= perform;
        code.get(writer.address).i32(1).op('i32.shr_u');
        code.load('i32.load16_u', this.#places.operations).tee(this.#operation);
        code.branchTable(labels, perform);
      });
    });
    code.get(writer.address).call(this.#imports.decode).branch(again);
  }

  /**
   * One block in the other, to whose end operations go by their number, and behind it what they do; in the innermost one, `choose`.
   * From row number `first` on.
   */
  #cases(first: number, labels: Label[], choose: () => void): void {
    if (first === ROWS.length) {
      choose();
      return;
    }
    const { number, write } = ROWS[first];
    this.#writer.code.block((label) => {
      labels[number] = label;
      this.#cases(first + 1, labels, choose);
    });
    write(this.#writer);
  }

  /** The interpreter executes the instruction; what it comes to. */
  #perform(taken: Label, nullifying: Label): void {
    const writer = this.#writer;
    const { code, word } = writer;
    this.#putBack();
    code.get(this.#operation).get(word);
    writer.immediate().call(this.#imports.perform).set(this.#outcome);
    code
      .get(this.#outcome)
      .i32(TAKEN | NULLIFY)
      .op('i32.gt_u');
    code.if(() => void code.get(this.#outcome).return());
    this.#load();
    code.get(this.#outcome).i32(NULLIFY).op('i32.and').set(writer.nullify);
    code.get(this.#outcome).i32(TAKEN).op('i32.and').op('i32.eqz').branchIf(nullifying);
    writer.scratch(SCRATCH.TARGET).set(writer.target).branch(taken);
  }

  /** What the loop keeps in variables, and the interpreter's functions may change. */
  #load(): void {
    const writer = this.#writer;
    writer.scratch(SCRATCH.BUDGET);
    writer.scratch(SCRATCH.COMPLETED).op('i32.sub').set(this.#left);
    writer.state(LAYOUT.TAKEN_BRANCH).set(this.#taken);
    writer.state(LAYOUT.NEXT_BRANCH).i32(BRANCH_INDEX).op('i32.and').i32(2).op('i32.shl').set(this.#branch);
    writer.scratch(SCRATCH.CODE_KEY).set(this.#key);
    writer.scratch(SCRATCH.CODE_INDEX).i32(2).op('i32.shl').set(this.#page);
    writer.scratch(SCRATCH.DATA_CONTEXT).set(writer.context);
    writer.scratch(SCRATCH.SPACE_MASK).set(writer.spaceMask);
  }

  /** What the loop keeps in variables goes where it is kept. */
  #putBack(): void {
    const writer = this.#writer;
    const { code, front, back } = writer;
    writer.setState(LAYOUT.IAOQ_FRONT, () => void code.get(front));
    writer.setState(LAYOUT.IAOQ_BACK, () => void code.get(back));
    writer.setState(LAYOUT.TAKEN_BRANCH, () => void code.get(this.#taken));
    writer.setState(LAYOUT.NEXT_BRANCH, () => void code.get(this.#branch).i32(2).op('i32.shr_u'));
    writer.storeScratch(SCRATCH.COMPLETED, () => {
      writer.scratch(SCRATCH.BUDGET).get(this.#left).op('i32.sub');
    });
  }
}
