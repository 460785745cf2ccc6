/** Code for branches: see ../../cpu/semantics/branch.ts. Manual: chapter 5, "Branch Instructions". */
import { conditionField, field11, field6, immediate5, nullifies, spaceRegister } from '../../cpu/fields.ts';
import { LAYOUT } from '../../layout.ts';
import type { Emitter } from '../emitter.ts';
import type { Operand } from '../state-writer.ts';
import { arithmeticCondition, compareCondition, outcomeOf, shiftCondition } from './conditions.ts';
import type { Branch, Plans } from './plan.ts';

/** One that is always taken. */
function always(word: number, target: Branch['target'], calls: boolean, prepare: Branch['prepare']): Branch {
  const nullifiesSlot = { taken: nullifies(word), notTaken: false };
  return { kind: 'branch', target, calls, conditional: false, nullifiesSlot, prepare };
}

/** With ,n the delay slot is nullified if a forward branch is taken or a backward one is not. */
function conditional(word: number, displacement: number, prepare: Branch['prepare']): Branch {
  const backward = displacement < 0;
  const nullifiesSlot = { taken: nullifies(word) && !backward, notTaken: nullifies(word) && backward };
  return { kind: 'branch', target: displacement, calls: false, conditional: true, nullifiesSlot, prepare };
}

/** Leaves the return point in GR t. */
function link(emitter: Emitter, t: number, pc: number): void {
  emitter.code.i32(pc + 8);
  emitter.set(t);
}

/** Sets the target to base + displacement; the level becomes that of the base's low bits, if that is a lower one. */
function basedOn(emitter: Emitter, word: number, pc: number, displacement: () => void): void {
  const { code } = emitter;
  const base = emitter.register(field6(word));
  const level = emitter.temporary('level');
  emitter.push(base);
  displacement();
  code.op('i32.add').i32(~3).op('i32.and');
  emitter
    .push(base)
    .i32(3)
    .op('i32.and')
    .tee(level)
    .i32(pc & 3);
  code
    .get(level)
    .i32(pc & 3)
    .op('i32.gt_u')
    .select()
    .op('i32.or')
    .set(emitter.target);
}

const branch: Plans['branch'] = ({ target, links }, word, displacement) => {
  const index = (emitter: Emitter): void => void emitter.get(field11(word)).i32(3).op('i32.shl');
  switch (target) {
    case 'relative':
      return always(word, displacement, field6(word) !== 0, (emitter, pc) => link(emitter, field6(word), pc));
    case 'relative-index':
      return always(word, 'indirect', field6(word) !== 0, (emitter, pc) => {
        index(emitter);
        emitter.code
          .i32(pc + 8)
          .op('i32.add')
          .set(emitter.target);
        link(emitter, field6(word), pc);
      });
    case 'base-index':
      return always(word, 'indirect', false, (emitter, pc) => basedOn(emitter, word, pc, () => index(emitter)));
    case 'base':
      return always(word, 'indirect', links, (emitter, pc) => {
        // Another space is the interpreter's.
        emitter.word(LAYOUT.SR + spaceRegister(word));
        emitter.word(LAYOUT.IASQ_FRONT).op('i32.ne');
        emitter.leaveIf(emitter.interpret());
        basedOn(emitter, word, pc, () => void emitter.code.i32(displacement));
        if (!links) return;
        link(emitter, 31, pc);
        emitter.setWord(LAYOUT.SR, () => void emitter.word(LAYOUT.IASQ_FRONT));
      });
  }
};

function leftOperand(emitter: Emitter, word: number, left: 'register' | 'immediate'): Operand {
  return left === 'immediate' ? immediate5(word) : emitter.register(field11(word));
}

const moveBranch: Plans['move-branch'] = ({ left }, word, displacement) =>
  conditional(word, displacement, (emitter) => {
    const value = emitter.temporary('result');
    emitter.push(leftOperand(emitter, word, left)).tee(value);
    emitter.set(field6(word));
    shiftCondition(emitter, conditionField(word), value);
  });

const compareBranch: Plans['compare-branch'] = ({ left, negated }, word, displacement) =>
  conditional(word, displacement, (emitter) => {
    compareCondition(emitter, conditionField(word), leftOperand(emitter, word, left), emitter.register(field6(word)));
    if (negated) emitter.code.op('i32.eqz');
  });

const addBranch: Plans['add-branch'] = ({ left, negated }, word, displacement) =>
  conditional(word, displacement, (emitter) => {
    const a = leftOperand(emitter, word, left);
    const b = emitter.register(field6(word));
    const result = emitter.temporary('result');
    const taken = emitter.temporary('taken');
    emitter.push(a);
    emitter.push(b).op('i32.add').set(result);
    arithmeticCondition(emitter, conditionField(word), outcomeOf(emitter, { a, b, result }));
    if (negated) emitter.code.op('i32.eqz');
    emitter.code.set(taken).get(result);
    emitter.set(field6(word));
    emitter.code.get(taken);
  });

/** The tested bit is shifted to the left end. */
const bitBranch: Plans['bit-branch'] = ({ variable }, word, displacement) =>
  conditional(word, displacement, (emitter) => {
    const shifted = emitter.temporary('result');
    emitter.get(field11(word));
    if (variable) emitter.word(LAYOUT.CR + 11);
    else emitter.code.i32(field6(word));
    emitter.code.op('i32.shl').set(shifted);
    shiftCondition(emitter, conditionField(word), shifted);
  });

export const BRANCHES: Plans<'branch' | 'gate' | 'move-branch' | 'compare-branch' | 'add-branch' | 'bit-branch'> = {
  branch,
  gate: () => undefined,
  'move-branch': moveBranch,
  'compare-branch': compareBranch,
  'add-branch': addBranch,
  'bit-branch': bitBranch,
};
