/** Code for computation: see ../../cpu/semantics/arithmetic.ts, function by function. Manual: chapter 5. */
import { conditionField, field11, field22, field27, field6, immediate5, negated } from '../../cpu/fields.ts';
import type { Computation } from '../../cpu/semantics/arithmetic.ts';
import type { Logical } from '../../isa/does.ts';
import { LAYOUT } from '../../layout.ts';
import type { Local } from '../../wasm/function-builder.ts';
import { type Emitter, pushCarries } from '../emitter.ts';
import type { Operand } from '../state-writer.ts';
import {
  type Addition,
  arithmeticCondition,
  compareCondition,
  logicalCondition,
  outcomeOf,
  pushCarryOut,
  pushOverflow,
  shiftCondition,
  unitCondition,
} from './conditions.ts';
import { nullifying, type Plans, straight } from './plan.ts';

/** Has the condition, with its negation, a chance to hold? */
const mayHold = (word: number): boolean => (word & 0xf000) !== 0;

/** Negates the condition on the stack if the instruction says so, and lets it nullify. */
function nullifyOn(emitter: Emitter, word: number): void {
  if (negated(word)) emitter.code.op('i32.eqz');
  emitter.code.set(emitter.nullify);
}

const sum: Plans['sum'] = (does, word, immediate) => {
  const { left, subtract, carryIn, trapsOnOverflow, trapsOnCondition } = does;
  const isImmediate = left === 'immediate';
  const c = conditionField(word);
  return nullifying(mayHold(word) && !trapsOnCondition, (emitter) => {
    const { code } = emitter;
    const a: Operand = isImmediate ? immediate : emitter.register(field11(word));
    const right = emitter.register(field6(word));
    const b = subtract ? complement(emitter, right) : right;
    const result = emitter.temporary('result');
    if (carryIn) {
      addWithCarry(emitter, a, b, result, () => void emitter.pushCarry());
    } else {
      emitter.push(a);
      emitter.push(b).op('i32.add');
      if (subtract) code.i32(1).op('i32.add');
      code.set(result);
    }
    const addition: Addition = { a, b, result };
    if (trapsOnOverflow) {
      pushOverflow(emitter, addition);
      code.i32(31).op('i32.shr_u');
      emitter.leaveIf(emitter.interpret());
    }
    if (mayHold(word)) {
      if (subtract && !carryIn) compareCondition(emitter, c, a, right);
      else arithmeticCondition(emitter, c, outcomeOf(emitter, addition));
      if (trapsOnCondition) {
        if (negated(word)) code.op('i32.eqz');
        emitter.leaveIf(emitter.interpret());
      } else {
        nullifyOn(emitter, word);
      }
    }
    if (does.carries) emitter.setCarries(a, b, result, carryIn ? 'variable' : subtract ? 'difference' : 'sum');
    code.get(result);
    emitter.set(isImmediate ? field11(word) : field27(word));
  });
};

/** Adds a, b and what `carry` pushes, 0 or 1, in 64 bits: the result, and into Emitter.carry the carry out of its leftmost bit. */
function addWithCarry(emitter: Emitter, a: Operand, b: Operand, result: Local, carry: () => void): void {
  const { code } = emitter;
  const wide = emitter.temporary('wide', 'i64');
  emitter.push(a).op('i64.extend_i32_u');
  emitter.push(b).op('i64.extend_i32_u').op('i64.add');
  carry();
  code.op('i64.extend_i32_u').op('i64.add').tee(wide).op('i32.wrap_i64').set(result);
  code.get(wide).i64(32n).op('i64.shr_u').op('i32.wrap_i64').set(emitter.carry);
}

function complement(emitter: Emitter, operand: Operand): Operand {
  if (typeof operand === 'number') return ~operand;
  const complemented = emitter.temporary('complement');
  emitter.code.get(operand).i32(-1).op('i32.xor').set(complemented);
  return complemented;
}

