/**
 * The body of one WebAssembly function, instruction by instruction. Specified by the WebAssembly core specification 2.0,
 * section 5.4. If its module is a checked one, the types of values are followed (./operand-types.ts).
 */
import { ByteSequence } from './byte-sequence.ts';
import { LOADS, NUMERIC, STORES, TYPE_CODES } from './instructions.ts';
import type { LoadName, NumericName, StoreName, ValueType } from './instructions.ts';
import { listOf, OperandTypes } from './operand-types.ts';

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

/** The type of functions in the table that functions of the same module may call. */
export interface IndirectType {
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
  /** How many blocks it is in. */
  readonly depth: number;
}

/** What a module knows for its functions. */
export interface Surroundings {
  readonly hasMemory: boolean;
  readonly hasTable: boolean;
  readonly checked: boolean;
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
const CALL_INDIRECT = 0x11;
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
  readonly #surroundings: Surroundings;
  readonly #locals: Local[];
  readonly #code = new ByteSequence();
  /** Blocks, loops, branches of an `if` that have not ended, the innermost last; the first is the function itself. */
  readonly #open: Label[];
  readonly #types: OperandTypes | undefined;

  constructor(module: object, index: number, type: FunctionType, surroundings: Surroundings) {
    this.module = module;
    this.index = index;
    this.type = type;
    this.parameters = type.parameters.map((type, index) => ({ type, index }));
    this.#surroundings = surroundings;
    this.#locals = [...this.parameters];
    this.#open = [{ types: type.results, depth: 0 }];
    this.#types = surroundings.checked ? new OperandTypes() : undefined;
  }

