/** The loop's code for computation: see ../../../cpu/semantics/arithmetic.ts, function by function. Manual: chapter 5. */
import type { Computation } from '../../../cpu/semantics/arithmetic.ts';
import type { Logical } from '../../../isa/does.ts';
import { LAYOUT } from '../../../layout.ts';
import type { Local } from '../../../wasm/function-builder.ts';
import { type Addition, pushCarryOut, pushOverflow } from '../../emit/conditions.ts';
import { DIGITS, pushCarries } from '../../emitter.ts';
import type { LoopWriter, Register } from '../writer.ts';
import type { Cases } from './cases.ts';

function addition(writer: LoopWriter): Record<'a' | 'b' | 'result', Local> {
  const [a, b, result] = ['a', 'b', 'result'].map((name) => writer.temporary(name));
  return { a, b, result };
}

function setCarries(writer: LoopWriter, { a, b, result }: Addition): void {
  writer.setState(LAYOUT.CARRIES, () => void pushCarries(writer.code, a, b, result).i32(DIGITS).op('i32.and'));
}

/** Pushes PSW C/B's leftmost bit. */
function pushCarry(writer: LoopWriter): void {
  writer.state(LAYOUT.CARRIES).i32(31).op('i32.shr_u');
}

/** Gives GR t the result, and goes on: if a condition may hold, which `condition` pushes, that decides how. */
function finish(writer: LoopWriter, t: Register, result: Local, condition: () => void): void {
  const { code } = writer;
  writer.mayHold();
  code.if(() => {
    condition();
    writer.negate().set(writer.nullify);
    writer.set(t, () => void code.get(result));
    code.branch(writer.ways.nullifying);
  });
  writer.set(t, () => void code.get(result));
  writer.next();
}

const sum: Cases['sum'] = (does) => {
  const { left, subtract, carryIn, trapsOnOverflow, trapsOnCondition } = does;
  if (trapsOnCondition) return undefined;
  return (writer) => {
    const { code } = writer;
    const added = addition(writer);
    const { a, b, result } = added;
    if (left === 'immediate') writer.immediate();
    else writer.get('field11');
    code.set(a);
    writer.get('field6');
    if (subtract) code.i32(-1).op('i32.xor');
    code.tee(b).get(a).op('i32.add');
    if (carryIn) pushCarry(writer);
    else if (subtract) code.i32(1);
    if (carryIn || subtract) code.op('i32.add');
    code.set(result);
    if (trapsOnOverflow) {
      pushOverflow(writer, added);
      code.i32(0).op('i32.lt_s');
      writer.performIf();
    }
    if (does.carries) setCarries(writer, added);
    finish(writer, left === 'immediate' ? 'field11' : 'field27', result, () => {
      writer.condition().get(result);
      pushCarryOut(writer, added);
      pushOverflow(writer, added);
      code.call(writer.conditions.arithmetic);
    });
  };
};

/** SHxADD; with a condition, which is rare, it is the interpreter's. */
const shiftAdd: Cases['shift-add'] = (does) => {
  if (does.trapsOnOverflow) return undefined;
  return (writer) => {
    const { code } = writer;
    const added = addition(writer);
    writer.mayHold();
    writer.performIf();
    writer.get('field11').i32(does.shift).op('i32.shl').tee(added.a);
    writer.get('field6').tee(added.b).op('i32.add').set(added.result);
    if (does.carries) setCarries(writer, added);
    writer.set('field27', () => void code.get(added.result));
    writer.next();
  };
};

/** DS; the same. */
const divideStep: Cases['divide-step'] = () => (writer) => {
  const { code } = writer;
  const added = addition(writer);
  const { a, b, result } = added;
  writer.mayHold();
  writer.performIf();
  writer.get('field11').i32(1).op('i32.shl');
  pushCarry(writer);
  code.op('i32.or').set(a);
  writer.get('field6').i32(0);
  writer.state(LAYOUT.DIVIDE).op('i32.sub').op('i32.xor').tee(b);
  code.get(a).op('i32.add');
  writer.state(LAYOUT.DIVIDE).op('i32.add').set(result);
  writer.set('field27', () => void code.get(result));
  setCarries(writer, added);
  // In the manual's order: if t is r2, V comes from its new value.
  writer.setState(LAYOUT.DIVIDE, () => {
    pushCarry(writer);
    writer.get('field6').i32(31).op('i32.shr_u').op('i32.xor');
  });
  writer.next();
};

const compareClear: Cases['compare-clear'] =
  ({ left }) =>
  (writer) => {
    const { code } = writer;
    writer.condition();
    if (left === 'immediate') writer.immediate();
    else writer.get('field11');
    writer.get('field6').call(writer.conditions.compare);
    writer.negate().set(writer.nullify);
    writer.set(left === 'immediate' ? 'field11' : 'field27', () => void code.i32(0));
    code.branch(writer.ways.nullifying);
  };