/** SHxADD: bits lost in the shift count as overflow. */
const shiftAdd: Plans['shift-add'] = (does, word) =>
  nullifying(mayHold(word), (emitter) => {
    const { code } = emitter;
    const source = emitter.register(field11(word));
    const b = emitter.register(field6(word));
    const a = emitter.temporary('shifted');
    const result = emitter.temporary('result');
    emitter.push(source).i32(does.shift).op('i32.shl').tee(a);
    emitter.push(b).op('i32.add').set(result);
    const addition: Addition = { a, b, result };
    /** Pushes 1 if the sign was lost in the shift. */
    const lostSign = (): void => {
      code.get(a).i32(does.shift).op('i32.shr_s');
      emitter.push(source).op('i32.ne');
    };
    const overflow = (): void => {
      pushOverflow(emitter, addition);
      code.i32(31).op('i32.shr_u');
    };
    if (does.trapsOnOverflow) {
      overflow();
      lostSign();
      code.op('i32.or');
      emitter.leaveIf(emitter.interpret());
    }
    if (mayHold(word)) {
      const c = conditionField(word);
      if (c === 6) {
        overflow();
        lostSign();
        code.op('i32.or');
      } else {
        arithmeticCondition(emitter, c, {
          ...outcomeOf(emitter, addition),
          carry: () => {
            pushCarryOut(emitter, addition);
            emitter
              .push(source)
              .i32(32 - does.shift)
              .op('i32.shr_u')
              .i32(0)
              .op('i32.ne')
              .op('i32.or');
          },
        });
      }
      nullifyOn(emitter, word);
    }
    if (does.carries) emitter.setCarries(a, b, result, 'sum');
    code.get(result);
    emitter.set(field27(word));
  });

/** DS. Its conditions are rare. */
const divideStep: Plans['divide-step'] = (_does, word) => {
  if (mayHold(word)) return undefined;
  return straight((emitter) => {
    const { code } = emitter;
    const divisor = emitter.register(field6(word));
    const [a, b, result] = ['a', 'b', 'result'].map((name) => emitter.temporary(name));
    emitter.get(field11(word)).i32(1).op('i32.shl');
    emitter.pushCarry().op('i32.or').set(a);
    emitter.push(divisor).i32(0);
    emitter.word(LAYOUT.DIVIDE).op('i32.sub').op('i32.xor').set(b);
    addWithCarry(emitter, a, b, result, () => void emitter.word(LAYOUT.DIVIDE));
    emitter.setCarries(a, b, result, 'variable');
    code.get(result);
    emitter.set(field27(word));
    // In the manual's order: if t is r2, V comes from its new value.
    emitter.setWord(LAYOUT.DIVIDE, () => {
      emitter.get(field6(word)).i32(31).op('i32.shr_u').get(emitter.carry).op('i32.xor');
    });
  });
};

const compareClear: Plans['compare-clear'] = ({ left }, word, immediate) =>
  nullifying(mayHold(word), (emitter) => {
    const a = left === 'immediate' ? immediate : emitter.register(field11(word));
    if (mayHold(word)) {
      compareCondition(emitter, conditionField(word), a, emitter.register(field6(word)));
      nullifyOn(emitter, word);
    }
    emitter.code.i32(0);
    emitter.set(left === 'immediate' ? field11(word) : field27(word));
  });

const logical: Plans['logical'] = ({ operation }, word) =>
  nullifying(mayHold(word), (emitter) => {
    const { code } = emitter;
    const result = emitter.temporary('result');
    emitter.get(field11(word));
    combine(emitter, operation, field6(word));
    code.set(result);
    if (mayHold(word)) {
      logicalCondition(emitter, conditionField(word), result);
      nullifyOn(emitter, word);
    }
    code.get(result);
    emitter.set(field27(word));
  });

function combine(emitter: Emitter, operation: Logical['operation'], r: number): void {
  emitter.get(r);
  if (operation === 'and-complement') emitter.code.i32(-1).op('i32.xor');
  emitter.code.op(operation === 'or' ? 'i32.or' : operation === 'xor' ? 'i32.xor' : 'i32.and');
}

/** DCOR and IDCOR, which look at all carries, are rare. */
const unit: Plans['unit'] = ({ operation, trapsOnCondition }, word) => {
  if (operation === 'decimal-correct' || operation === 'intermediate-decimal-correct') return undefined;
  const c = conditionField(word);
  return nullifying(mayHold(word) && !trapsOnCondition, (emitter) => {
    const { code } = emitter;
    const a = emitter.register(field11(word));
    const r = emitter.register(field6(word));
    const result = emitter.temporary('result');
    const b = operation === 'xor' ? r : complement(emitter, r);
    emitter.push(a);
    emitter
      .push(b)
      .op(operation === 'xor' ? 'i32.xor' : 'i32.add')
      .set(result);
    if (mayHold(word)) {
      unitCondition(emitter, c, result, () => {
        if (operation === 'xor') code.i32(0);
        else pushCarries(code, a, b, result);
      });
      if (trapsOnCondition) {
        if (negated(word)) code.op('i32.eqz');
        emitter.leaveIf(emitter.interpret());
      } else {
        nullifyOn(emitter, word);
      }
    }
    code.get(result);
    emitter.set(field27(word));
  });
};