  /** A new variable, which is 0 at first. */
  local(type: ValueType): Local {
    const local = { type, index: this.#locals.length };
    this.#locals.push(local);
    return local;
  }

  get(local: Local): this {
    this.#local(LOCAL_GET, local);
    this.#types?.push(local.type);
    return this;
  }

  /** Takes the value on top of the stack into a variable. */
  set(local: Local): this {
    this.#types?.pop(local.type);
    this.#local(LOCAL_SET, local);
    return this;
  }

  /** The same, but the value stays on the stack, too. */
  tee(local: Local): this {
    this.#types?.pop(local.type);
    this.#local(LOCAL_TEE, local);
    this.#types?.push(local.type);
    return this;
  }

  /** A constant of 32 bits, given signed or unsigned. */
  i32(value: number): this {
    this.#code.byte(I32_CONST);
    this.#code.signed(value);
    this.#types?.push('i32');
    return this;
  }

  /** A constant of 64 bits, given signed or unsigned. */
  i64(value: bigint): this {
    this.#code.byte(I64_CONST);
    this.#code.signed64(value);
    this.#types?.push('i64');
    return this;
  }

  /** A constant; of a NaN, whichever JavaScript has. */
  f64(value: number): this {
    this.#code.byte(F64_CONST);
    this.#code.double(value);
    this.#types?.push('f64');
    return this;
  }

  /** An instruction that takes values from the stack and leaves one there. */
  op(name: NumericName): this {
    const { opcode, takes, gives } = NUMERIC[name];
    this.#types?.popAll(takes, name);
    this.#code.byte(opcode);
    this.#types?.push(gives);
    return this;
  }

  /** Loads from the address on the stack, plus `offset`. */
  load(name: LoadName, offset = 0): this {
    const { opcode, type, width } = LOADS[name];
    this.#types?.pop('i32', name);
    this.#memory(opcode, width, offset);
    this.#types?.push(type);
    return this;
  }

  /** Stores the value on top of the stack at the address below it, plus `offset`. */
  store(name: StoreName, offset = 0): this {
    const { opcode, type, width } = STORES[name];
    this.#types?.pop(type, name);
    this.#types?.pop('i32', name);
    this.#memory(opcode, width, offset);
    return this;
  }

  drop(): this {
    this.#types?.pop();
    this.#code.byte(DROP);
    return this;
  }

  /** Of the three values on top of the stack, the lowest if the uppermost is not 0, else the middle one. */
  select(): this {
    const types = this.#types;
    types?.pop('i32', 'select');
    const type = types?.pop();
    const other = types?.pop(type, 'select');
    this.#code.byte(SELECT);
    types?.push(other ?? type);
    return this;
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
    this.#types?.pop('i32', 'if');
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
    this.#types?.popAll(label.types, 'branch');
    this.#code.byte(BRANCH);
    this.#code.unsigned(depth);
    this.#types?.goesNoFurther();
    return this;
  }

  /** Takes an i32 from the stack: branches if it is not 0. */
  branchIf(label: Label): this {
    const depth = this.#depthOf(label);
    this.#types?.pop('i32', 'branchIf');
    this.#types?.popAll(label.types, 'branchIf');
    for (const type of label.types) this.#types?.push(type);
    this.#code.byte(BRANCH_IF);
    this.#code.unsigned(depth);
    return this;
  }

  /** Takes an i32 from the stack: branches to the label of this number, or to `otherwise` if there is none. */
  branchTable(labels: readonly Label[], otherwise: Label): this {
    const depths = [...labels, otherwise].map((label) => this.#depthOf(label));
    const different = labels.find(({ types }) => types.join() !== otherwise.types.join());
    if (different)
      throw new Error(`branchTable: labels take ${listOf(different.types)} and ${listOf(otherwise.types)}`);
    this.#types?.pop('i32', 'branchTable');
    this.#types?.popAll(otherwise.types, 'branchTable');
    this.#code.byte(BRANCH_TABLE);
    this.#code.unsigned(labels.length);
    for (const depth of depths) this.#code.unsigned(depth);
    this.#types?.goesNoFurther();
    return this;
  }

  /** Leaves the function, with its results on the stack. */
  return(): this {
    this.#types?.popAll(this.type.results, 'return');
    this.#code.byte(RETURN);
    this.#types?.goesNoFurther();
    return this;
  }

  /** Takes the arguments from the stack, the last from its top, and leaves the results. */
  call(callee: Callee): this {
    if (callee.module !== this.module) throw new Error(`function ${callee.index} belongs to another module`);
    this.#types?.popAll(callee.type.parameters, 'call');
    this.#code.byte(CALL);
    this.#code.unsigned(callee.index);
    for (const type of callee.type.results) this.#types?.push(type);
    return this;
  }

  /** Takes a number from the stack, and calls the function with that number in the table, whose type must be this one. */
  callIndirect({ module, index, type }: IndirectType): this {
    if (module !== this.module) throw new Error(`type ${index} belongs to another module`);
    if (!this.#surroundings.hasTable) throw new Error('the module has no table');
    this.#types?.pop('i32', 'callIndirect');
    this.#types?.popAll(type.parameters, 'callIndirect');
    this.#code.byte(CALL_INDIRECT);
    this.#code.unsigned(index);
    this.#code.unsigned(0);
    for (const result of type.results) this.#types?.push(result);
    return this;
  }

  /** Traps. */
  unreachable(): this {
    this.#code.byte(UNREACHABLE);
    this.#types?.goesNoFurther();
    return this;
  }

  /** Ends the function, if it has not ended yet, and gives its variables and its code (section 5.4.9). */
  end(): Uint8Array {
    if (this.#open.length > 1) throw new Error('a block of the function has not ended');
    if (this.#open.pop() !== undefined) {
      this.#types?.leave(this.type.results);
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
    this.#code.byte(opcode);
    this.#code.byte(results.length === 0 ? NO_RESULT : TYPE_CODES[results[0]]);
  }

  /** Emits the inside of a block, which leaves `results`. */
  #nested(types: readonly ValueType[], results: readonly ValueType[], body: (label: Label) => void): void {
    const label: Label = { types, depth: this.#open.length };
    this.#open.push(label);
    this.#types?.enter();
    body(label);
    this.#types?.leave(results);
    this.#open.pop();
  }

  /** Behind a block, whose results are on the stack. */
  #end(results: readonly ValueType[]): this {
    this.#code.byte(END);
    for (const type of results) this.#types?.push(type);
    return this;
  }

  #local(opcode: number, local: Local): void {
    const { index } = local;
    if (this.#locals[index] !== local) throw new Error(`variable ${index} belongs to another function`);
    this.#code.byte(opcode);
    this.#code.unsigned(index);
  }

  /** The natural alignment is a hint alone: other addresses are as right. */
  #memory(opcode: number, width: number, offset: number): void {
    if (!this.#surroundings.hasMemory) throw new Error('the module has no memory');
    this.#code.byte(opcode);
    this.#code.unsigned(Math.log2(width));
    this.#code.unsigned(offset);
  }

  /** How many blocks a branch to the label leaves beside the one that it ends. */
  #depthOf(label: Label): number {
    if (this.#open[label.depth] !== label) throw new Error('a branch to a label whose block it is not in');
    return this.#open.length - 1 - label.depth;
  }
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
