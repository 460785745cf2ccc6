/**
 * The body of one WebAssembly function, instruction by instruction. Specified by the WebAssembly core specification 2.0,
 * section 5.4; what is valid by chapter 3, whose algorithm (appendix A.3) is followed here: the types of the values that
 * would be on the stack are known at every place. So a mistake throws where it is made, and not when the module is compiled.
 */
import { ByteSequence } from './byte-sequence.ts';
import { LOADS, NUMERIC, STORES, TYPE_CODES } from './instructions.ts';
import type { LoadName, NumericName, StoreName, ValueType } from './instructions.ts';

export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** What can be called, by functions of the same module. */
export interface Callee {
  readonly module: object;
  readonly index: number;
  readonly type: FunctionType;
}

/** A parameter or a variable of one function. */
export interface Local {
  readonly type: ValueType;
  readonly index: number;
}

/** Where a branch goes: the end of a block, or the beginning of a loop. Valid inside its block or loop. */
export interface Label {
  /** The types of the values that a branch takes along. */
  readonly types: readonly ValueType[];
}

/** A block, loop, branch of an `if`, or the function itself, that has not ended yet. */
interface Frame extends Label {
  readonly results: readonly ValueType[];
  /** Values on the stack below it. */
  readonly height: number;
  /** What stands here is never reached: all types are right. */
  unreachable: boolean;
}

const UNREACHABLE = 0x00;
const BLOCK = 0x02;
const LOOP = 0x03;
const IF = 0x04;
const ELSE = 0x05;
const END = 0x0b;
const BRANCH = 0x0c;
const BRANCH_IF = 0x0d;
const BRANCH_TABLE = 0x0e;
const RETURN = 0x0f;
const CALL = 0x10;
const DROP = 0x1a;
const SELECT = 0x1b;
const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;
const I32_CONST = 0x41;
const I64_CONST = 0x42;
const F64_CONST = 0x44;
const NO_RESULT = 0x40;

export class FunctionBuilder implements Callee {
  readonly module: object;
  readonly index: number;
  readonly type: FunctionType;
  readonly parameters: readonly Local[];
  readonly #hasMemory: () => boolean;
  readonly #locals: Local[];
  readonly #code = new ByteSequence();
  readonly #function: Frame;
  /** The innermost last; none once the function has ended. */
  readonly #frames: Frame[];
  /** Undefined: of whatever type, in code that is never reached. */
  readonly #stack: (ValueType | undefined)[] = [];

  constructor(module: object, index: number, type: FunctionType, hasMemory: () => boolean) {
    this.module = module;
    this.index = index;
    this.type = type;
    this.parameters = type.parameters.map((type, index) => ({ type, index }));
    this.#hasMemory = hasMemory;
    this.#locals = [...this.parameters];
    this.#function = { types: type.results, results: type.results, height: 0, unreachable: false };
    this.#frames = [this.#function];
  }

