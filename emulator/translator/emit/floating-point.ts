/**
 * Code for floating point in double precision: see ../../cpu/semantics/floating-point.ts and floating-point-memory.ts. Manual:
 * chapter 6. WebAssembly's arithmetic is IEEE double, rounded to nearest, so its results are ours as long as they are
 * ordinary: neither tiny nor nearly too large, and no NaN, whose bits it does not promise. What else there is (other
 * results, rounding modes, traps, singles but for moving them) is the interpreter's.
 */
import { bit18, field11, field27, field6, immediate5, modifies, spaceField } from '../../cpu/fields.ts';
import { RELATION } from '../../fpu/comparison.ts';
import { EXCEPTION, IEEE_EXCEPTIONS } from '../../fpu/exceptions.ts';
import { FPSR, IMPLEMENTED } from '../../fpu/status-register.ts';
import type { FloatBinary, FloatLoad, FloatStore } from '../../isa/does.ts';
import { LAYOUT } from '../../layout.ts';
import type { Local } from '../../wasm/function-builder.ts';
import type { NumericName } from '../../wasm/instructions.ts';
import type { Emitter } from '../emitter.ts';
import { nullifying, type Plans, straight } from './plan.ts';

type FloatingPoint =
  | 'float-load'
  | 'float-store'
  | 'coprocessor-access'
  | 'float-unary'
  | 'float-convert'
  | 'float-compare'
  | 'float-test'
  | 'float-identify'
  | 'float-binary'
  | 'multiply-integers'
  | 'float-multiple'
  | 'assist';

/** Codes of formats in the instruction. */
const SGL = 0;
const DBL = 1;

/** Bits of CCR, and of the Status Register's rounding mode. */
const FLOATING_POINT_ON = 0xc0;
const ROUNDING = 0x600;
const INEXACT_FLAG = EXCEPTION.INEXACT << 27;

const half1 = (word: number): number => (word >>> 7) & 1;
const half2 = (word: number): number => (word >>> 12) & 1;
const halfT = (word: number): number => (word >>> 6) & 1;
const format = (word: number): number => (word >>> 11) & 3;

/** Are class 2 and 3 instructions about doubles? */
function isDouble(word: number, halves: boolean): boolean {
  return halves ? (word & 0x800) !== 0 && half2(word) === 0 : format(word) === DBL;
}

const statusIsNot = (emitter: Emitter, mask: number): void => {
  emitter.word(LAYOUT.FR).i32(mask).op('i32.and');
};

/** Leaves unless floating point is on and no trap is armed. */
function begin(emitter: Emitter): void {
  if (emitter.floatingPoint.usable) return;
  emitter
    .word(LAYOUT.CR + 10)
    .i32(FLOATING_POINT_ON)
    .op('i32.and')
    .op('i32.eqz');
  statusIsNot(emitter, FPSR.T);
  emitter.code.op('i32.or');
  emitter.leaveIf(emitter.interpret());
  // What is executed only at times proves nothing for those behind it.
  if (!emitter.conditional) emitter.floatingPoint.usable = true;
}

/** The same, and unless results are rounded to nearest and nothing traps. */
function beginArithmetic(emitter: Emitter): void {
  begin(emitter);
  if (emitter.floatingPoint.plain) return;
  statusIsNot(emitter, ROUNDING | IEEE_EXCEPTIONS);
  emitter.leaveIf(emitter.interpret());
  if (!emitter.conditional) emitter.floatingPoint.plain = true;
}

/** Pushes a double register. Its left word comes first, as the lower one does not in WebAssembly. */
function pushDouble(emitter: Emitter, register: number): void {
  if (register === 0) emitter.code.f64(0);
  else pushPair(emitter, register).op('f64.reinterpret_i64');
}

/** Pushes a register as an integer of 64 bits. */
function pushPair(emitter: Emitter, register: number) {
  return emitter.code
    .i32(0)
    .load('i64.load', 4 * (LAYOUT.FR + 2 * register))
    .i64(32n)
    .op('i64.rotl');
}

/** Sets a register to an integer of 64 bits, which `value` pushes. Register 0 stays as it is. */
function putPair(emitter: Emitter, register: number, value: () => void): void {
  if (register === 0) return;
  emitter.code.i32(0);
  value();
  emitter.code
    .i64(32n)
    .op('i64.rotl')
    .store('i64.store', 4 * (LAYOUT.FR + 2 * register));
}