/** LDIL has no register, and the sum of ADDIL goes to GR 1. */
const immediate: Plans['immediate'] = ({ left, adds }, word, value) =>
  straight((emitter) => {
    const first = field6(word);
    emitter.code.i32(left ? value << 11 : value);
    if (adds) emitter.get(first).op('i32.add');
    emitter.set(left ? (adds ? 1 : first) : field11(word));
  });

/** Sets GR t to what `compute` pushes, and nullifies on a condition of table 5-7. */
function shifting(word: number, t: number, compute: (emitter: Emitter) => void) {
  const c = conditionField(word);
  return nullifying(c !== 0, (emitter) => {
    const result = emitter.temporary('result');
    compute(emitter);
    emitter.code.set(result);
    if (c !== 0) {
      shiftCondition(emitter, c, result);
      emitter.code.set(emitter.nullify);
    }
    emitter.code.get(result);
    emitter.set(t);
  });
}

/** The rightmost 32 bits of the pair (r1, r2) shifted right. */
const shift: Plans['shift'] = ({ variable }, word) =>
  shifting(word, field27(word), (emitter) => {
    const { code } = emitter;
    const [left, right] = [field11(word), field6(word)];
    if (variable) {
      emitter.get(right).op('i64.extend_i32_u');
      emitter.get(left).op('i64.extend_i32_u').i64(32n).op('i64.shl').op('i64.or');
      emitter
        .word(LAYOUT.CR + 11)
        .op('i64.extend_i32_u')
        .op('i64.shr_u')
        .op('i32.wrap_i64');
      return;
    }
    const amount = 31 - field22(word);
    emitter.get(right);
    if (amount === 0) return;
    if (left === right) {
      code.i32(amount).op('i32.rotr');
      return;
    }
    code.i32(amount).op('i32.shr_u');
    emitter
      .get(left)
      .i32(32 - amount)
      .op('i32.shl')
      .op('i32.or');
  });

const extract: Plans['extract'] = ({ signed, variable }, word) =>
  shifting(word, field11(word), (emitter) => {
    const { code } = emitter;
    const unused = field27(word);
    emitter.get(field6(word));
    if (variable) {
      code.i32(31);
      emitter.word(LAYOUT.CR + 11).op('i32.sub');
    } else {
      code.i32(31 - field22(word));
    }
    code.op(signed ? 'i32.shr_s' : 'i32.shr_u');
    if (!signed) code.i32(-1 >>> unused).op('i32.and');
    else if (unused !== 0) code.i32(unused).op('i32.shl').i32(unused).op('i32.shr_s');
  });

/** Deposits in GR t a field that ends so many bits left of bit 31. */
const deposit: Plans['deposit'] = ({ value: kind, merges, variable }, word) =>
  shifting(word, field6(word), (emitter) => {
    const { code } = emitter;
    const mask = -1 >>> field27(word);
    const from = emitter.temporary('from');
    if (variable) {
      code.i32(31);
      emitter
        .word(LAYOUT.CR + 11)
        .op('i32.sub')
        .set(from);
    }
    const shifted = (): void => void (variable ? code.get(from) : code.i32(field22(word))).op('i32.shl');
    if (kind === 'immediate') code.i32(immediate5(word) & mask);
    else emitter.get(field11(word)).i32(mask).op('i32.and');
    shifted();
    if (!merges) return;
    code.i32(mask);
    shifted();
    code.i32(-1).op('i32.xor');
    emitter.get(field6(word)).op('i32.and').op('i32.or');
  });

export const COMPUTATION: Plans<Computation> = {
  sum,
  'shift-add': shiftAdd,
  'divide-step': divideStep,
  'compare-clear': compareClear,
  logical,
  unit,
  immediate,
  shift,
  extract,
  deposit,
};
