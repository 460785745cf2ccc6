/**
 * Code for the conditions of ../../cpu/conditions.ts, which says what they mean: each leaves 1 or 0 on the stack. Manual:
 * chapter 5, tables 5-1 to 5-7.
 */
import type { NumericName } from '../../wasm/instructions.ts';
import { type Emitter, pushCarries } from '../emitter.ts';
import type { Operand } from '../state-writer.ts';

/** What a condition is written with. */
export type ConditionWriter = Pick<Emitter, 'code' | 'push'>;

/** Negates the condition on the stack. */
function not(emitter: ConditionWriter): void {
  emitter.code.op('i32.eqz');
}

/** Is the value on the stack negative? */
function negative(emitter: ConditionWriter): void {
  emitter.code.i32(31).op('i32.shr_u');
}

/** An addition a + b (+ 1) = result, with the carry out of it. */
export interface Addition {
  readonly a: Operand;
  readonly b: Operand;
  readonly result: Operand;
}

/** Pushes a word that is negative if the result is not representable. */
export function pushOverflow(emitter: ConditionWriter, { a, b, result }: Addition): void {
  emitter.push(a);
  emitter.push(result).op('i32.xor');
  emitter.push(b);
  emitter.push(result).op('i32.xor').op('i32.and');
}

/** Pushes 1 if there is a carry out of the leftmost bit. */
export function pushCarryOut(emitter: ConditionWriter, { a, b, result }: Addition): void {
  pushCarries(emitter.code, a, b, result);
  negative(emitter);
}

/** What an arithmetic condition looks at, each pushed when asked for: carry 0 or 1, overflow by its sign. */
export interface Outcome {
  readonly result: Operand;
  readonly carry: () => void;
  readonly overflow: () => void;
}

export function outcomeOf(emitter: ConditionWriter, addition: Addition): Outcome {
  return {
    result: addition.result,
    carry: () => pushCarryOut(emitter, addition),
    overflow: () => pushOverflow(emitter, addition),
  };
}

/** Tables 5-1 and 5-4. */
export function arithmeticCondition(emitter: ConditionWriter, c: number, { result, carry, overflow }: Outcome): void {
  const { code } = emitter;
  const isZero = (): void => void emitter.push(result).op('i32.eqz');
  const isLess = (): void => {
    emitter.push(result);
    overflow();
    code.op('i32.xor');
    negative(emitter);
  };
  switch (c) {
    case 1:
      isZero();
      break;
    case 2:
      isLess();
      break;
    case 3:
      isZero();
      isLess();
      code.op('i32.or');
      break;
    case 4:
      carry();
      not(emitter);
      break;
    case 5:
      isZero();
      carry();
      not(emitter);
      code.op('i32.or');
      break;
    case 6:
      overflow();
      negative(emitter);
      break;
    case 7:
      emitter.push(result).i32(1).op('i32.and');
      break;
    default:
      code.i32(0);
  }
}

const COMPARISONS: Readonly<Partial<Record<number, NumericName>>> = {
  1: 'i32.eq',
  2: 'i32.lt_s',
  3: 'i32.le_s',
  4: 'i32.lt_u',
  5: 'i32.le_u',
};

/** Table 5-3: a compared with b. */
export function compareCondition(emitter: ConditionWriter, c: number, a: Operand, b: Operand): void {
  const { code } = emitter;
  const comparison = COMPARISONS[c];
  if (comparison !== undefined) {
    emitter.push(a);
    emitter.push(b).op(comparison);
  } else if (c === 6) {
    emitter.push(a);
    emitter.push(b).op('i32.xor');
    emitter.push(a);
    emitter.push(a);
    emitter.push(b).op('i32.sub').op('i32.xor').op('i32.and');
    negative(emitter);
  } else if (c === 7) {
    emitter.push(a);
    emitter.push(b).op('i32.xor').i32(1).op('i32.and');
  } else {
    code.i32(0);
  }
}

/** Table 5-5. */
export function logicalCondition(emitter: ConditionWriter, c: number, result: Operand): void {
  const none = (): void => void emitter.code.i32(0);
  arithmeticCondition(emitter, c, { result, carry: none, overflow: none });
}

const BYTES = 0x80808080;
const CARRIES: Readonly<Partial<Record<number, number>>> = { 4: 0x88888888, 6: BYTES, 7: 0x80008000 };

/** Table 5-6. `carries` pushes the carries out of all bits. */
export function unitCondition(emitter: ConditionWriter, c: number, result: Operand, carries: () => void): void {
  const { code } = emitter;
  const mask = CARRIES[c];
  if (mask !== undefined) {
    carries();
    code.i32(mask).op('i32.and').i32(0).op('i32.ne');
  } else if (c === 2) {
    emitter.push(result).i32(0x01010101).op('i32.sub');
    emitter.push(result).i32(-1).op('i32.xor').op('i32.and').i32(BYTES).op('i32.and').i32(0).op('i32.ne');
  } else if (c === 3) {
    emitter.push(result).i32(0xffff).op('i32.and').op('i32.eqz');
    emitter.push(result).i32(16).op('i32.shr_u').op('i32.eqz').op('i32.or');
  } else {
    code.i32(0);
  }
}

/** Table 5-7; conditions 4 to 7 negate 0 to 3. */
export function shiftCondition(emitter: ConditionWriter, c: number, result: Operand): void {
  switch (c & 3) {
    case 1:
      emitter.push(result).op('i32.eqz');
      break;
    case 2:
      emitter.push(result);
      negative(emitter);
      break;
    case 3:
      emitter.push(result).i32(1).op('i32.and');
      break;
    default:
      emitter.code.i32(0);
  }
  if (c > 3) not(emitter);
}