/** Pushes a half of a register. */
function pushHalf(emitter: Emitter, register: number, half: number): void {
  if (register === 0) emitter.code.i32(0);
  else emitter.word(LAYOUT.FR + 2 * register + half);
}

function putHalf(emitter: Emitter, register: number, half: number, value: () => void): void {
  if (register !== 0) emitter.setWord(LAYOUT.FR + 2 * register + half, value);
}

type Operation = FloatBinary['operation'];
const OPERATIONS = {
  add: 'f64.add',
  subtract: 'f64.sub',
  multiply: 'f64.mul',
  divide: 'f64.div',
} as const satisfies Record<Operation, NumericName>;
/** As ../exactness.ts has them. */
const NUMBERS = { add: 0, subtract: 1, multiply: 2, divide: 3, 'square-root': 4 } as const;

/** Exponent fields of ordinary results: see isOrdinaryDouble in ../../fpu/unit.ts. */
const FIRST_ORDINARY = 2n;
const ORDINARY = 2043n;

/** Leaves unless the result's bits are those of an ordinary number, or `isRight` pushes 1. */
function checkOrdinary(emitter: Emitter, bits: Local, isRight: () => void): void {
  const { code } = emitter;
  const way = emitter.interpret();
  code.get(bits).i64(52n).op('i64.shr_u').i64(0x7ffn).op('i64.and').i64(FIRST_ORDINARY).op('i64.sub');
  code.i64(ORDINARY).op('i64.ge_u');
  code.if(() => {
    isRight();
    code.op('i32.eqz');
    emitter.leaveIf(way);
  });
}

/** An inexact result sets a flag: if that is not set, the result must be exact. */
function checkFlag(emitter: Emitter, operation: keyof typeof NUMBERS, a: Local, b: Local): void {
  const { code } = emitter;
  const way = emitter.interpret();
  emitter.word(LAYOUT.FR).i32(INEXACT_FLAG).op('i32.and').op('i32.eqz');
  code.if(() => {
    code.i32(NUMBERS[operation]).get(a).get(b).call(emitter.imports.isExact).op('i32.eqz');
    emitter.leaveIf(way);
  });
}

/** Computes a double; its bits are in the variable that is returned. */
function compute(emitter: Emitter, operation: Operation, r1: number, r2: number, name: string): Local {
  const { code } = emitter;
  const [a, b, result] = ['a', 'b', 'result'].map((part) => emitter.temporary(`float ${part}`, 'f64'));
  const bits = emitter.temporary(`bits of ${name}`, 'i64');
  pushDouble(emitter, r1);
  code.tee(a);
  pushDouble(emitter, r2);
  code.tee(b).op(OPERATIONS[operation]).tee(result).op('i64.reinterpret_f64').set(bits);
  const isZero = (operand: Local): void => void code.get(operand).f64(0).op('f64.eq');
  checkOrdinary(emitter, bits, () => {
    // A zero is right unless it comes from underflow.
    isZero(result);
    if (operation === 'multiply' || operation === 'divide') {
      isZero(a);
      if (operation === 'multiply') {
        isZero(b);
        code.op('i32.or');
      }
      code.op('i32.and');
    }
  });
  checkFlag(emitter, operation, a, b);
  return bits;
}

const binary: Plans['float-binary'] = ({ operation, halves }, word) => {
  if (!isDouble(word, halves)) return undefined;
  return straight((emitter) => {
    beginArithmetic(emitter);
    const bits = compute(emitter, operation, field6(word), field11(word), 'result');
    putPair(emitter, field27(word), () => void emitter.code.get(bits));
  });
};

/** All operands are read first; the sum is written, then the product. */
const multiple: Plans['float-multiple'] = ({ operation, double }, word) => {
  if (!double) return undefined;
  const ta = (word >>> 11) & 31;
  const ra = (word >>> 6) & 31;
  return straight((emitter) => {
    beginArithmetic(emitter);
    const product = compute(emitter, 'multiply', field6(word), field11(word), 'product');
    const sum = compute(emitter, operation, ta, ra, 'sum');
    putPair(emitter, ta, () => void emitter.code.get(sum));
    putPair(emitter, field27(word), () => void emitter.code.get(product));
  });
};