  /** A new variable, which is 0 at first. */
  local(type: ValueType): Local {
    const local = { type, index: this.#locals.length };
    this.#locals.push(local);
    return local;
  }

  get(local: Local): this {
    this.#local(LOCAL_GET, local);
    return this.#push(local.type);
  }

  /** Takes the value on top of the stack into a variable. */
  set(local: Local): this {
    this.#pop(local.type);
    return this.#local(LOCAL_SET, local);
  }

  /** The same, but the value stays on the stack, too. */
  tee(local: Local): this {
    this.#pop(local.type);
    this.#local(LOCAL_TEE, local);
    return this.#push(local.type);
  }

  /** A constant of 32 bits, given signed or unsigned. */
  i32(value: number): this {
    this.#code.byte(I32_CONST);
    this.#code.signed(value);
    return this.#push('i32');
  }

  /** A constant of 64 bits, given signed or unsigned. */
  i64(value: bigint): this {
    this.#code.byte(I64_CONST);
    this.#code.signed64(value);
    return this.#push('i64');
  }

  /** A constant; of a NaN, whichever JavaScript has. */
  f64(value: number): this {
    this.#code.byte(F64_CONST);
    this.#code.double(value);
    return this.#push('f64');
  }

  /** An instruction that takes values from the stack and leaves one there. */
  op(name: NumericName): this {
    const { opcode, takes, gives } = NUMERIC[name];
    for (const type of takes.toReversed()) this.#pop(type, name);
    this.#code.byte(opcode);
    return this.#push(gives);
  }

  /** Loads from the address on the stack, plus `offset`. */
  load(name: LoadName, offset = 0): this {
    const { opcode, type, width } = LOADS[name];
    this.#pop('i32', name);
    this.#memory(opcode, width, offset);
    return this.#push(type);
  }

  /** Stores the value on top of the stack at the address below it, plus `offset`. */
  store(name: StoreName, offset = 0): this {
    const { opcode, type, width } = STORES[name];
    this.#pop(type, name);
    this.#pop('i32', name);
    return this.#memory(opcode, width, offset);
  }

  drop(): this {
    this.#pop();
    this.#code.byte(DROP);
    return this;
  }

  /** Of the three values on top of the stack, the lowest if the uppermost is not 0, else the middle one. */
  select(): this {
    this.#pop('i32', 'select');
    const type = this.#pop();
    const other = this.#pop(type, 'select');
    this.#code.byte(SELECT);
    return this.#push(other ?? type);
  }

  /** A branch to the label goes behind the block; if it has a result, with that on the stack. */
  block(body: (label: Label) => void, result?: ValueType): this {
    const results = result === undefined ? [] : [result];
    this.#begin(BLOCK, results);
    this.#nested(results, results, body);
    return this.#end(results);
  }

  /** A branch to the label goes to the beginning again; from its end the loop goes on behind. */
  loop(body: (label: Label) => void, result?: ValueType): this {
    const results = result === undefined ? [] : [result];
    this.#begin(LOOP, results);
    this.#nested([], results, body);
    return this.#end(results);
  }

  /** Takes an i32 from the stack: `then` if it is not 0. A branch to the label goes behind it all. */
  if(then: (label: Label) => void, otherwise?: (label: Label) => void, result?: ValueType): this {
    const results = result === undefined ? [] : [result];
    if (result !== undefined && otherwise === undefined) throw new Error('an if with a result needs an else');
    this.#pop('i32', 'if');
    this.#begin(IF, results);
    this.#nested(results, results, then);
    if (otherwise !== undefined) {
      this.#code.byte(ELSE);
      this.#nested(results, results, otherwise);
    }
    return this.#end(results);
  }

  branch(label: Label): this {
    const depth = this.#depthOf(label);
    this.#popAll(label.types, 'branch');
    this.#code.byte(BRANCH);
    this.#code.unsigned(depth);
    return this.#goesNoFurther();
  }

  /** Takes an i32 from the stack: branches if it is not 0. */
  branchIf(label: Label): this {
    const depth = this.#depthOf(label);
    this.#pop('i32', 'branchIf');
    this.#popAll(label.types, 'branchIf');
    for (const type of label.types) this.#push(type);
    this.#code.byte(BRANCH_IF);
    this.#code.unsigned(depth);
    return this;
  }

  /** Takes an i32 from the stack: branches to the label of this number, or to `otherwise` if there is none. */
  branchTable(labels: readonly Label[], otherwise: Label): this {
    const depths = [...labels, otherwise].map((label) => this.#depthOf(label));
    const different = labels.find(({ types }) => types.join() !== otherwise.types.join());
    if (different) throw new Error(`branchTable: labels take ${list(different.types)} and ${list(otherwise.types)}`);
    this.#pop('i32', 'branchTable');
    this.#popAll(otherwise.types, 'branchTable');
    this.#code.byte(BRANCH_TABLE);
    this.#code.unsigned(labels.length);
    for (const depth of depths) this.#code.unsigned(depth);
    return this.#goesNoFurther();
  }

  /** Leaves the function, with its results on the stack. */
  return(): this {
    this.#popAll(this.type.results, 'return');
    this.#code.byte(RETURN);
    return this.#goesNoFurther();
  }

  /** Takes the arguments from the stack, the last from its top, and leaves the results. */
  call(callee: Callee): this {
    if (callee.module !== this.module) throw new Error(`function ${callee.index} belongs to another module`);
    this.#popAll(callee.type.parameters, 'call');
    this.#code.byte(CALL);
    this.#code.unsigned(callee.index);
    for (const type of callee.type.results) this.#push(type);
    return this;
  }

  /** Traps. */
  unreachable(): this {
    this.#code.byte(UNREACHABLE);
    return this.#goesNoFurther();
  }

  /** Ends the function, if it has not ended yet, and gives its variables and its code (section 5.4.9). */
  end(): Uint8Array {
    const [frame] = this.#frames;
    if (frame !== undefined) {
      if (frame !== this.#frames.at(-1)) throw new Error('a block of the function has not ended');
      this.#leave();
      this.#code.byte(END);
    }
    const function_ = new ByteSequence();
    const groups = groupsOf(this.#locals.slice(this.parameters.length));
    function_.unsigned(groups.length);
    for (const { count, type } of groups) {
      function_.unsigned(count);
      function_.byte(TYPE_CODES[type]);
    }
    function_.append(this.#code.bytes());
    return function_.bytes();
  }

  #begin(opcode: number, results: readonly ValueType[]): void {
    this.#innermost();
    this.#code.byte(opcode);
    this.#code.byte(results.length === 0 ? NO_RESULT : TYPE_CODES[results[0]]);
  }

  /** Emits the inside of a block, which leaves `results`. */
  #nested(types: readonly ValueType[], results: readonly ValueType[], body: (label: Label) => void): void {
    const frame: Frame = { types, results, height: this.#stack.length, unreachable: false };
    this.#frames.push(frame);
    body(frame);
    this.#leave();
  }

  /** The innermost frame ends here: its results, and nothing else, must be on the stack. */
  #leave(): void {
    const { results, height } = this.#innermost();
    this.#popAll(results, 'end');
    if (this.#stack.length > height) throw new Error(`end: there is ${list(this.#stack.slice(height))} too much`);
    this.#frames.pop();
  }

  /** Behind a block, whose results are on the stack. */
  #end(results: readonly ValueType[]): this {
    this.#code.byte(END);
    for (const type of results) this.#push(type);
    return this;
  }

  #local(opcode: number, local: Local): this {
    if (this.#locals[local.index] !== local) throw new Error(`variable ${local.index} belongs to another function`);
    this.#code.byte(opcode);
    this.#code.unsigned(local.index);
    return this;
  }

  /** The natural alignment is a hint alone: other addresses are as right. */
  #memory(opcode: number, width: number, offset: number): this {
    if (!this.#hasMemory()) throw new Error('the module has no memory');
    this.#code.byte(opcode);
    this.#code.unsigned(Math.log2(width));
    this.#code.unsigned(offset);
    return this;
  }

  #push(type: ValueType | undefined): this {
    this.#innermost();
    this.#stack.push(type);
    return this;
  }

  /** Takes a value of this type from the stack, or of any; returns its type if that is known. */
  #pop(expected?: ValueType, by = 'an instruction'): ValueType | undefined {
    const { height, unreachable } = this.#innermost();
    if (this.#stack.length === height) {
      if (unreachable) return expected;
      throw new Error(`${by} takes ${expected ?? 'a value'}, and there is none`);
    }
    const found = this.#stack.pop();
    if (expected !== undefined && found !== undefined && found !== expected) {
      throw new Error(`${by} takes ${expected}, and there is ${found}`);
    }
    return found ?? expected;
  }

  #popAll(types: readonly ValueType[], by: string): void {
    for (const type of types.toReversed()) this.#pop(type, by);
  }

  /** Behind an instruction that never goes on to the next. */
  #goesNoFurther(): this {
    const frame = this.#innermost();
    this.#stack.length = frame.height;
    frame.unreachable = true;
    return this;
  }

  #innermost(): Frame {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new Error('the function has ended');
    return frame;
  }

  /** How many frames a branch to the label leaves beside the one that it ends. */
  #depthOf(label: Label): number {
    const at = this.#frames.findIndex((frame) => frame === label);
    if (at < 0) throw new Error('a branch to a label whose block it is not in');
    return this.#frames.length - 1 - at;
  }
}

function list(types: readonly (ValueType | undefined)[]): string {
  return types.length === 0 ? 'nothing' : types.map((type) => type ?? 'any type').join(', ');
}

/** Neighbours of the same type. */
function groupsOf(locals: readonly Local[]): { count: number; type: ValueType }[] {
  const groups: { count: number; type: ValueType }[] = [];
  for (const { type } of locals) {
    const last = groups.at(-1);
    if (last?.type === type) last.count += 1;
    else groups.push({ count: 1, type });
  }
  return groups;
}
