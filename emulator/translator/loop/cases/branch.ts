/** The loop's code for branches: see ../../../cpu/semantics/branch.ts. Manual: chapter 5, "Branch Instructions". */
import { LAYOUT } from '../../../layout.ts';
import type { LoopWriter } from '../writer.ts';
import type { Cases } from './cases.ts';

type Branch = 'branch' | 'move-branch' | 'compare-branch' | 'add-branch' | 'bit-branch';

/** Bit 30: the branch nullifies. */
const nullifies = (writer: LoopWriter): void => void writer.bits(1, 1);

const branch: Cases['branch'] =
  ({ target, links }) =>
  (writer) => {
    const { code } = writer;
    if (target === 'base') inSameSpace(writer);
    switch (target) {
      case 'relative':
        relative(writer, () => void writer.immediate());
        break;
      case 'relative-index':
        relative(writer, () => void writer.get('field11').i32(3).op('i32.shl'));
        break;
      case 'base-index':
        basedOn(writer, () => void writer.get('field11').i32(3).op('i32.shl'));
        break;
      case 'base':
        basedOn(writer, () => void writer.immediate());
    }
    const link = (): void => void code.get(writer.back).i32(4).op('i32.add');
    if (links && target === 'base') {
      writer.setState(LAYOUT.GR + 31, link);
      writer.setState(LAYOUT.SR, () => void writer.state(LAYOUT.IASQ_BACK));
    } else if (links) {
      writer.set('field6', link);
    }
    nullifies(writer);
    code.set(writer.nullify).branch(writer.ways.taken);
  };

/** To another space, a branch is the interpreter's. */
function inSameSpace(writer: LoopWriter): void {
  writer.namedSpace();
  writer.state(LAYOUT.IASQ_BACK).op('i32.ne');
  writer.performIf();
}

/** Sets the target. IA-relative: the level stays. */
function relative(writer: LoopWriter, distance: () => void): void {
  const { code, front, target } = writer;
  code.get(front).i32(8).op('i32.add');
  distance();
  code.op('i32.add').set(target);
}

/** Base-relative: the level becomes that of the base register's low bits, if that is a lower one. */
function basedOn(writer: LoopWriter, distance: () => void): void {
  const { code, front, target } = writer;
  const [base, level] = ['base', 'level'].map((name) => writer.temporary(name));
  writer.get('field6').set(base);
  code.get(base).i32(3).op('i32.and').tee(level);
  code.get(front).i32(3).op('i32.and');
  code.get(level).get(front).i32(3).op('i32.and').op('i32.gt_u').select();
  code.get(base);
  distance();
  code.op('i32.add').i32(~3).op('i32.and').op('i32.or').set(target);
}

/**
 * Takes a condition, 0 or 1, from the stack: branches on it. With ,n the delay slot is nullified if a forward branch is taken or a
 * backward one is not.
 */
function conditional(writer: LoopWriter): void {
  const { code, nullify } = writer;
  const [taken, distance] = ['taken', 'distance'].map((name) => writer.temporary(name));
  code.set(taken);
  writer.immediate().tee(distance);
  code.i32(31).op('i32.shr_u').get(taken).op('i32.xor');
  nullifies(writer);
  code.op('i32.and').set(nullify);
  code.get(taken).op('i32.eqz').branchIf(writer.ways.nullifying);
  relative(writer, () => void code.get(distance));
  code.branch(writer.ways.taken);
}

/** Pushes the operand beside GR r2 or r. */
function leftOperand(writer: LoopWriter, left: 'register' | 'immediate'): void {
  if (left === 'immediate') writer.immediate5();
  else writer.get('field11');
}

const moveBranch: Cases['move-branch'] =
  ({ left }) =>
  (writer) => {
    const value = writer.temporary('a');
    leftOperand(writer, left);
    writer.code.set(value);
    writer.set('field6', () => void writer.code.get(value));
    writer.condition().get(value).call(writer.conditions.shift);
    conditional(writer);
  };

const compareBranch: Cases['compare-branch'] =
  ({ left, negated }) =>
  (writer) => {
    writer.condition();
    leftOperand(writer, left);
    writer.get('field6').call(writer.conditions.compare);
    if (negated) writer.code.op('i32.eqz');
    conditional(writer);
  };

const addBranch: Cases['add-branch'] =
  ({ left, negated }) =>
  (writer) => {
    const { code } = writer;
    const [a, b, result] = ['a', 'b', 'result'].map((name) => writer.temporary(name));
    leftOperand(writer, left);
    code.set(a);
    writer.get('field6').tee(b).get(a).op('i32.add').set(result);
    writer.set('field6', () => void code.get(result));
    writer.condition().get(result).get(result).get(a).op('i32.lt_u');
    code.get(a).get(result).op('i32.xor').get(b).get(result).op('i32.xor').op('i32.and');
    code.call(writer.conditions.arithmetic);
    if (negated) code.op('i32.eqz');
    conditional(writer);
  };

/** The tested bit is shifted to the left end. */
const bitBranch: Cases['bit-branch'] =
  ({ variable }) =>
  (writer) => {
    writer.condition();
    writer.get('field11');
    if (variable) writer.state(LAYOUT.CR + 11);
    else writer.bits(5, 21);
    writer.code.op('i32.shl').call(writer.conditions.shift);
    conditional(writer);
  };

export const BRANCHES: Cases<Branch> = {
  branch,
  'move-branch': moveBranch,
  'compare-branch': compareBranch,
  'add-branch': addBranch,
  'bit-branch': bitBranch,
};