const unary: Plans['float-unary'] = ({ operation }, word) => {
  const double = format(word) === DBL;
  if ((!double && format(word) !== SGL) || operation === 'round') return undefined;
  if (operation === 'square-root') return double ? squareRoot(word) : undefined;
  const absolute = operation === 'absolute';
  return straight((emitter) => {
    const { code } = emitter;
    begin(emitter);
    if (double) {
      putPair(emitter, field27(word), () => {
        if (field6(word) === 0) code.i64(0n);
        else pushPair(emitter, field6(word));
        if (absolute) code.i64(0x7fffffffffffffffn).op('i64.and');
      });
      return;
    }
    putHalf(emitter, field27(word), halfT(word), () => {
      pushHalf(emitter, field6(word), half1(word));
      if (absolute) code.i32(0x7fffffff).op('i32.and');
    });
  });
};

function squareRoot(word: number) {
  return straight((emitter) => {
    const { code } = emitter;
    beginArithmetic(emitter);
    const a = emitter.temporary('float a', 'f64');
    const bits = emitter.temporary('bits of result', 'i64');
    pushDouble(emitter, field6(word));
    code.tee(a).op('f64.sqrt').op('i64.reinterpret_f64').set(bits);
    checkOrdinary(emitter, bits, () => void code.i32(0));
    checkFlag(emitter, 'square-root', a, a);
    putPair(emitter, field27(word), () => void code.get(bits));
  });
}

/** From words to doubles, and back by truncation. */
const convert: Plans['float-convert'] = ({ operation }, word) => {
  const from = format(word);
  const to = (word >>> 13) & 3;
  if (operation === 'fixed-to-float' && from === SGL && to === DBL) {
    return straight((emitter) => {
      begin(emitter);
      putPair(emitter, field27(word), () => {
        pushHalf(emitter, field6(word), half1(word));
        emitter.code.op('f64.convert_i32_s').op('i64.reinterpret_f64');
      });
    });
  }
  if (operation !== 'float-to-fixed-truncated' || from !== DBL || to !== SGL) return undefined;
  return straight((emitter) => {
    const { code } = emitter;
    begin(emitter);
    const a = emitter.temporary('float a', 'f64');
    const whole = emitter.temporary('result');
    pushDouble(emitter, field6(word));
    code
      .tee(a)
      .op('f64.abs')
      .f64(2 ** 31)
      .op('f64.lt')
      .op('i32.eqz');
    emitter.leaveIf(emitter.interpret());
    code.get(a).op('i32.trunc_f64_s').tee(whole);
    // What is cut off is the interpreter's unless it is nothing new.
    code.op('f64.convert_i32_s').get(a).op('f64.ne');
    emitter
      .word(LAYOUT.FR)
      .i32(INEXACT_FLAG | EXCEPTION.INEXACT)
      .op('i32.and')
      .i32(INEXACT_FLAG)
      .op('i32.ne')
      .op('i32.and');
    emitter.leaveIf(emitter.interpret());
    putHalf(emitter, field27(word), halfT(word), () => void code.get(whole));
  });
};

const compare: Plans['float-compare'] = ({ halves }, word) => {
  if (!isDouble(word, halves)) return undefined;
  const c = field27(word);
  const relations = [
    [RELATION.EQUAL, 'f64.eq'],
    [RELATION.LESS, 'f64.lt'],
    [RELATION.GREATER, 'f64.gt'],
  ] as const;
  return straight((emitter) => {
    const { code } = emitter;
    const [a, b] = ['a', 'b'].map((part) => emitter.temporary(`float ${part}`, 'f64'));
    const result = emitter.temporary('result');
    begin(emitter);
    pushDouble(emitter, field6(word));
    code.set(a);
    pushDouble(emitter, field11(word));
    code.set(b);
    // NaNs are the interpreter's.
    code.get(a).get(a).op('f64.ne').get(b).get(b).op('f64.ne').op('i32.or');
    emitter.leaveIf(emitter.interpret());
    code.i32(0);
    for (const [relation, name] of relations) if ((c & relation) !== 0) code.get(a).get(b).op(name).op('i32.or');
    code.set(result);
    const status = (): void => void emitter.word(LAYOUT.FR);
    emitter.setWord(LAYOUT.FR, () => {
      status();
      code.i32(~(FPSR.C | FPSR.CQ)).op('i32.and');
      status();
      // C moves into the queue.
      code.i32(1).op('i32.shr_u').i32(FPSR.CQ).op('i32.and').op('i32.or');
      status();
      code.i32(FPSR.C).op('i32.and').i32(5).op('i32.shr_u').op('i32.or');
      code.i32(0).get(result).op('i32.sub').i32(FPSR.C).op('i32.and').op('i32.or');
    });
  });
};