const logical: Cases['logical'] =
  ({ operation }) =>
  (writer) => {
    const { code } = writer;
    const result = writer.temporary('result');
    writer.get('field11');
    writer.get('field6');
    if (operation === 'and-complement') code.i32(-1).op('i32.xor');
    code.op(OPERATIONS[operation]).set(result);
    finish(writer, 'field27', result, () => {
      writer.condition().get(result).i32(0).i32(0).call(writer.conditions.arithmetic);
    });
  };

const OPERATIONS = {
  or: 'i32.or',
  xor: 'i32.xor',
  and: 'i32.and',
  'and-complement': 'i32.and',
} as const satisfies Record<Logical['operation'], string>;

/** UADDCM; with a condition, and the others, whose conditions are all that they are for, it is the interpreter's. */
const unit: Cases['unit'] = ({ operation, trapsOnCondition }) => {
  if (operation !== 'add-complement' || trapsOnCondition) return undefined;
  return (writer) => {
    writer.mayHold();
    writer.performIf();
    writer.set('field27', () => {
      writer.get('field11');
      writer.get('field6').i32(-1).op('i32.xor').op('i32.add');
    });
    writer.next();
  };
};

/** LDIL has no register, and the sum of ADDIL goes to GR 1. */
const immediate: Cases['immediate'] =
  ({ left, adds }) =>
  (writer) => {
    const { code } = writer;
    const value = (): void => {
      writer.immediate();
      if (left) code.i32(11).op('i32.shl');
      if (adds) writer.get('field6').op('i32.add');
    };
    if (left && adds) writer.setState(LAYOUT.GR + 1, value);
    else writer.set(left ? 'field6' : 'field11', value);
    writer.next();
  };

/** Gives GR t the value on the stack, and nullifies on a condition of table 5-7. */
function finishShift(writer: LoopWriter, t: Register): void {
  const { code } = writer;
  const result = writer.temporary('result');
  code.set(result);
  writer.set(t, () => void code.get(result));
  writer.condition().op('i32.eqz').branchIf(writer.ways.next);
  writer.condition().get(result).call(writer.conditions.shift);
  writer.nullifying();
}

/** The rightmost 32 bits of the pair (r1, r2) shifted right. */
const shift: Cases['shift'] =
  ({ variable }) =>
  (writer) => {
    const { code } = writer;
    writer.get('field6').op('i64.extend_i32_u');
    writer.get('field11').op('i64.extend_i32_u').i64(32n).op('i64.shl').op('i64.or');
    if (variable) {
      writer.state(LAYOUT.CR + 11);
    } else {
      code.i32(31);
      writer.bits(5, 5).op('i32.sub');
    }
    code.op('i64.extend_i32_u').op('i64.shr_u').op('i32.wrap_i64');
    finishShift(writer, 'field27');
  };

/** Pushes the position from the left, which is the instruction's or CR 11's. */
function pushPosition(writer: LoopWriter, variable: boolean): void {
  if (variable) writer.state(LAYOUT.CR + 11);
  else writer.bits(5, 5);
}

const extract: Cases['extract'] =
  ({ signed, variable }) =>
  (writer) => {
    const { code } = writer;
    const unused = writer.temporary('unused');
    writer.bits(5, 0).set(unused);
    if (!signed) code.i32(-1).get(unused).op('i32.shr_u');
    writer.get('field6').i32(31);
    pushPosition(writer, variable);
    code.op('i32.sub').op(signed ? 'i32.shr_s' : 'i32.shr_u');
    if (signed) code.get(unused).op('i32.shl').get(unused).op('i32.shr_s');
    else code.op('i32.and');
    finishShift(writer, 'field11');
  };

/** Deposits in GR t a field that ends so many bits left of bit 31. */
const deposit: Cases['deposit'] =
  ({ value: kind, merges, variable }) =>
  (writer) => {
    const { code } = writer;
    const [mask, from] = ['mask', 'from'].map((name) => writer.temporary(name));
    code.i32(-1);
    writer.bits(5, 0).op('i32.shr_u').set(mask);
    if (variable) {
      code.i32(31);
      writer
        .state(LAYOUT.CR + 11)
        .op('i32.sub')
        .set(from);
    } else {
      writer.bits(5, 5).set(from);
    }
    if (kind === 'immediate') writer.immediate5();
    else writer.get('field11');
    code.get(mask).op('i32.and').get(from).op('i32.shl');
    if (merges) {
      code.get(mask).get(from).op('i32.shl').i32(-1).op('i32.xor');
      writer.get('field6').op('i32.and').op('i32.or');
    }
    finishShift(writer, 'field6');
  };

export const COMPUTATION: Cases<Computation> = {
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
