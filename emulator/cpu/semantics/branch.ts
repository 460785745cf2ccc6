/**
 * Branches. Manual: chapter 5, "Branch Instructions"; chapter 4, "Branching". A taken branch leaves its target, with the
 * privilege level in the low two bits, in SCRATCH.TARGET; the delay slot is the interpreter's business.
 *
 * GATE promotes at its target, not in the delay slot.
 */
import { LAYOUT, SCRATCH } from '../../layout.ts';
import { gatewayLevel } from '../access-rights.ts';
import { arithmeticCondition, compareCondition, shiftCondition } from '../conditions.ts';
import type { Core } from '../core.ts';
import { conditionField, field11, field6, immediate5, nullifies, spaceRegister } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { EXTERNAL, interrupted, NEXT, NULLIFY, TAKEN } from '../outcome.ts';
import { PSW } from '../psw.ts';
import type { Families } from './semantics.ts';

/** The families of this file, for one processor. */
export function branches(
  core: Core,
): Families<'branch' | 'gate' | 'move-branch' | 'compare-branch' | 'add-branch' | 'bit-branch'> {
  const { words, scratch } = core;

  const branch: Families['branch'] = ({ target, links }) => {
    switch (target) {
      case 'relative':
        return (word, displacement) => {
          scratch[SCRATCH.TARGET] = relative(displacement);
          if (links) link(field6(word));
          return nullifies(word) ? TAKEN | NULLIFY : TAKEN;
        };
      case 'relative-index':
        return (word) => {
          scratch[SCRATCH.TARGET] = relative(words[LAYOUT.GR + field11(word)] << 3);
          if (links) link(field6(word));
          return nullifies(word) ? TAKEN | NULLIFY : TAKEN;
        };
      case 'base-index':
        return (word) => {
          scratch[SCRATCH.TARGET] = basedOn(word, words[LAYOUT.GR + field11(word)] << 3);
          return nullifies(word) ? TAKEN | NULLIFY : TAKEN;
        };
      case 'base':
        return (word, displacement) => {
          scratch[SCRATCH.TARGET] = basedOn(word, displacement);
          scratch[SCRATCH.TARGET_SPACE] = words[LAYOUT.SR + spaceRegister(word)];
          if (links) {
            link(31);
            words[LAYOUT.SR] = words[LAYOUT.IASQ_BACK];
          }
          return nullifies(word) ? TAKEN | EXTERNAL | NULLIFY : TAKEN | EXTERNAL;
        };
    }
  };

  /** IA-relative: the level stays. */
  function relative(displacement: number): number {
    return (words[LAYOUT.IAOQ_FRONT] + displacement + 8) | 0;
  }

  /** Base-relative: the level becomes that of the base register's low bits, if that is a lower one. */
  function basedOn(word: number, displacement: number): number {
    const base = words[LAYOUT.GR + field6(word)];
    return ((base + displacement) & ~3) | Math.max(words[LAYOUT.IAOQ_FRONT] & 3, base & 3);
  }

  /** Leaves the return point, 4 bytes after the following instruction, in GR t. */
  function link(t: number): void {
    words[LAYOUT.GR + t] = words[LAYOUT.IAOQ_BACK] + 4;
    words[LAYOUT.GR] = 0;
  }

  const gate: Families['gate'] = () => (word, displacement) => {
    if (words[LAYOUT.TAKEN_BRANCH] !== 0) return interrupted(INTERRUPTION.ILLEGAL_INSTRUCTION);
    const front = words[LAYOUT.IAOQ_FRONT];
    let level = 0;
    if ((words[LAYOUT.PSW] & PSW.C) !== 0) {
      const page = core.tlb.access(core.tlb.find(words[LAYOUT.IASQ_FRONT], front));
      level = gatewayLevel(page, front & 3);
    }
    const t = field6(word);
    words[LAYOUT.GR + t] = (words[LAYOUT.GR + t] & ~3) | (front & 3);
    words[LAYOUT.GR] = 0;
    scratch[SCRATCH.TARGET] = (relative(displacement) & ~3) | Math.max(level, scratch[SCRATCH.MOST_PRIVILEGED]);
    return nullifies(word) ? TAKEN | NULLIFY : TAKEN;
  };

  /**
   * A conditional branch: with ,n the delay slot is nullified if a forward branch is taken or a backward one is not.
   */
  function conditional(word: number, displacement: number, taken: boolean): number {
    const nullify = nullifies(word) && taken !== displacement < 0 ? NULLIFY : NEXT;
    if (!taken) return nullify;
    scratch[SCRATCH.TARGET] = relative(displacement);
    return TAKEN | nullify;
  }

  /** The operand beside GR r2 or r. */
  function leftOperand(word: number, left: 'register' | 'immediate'): number {
    return left === 'immediate' ? immediate5(word) : words[LAYOUT.GR + field11(word)];
  }

  const moveBranch: Families['move-branch'] =
    ({ left }) =>
    (word, displacement) => {
      const value = leftOperand(word, left);
      words[LAYOUT.GR + field6(word)] = value;
      words[LAYOUT.GR] = 0;
      return conditional(word, displacement, shiftCondition(conditionField(word), value));
    };

  const compareBranch: Families['compare-branch'] =
    ({ left, negated }) =>
    (word, displacement) => {
      const b = words[LAYOUT.GR + field6(word)];
      const holds = compareCondition(conditionField(word), leftOperand(word, left), b);
      return conditional(word, displacement, holds !== negated);
    };

  const addBranch: Families['add-branch'] =
    ({ left, negated }) =>
    (word, displacement) => {
      const a = leftOperand(word, left);
      const b = words[LAYOUT.GR + field6(word)];
      const result = (a + b) | 0;
      words[LAYOUT.GR + field6(word)] = result;
      words[LAYOUT.GR] = 0;
      const carry = ((a & b) | ((a | b) & ~result)) < 0;
      const holds = arithmeticCondition(conditionField(word), result, carry, (a ^ result) & (b ^ result));
      return conditional(word, displacement, holds !== negated);
    };

  /** The tested bit is shifted to the left end. */
  const bitBranch: Families['bit-branch'] =
    ({ variable }) =>
    (word, displacement) => {
      const position = variable ? words[LAYOUT.CR + 11] : field6(word);
      const shifted = words[LAYOUT.GR + field11(word)] << position;
      return conditional(word, displacement, shiftCondition(conditionField(word), shifted));
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