/** How many results of the queue, beside C, the codes of the accepting tests look at. Manual: table 6-14. */
const ACCEPTING: Readonly<Partial<Record<number, number>>> = { 1: 11, 5: 7, 9: 5, 13: 3, 17: 1 };

/** The rejecting tests are rare. */
const test: Plans['float-test'] = (_does, word) => {
  const c = field27(word);
  const count = ACCEPTING[c];
  if (c !== 0 && count === undefined) return undefined;
  return nullifying(true, (emitter) => {
    begin(emitter);
    const queue = count === undefined ? 0 : ((1 << count) - 1) << (22 - count);
    statusIsNot(emitter, FPSR.C | queue);
    emitter.code
      .i32(0)
      .op(c === 0 ? 'i32.ne' : 'i32.eq')
      .set(emitter.nullify);
  });
};

const multiplyIntegers: Plans['multiply-integers'] = (_does, word) =>
  straight((emitter) => {
    begin(emitter);
    putPair(emitter, field27(word), () => {
      pushHalf(emitter, field6(word), half1(word));
      emitter.code.op('i64.extend_i32_u');
      pushHalf(emitter, field11(word), half2(word));
      emitter.code.op('i64.extend_i32_u').op('i64.mul');
    });
  });

/** Calls `access` with the physical address, then modifies the base register if the instruction says so. */
function accessing(
  emitter: Emitter,
  word: number,
  does: FloatLoad | FloatStore,
  access: (address: Local) => void,
): void {
  const { code } = emitter;
  begin(emitter);
  const base = emitter.register(field6(word));
  const [sum, offset] = ['sum', 'offset'].map((name) => emitter.temporary(name));
  emitter.push(base);
  if (does.address === 'short') {
    code.i32(immediate5(word));
  } else {
    emitter.get(field11(word));
    if (bit18(word)) code.i32(does.bytes === 4 ? 2 : 3).op('i32.shl');
  }
  code.op('i32.add').set(sum);
  const after = modifies(word) && (does.address === 'index' || !bit18(word));
  (after ? emitter.push(base) : code.get(sum)).set(offset);
  const kind = does.family === 'float-load' ? 'read' : 'write';
  access(emitter.translate(kind, spaceField(word), base, offset, does.bytes - 1));
  if (!modifies(word)) return;
  code.get(sum);
  emitter.set(field6(word));
}

/** Index of the word that a single-word access names. */
const wordOf = (word: number): number => LAYOUT.FR + 2 * field27(word) + halfT(word);

const load: Plans['float-load'] = (does, word) => {
  if (does.bytes === 4) {
    return straight((emitter) => {
      accessing(emitter, word, does, (address) => {
        emitter.setWord(wordOf(word), () => void emitter.loadRam(4, address));
      });
      if (field27(word) === 0 && halfT(word) === 0) statusLoaded(emitter);
    });
  }
  return straight((emitter) => {
    accessing(emitter, word, does, (address) => {
      emitter.code.i32(0);
      emitter.loadRam(8, address).store('i64.store', 4 * (LAYOUT.FR + 2 * field27(word)));
    });
    if (field27(word) === 0) statusLoaded(emitter);
  });
};

/** The Status Register has the bits that it can have; whether a trap is armed, and how is rounded, is to be asked again. */
function statusLoaded(emitter: Emitter): void {
  emitter.setWord(LAYOUT.FR, () => void emitter.word(LAYOUT.FR).i32(IMPLEMENTED).op('i32.and'));
  emitter.floatingPoint = { usable: false, plain: false };
}

const store: Plans['float-store'] = (does, word) => {
  // A trap that storing register 0 would cancel is armed only where the interpreter works.
  return straight((emitter) =>
    accessing(emitter, word, does, (address) => {
      const { code } = emitter;
      if (does.bytes === 4) emitter.storeRam(4, address, () => void emitter.word(wordOf(word)));
      else emitter.storeRam(8, address, () => code.i32(0).load('i64.load', 4 * (LAYOUT.FR + 2 * field27(word))));
    }),
  );
};

const interpreted = (): undefined => undefined;

export const FLOATING_POINT: Plans<FloatingPoint> = {
  'float-load': load,
  'float-store': store,
  'coprocessor-access': interpreted,
  'float-unary': unary,
  'float-convert': convert,
  'float-compare': compare,
  'float-test': test,
  'float-identify': interpreted,
  'float-binary': binary,
  'multiply-integers': multiplyIntegers,
  'float-multiple': multiple,
  assist: interpreted,
};
