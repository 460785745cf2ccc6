/**
 * Branches. Manual: chapter 5, "Branch Instructions"; chapter 4, "Branching". A taken branch leaves its target, with the
 * privilege level in the low two bits, in SCRATCH.TARGET; the delay slot is the interpreter's business.
 *
 * GATE promotes at its target, not in the delay slot.
 */
import { LAYOUT, SCRATCH } from '../../layout.ts';
import { gatewayLevel } from '../access-rights.ts';
import * as conditions from '../conditions.ts';
import type { Core } from '../core.ts';
import * as fields from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { EXTERNAL, interrupted, NEXT, NULLIFY, TAKEN } from '../outcome.ts';
import { PSW } from '../psw.ts';
import { noteSystemCall } from '../system-call.ts';
import type { Families } from './semantics.ts';

/** The families of this file. Called once: see ./semantics.ts. */
export function branches(): Families<
  'branch' | 'gate' | 'move-branch' | 'compare-branch' | 'add-branch' | 'bit-branch'
> {
  const { conditionField, field11, field6, immediate5, nullifies, spaceRegister } = fields;
  const { arithmeticCondition, compareCondition, shiftCondition } = conditions;

  const branch: Families['branch'] = ({ target, links }) => {
    switch (target) {
      case 'relative':
        return (core, word, displacement) => {
          core.scratch[SCRATCH.TARGET] = relative(core, displacement);
          if (links) link(core, field6(word));
          return nullifies(word) ? TAKEN | NULLIFY : TAKEN;
        };
      case 'relative-index':
        return (core, word) => {
          core.scratch[SCRATCH.TARGET] = relative(core, core.words[LAYOUT.GR + field11(word)] << 3);
          if (links) link(core, field6(word));
          return nullifies(word) ? TAKEN | NULLIFY : TAKEN;
        };
      case 'base-index':
        return (core, word) => {
          core.scratch[SCRATCH.TARGET] = basedOn(core, word, core.words[LAYOUT.GR + field11(word)] << 3);
          return nullifies(word) ? TAKEN | NULLIFY : TAKEN;
        };
      case 'base':
        return (core, word, displacement) => {
          core.scratch[SCRATCH.TARGET] = basedOn(core, word, displacement);
          core.scratch[SCRATCH.TARGET_SPACE] = core.words[LAYOUT.SR + spaceRegister(word)];
          if (links) {
            link(core, 31);
            core.words[LAYOUT.SR] = core.words[LAYOUT.IASQ_BACK];
          }
          return nullifies(word) ? TAKEN | EXTERNAL | NULLIFY : TAKEN | EXTERNAL;
        };
    }
  };

  /** IA-relative: the level stays. */
  function relative(core: Core, displacement: number): number {
    return (core.words[LAYOUT.IAOQ_FRONT] + displacement + 8) | 0;
  }

  /** Base-relative: the level becomes that of the base register's low bits, if that is a lower one. */
  function basedOn(core: Core, word: number, displacement: number): number {
    const base = core.words[LAYOUT.GR + field6(word)];
    return ((base + displacement) & ~3) | Math.max(core.words[LAYOUT.IAOQ_FRONT] & 3, base & 3);
  }

  /** Leaves the return point, 4 bytes after the following instruction, in GR t. */
  function link(core: Core, t: number): void {
    core.words[LAYOUT.GR + t] = core.words[LAYOUT.IAOQ_BACK] + 4;
    core.words[LAYOUT.GR] = 0;
  }

  const gate: Families['gate'] = () => (core, word, displacement) => {
    if (core.words[LAYOUT.TAKEN_BRANCH] !== 0) return interrupted(INTERRUPTION.ILLEGAL_INSTRUCTION);
    const front = core.words[LAYOUT.IAOQ_FRONT];
    let level = 0;
    if ((core.words[LAYOUT.PSW] & PSW.C) !== 0) {
      const page = core.tlb.access(core.tlb.find(core.words[LAYOUT.IASQ_FRONT], front));
      level = gatewayLevel(page, front & 3);
    }
    const t = field6(word);
    core.words[LAYOUT.GR + t] = (core.words[LAYOUT.GR + t] & ~3) | (front & 3);
    core.words[LAYOUT.GR] = 0;
    level = Math.max(level, core.scratch[SCRATCH.MOST_PRIVILEGED]);
    if (level < (front & 3)) noteSystemCall(core.words);
    core.scratch[SCRATCH.TARGET] = (relative(core, displacement) & ~3) | level;
    return nullifies(word) ? TAKEN | NULLIFY : TAKEN;
  };

  /**
   * A conditional branch: with ,n the delay slot is nullified if a forward branch is taken or a backward one is not.
   */
  function conditional(core: Core, word: number, displacement: number, taken: boolean): number {
    const nullify = nullifies(word) && taken !== displacement < 0 ? NULLIFY : NEXT;
    if (!taken) return nullify;
    core.scratch[SCRATCH.TARGET] = relative(core, displacement);
    return TAKEN | nullify;
  }

  /** The operand beside GR r2 or r. */
  function leftOperand(core: Core, word: number, left: 'register' | 'immediate'): number {
    return left === 'immediate' ? immediate5(word) : core.words[LAYOUT.GR + field11(word)];
  }

  const moveBranch: Families['move-branch'] =
    ({ left }) =>
    (core, word, displacement) => {
      const value = leftOperand(core, word, left);
      core.words[LAYOUT.GR + field6(word)] = value;
      core.words[LAYOUT.GR] = 0;
      return conditional(core, word, displacement, shiftCondition(conditionField(word), value));
    };

  const compareBranch: Families['compare-branch'] =
    ({ left, negated }) =>
    (core, word, displacement) => {
      const b = core.words[LAYOUT.GR + field6(word)];
      const holds = compareCondition(conditionField(word), leftOperand(core, word, left), b);
      return conditional(core, word, displacement, holds !== negated);
    };

  const addBranch: Families['add-branch'] =
    ({ left, negated }) =>
    (core, word, displacement) => {
      const a = leftOperand(core, word, left);
      const b = core.words[LAYOUT.GR + field6(word)];
      const result = (a + b) | 0;
      core.words[LAYOUT.GR + field6(word)] = result;
      core.words[LAYOUT.GR] = 0;
      const carry = ((a & b) | ((a | b) & ~result)) < 0;
      const holds = arithmeticCondition(conditionField(word), result, carry, (a ^ result) & (b ^ result));
      return conditional(core, word, displacement, holds !== negated);
    };

  /** The tested bit is shifted to the left end. */
  const bitBranch: Families['bit-branch'] =
    ({ variable }) =>
    (core, word, displacement) => {
      const position = variable ? core.words[LAYOUT.CR + 11] : field6(word);
      const shifted = core.words[LAYOUT.GR + field11(word)] << position;
      return conditional(core, word, displacement, shiftCondition(conditionField(word), shifted));
    };

  return {
    branch,
    gate,
    'move-branch': moveBranch,
    'compare-branch': compareBranch,
    'add-branch': addBranch,
    'bit-branch': bitBranch,
  };
}
