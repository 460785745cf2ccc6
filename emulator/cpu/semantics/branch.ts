/**
 * Branches. Manual: chapter 5, "Branch Instructions"; chapter 4, "Branching". A taken branch leaves its target, with the
 * privilege level in the low two bits, in core.target; the delay slot is the interpreter's business.
 *
 * GATE promotes at its target, not in the delay slot.
 */
import type { Mnemonic } from '../../isa/instructions.ts';
import { LAYOUT } from '../../layout.ts';
import { gatewayLevel } from '../access-rights.ts';
import { arithmeticCondition, compareCondition, shiftCondition } from '../conditions.ts';
import type { Core } from '../core.ts';
import { conditionField, field11, field6, immediate5, nullifies, spaceRegister } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { EXTERNAL, interrupted, NEXT, NULLIFY, TAKEN } from '../outcome.ts';
import { PSW } from '../psw.ts';
import type { Semantics } from './semantics.ts';

/** The rows of this file, for one processor. */
export function branches(core: Core) {
  const { words } = core;

  function unconditional(word: number, target: number): number {
    core.target = target;
    return nullifies(word) ? TAKEN | NULLIFY : TAKEN;
  }

  /** IA-relative: the level stays. */
  function relative(displacement: number): number {
    return (words[LAYOUT.IAOQ_FRONT] + displacement + 8) | 0;
  }

  /** Base-relative: the level becomes that of the base register's low bits, if that is a lower one. */
  function demoted(base: number, offset: number): number {
    return (offset & ~3) | Math.max(words[LAYOUT.IAOQ_FRONT] & 3, base & 3);
  }

  /** Leaves the return point, 4 bytes after the following instruction, in GR t. */
  function link(t: number): void {
    words[LAYOUT.GR + t] = words[LAYOUT.IAOQ_BACK] + 4;
    words[LAYOUT.GR] = 0;
  }

  const bl: Semantics = (word, displacement) => {
    link(field6(word));
    return unconditional(word, relative(displacement));
  };

  const gate: Semantics = (word, displacement) => {
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
    const target = relative(displacement);
    return unconditional(word, (target & ~3) | Math.max(level, core.mostPrivileged));
  };

  const blr: Semantics = (word) => {
    const target = relative(words[LAYOUT.GR + field11(word)] << 3);
    link(field6(word));
    return unconditional(word, target);
  };

  const bv: Semantics = (word) => {
    const base = words[LAYOUT.GR + field6(word)];
    return unconditional(word, demoted(base, base + (words[LAYOUT.GR + field11(word)] << 3)));
  };

  const be: Semantics = (word, displacement) => {
    const base = words[LAYOUT.GR + field6(word)];
    core.targetSpace = words[LAYOUT.SR + spaceRegister(word)];
    return unconditional(word, demoted(base, base + displacement)) | EXTERNAL;
  };

  const ble: Semantics = (word, displacement) => {
    const outcome = be(word, displacement);
    link(31);
    words[LAYOUT.SR] = words[LAYOUT.IASQ_BACK];
    return outcome;
  };

  /**
   * A conditional branch: with ,n the delay slot is nullified if a forward branch is taken or a backward one is not.
   */
  function conditional(word: number, displacement: number, taken: boolean): number {
    const nullify = nullifies(word) && taken !== displacement < 0 ? NULLIFY : NEXT;
    if (!taken) return nullify;
    core.target = relative(displacement);
    return TAKEN | nullify;
  }

  const movb: Semantics = (word, displacement) => {
    const value = words[LAYOUT.GR + field11(word)];
    words[LAYOUT.GR + field6(word)] = value;
    words[LAYOUT.GR] = 0;
    return conditional(word, displacement, shiftCondition(conditionField(word), value));
  };

  const movib: Semantics = (word, displacement) => {
    const value = immediate5(word);
    words[LAYOUT.GR + field6(word)] = value;
    words[LAYOUT.GR] = 0;
    return conditional(word, displacement, shiftCondition(conditionField(word), value));
  };

  const compared = (word: number): boolean =>
    compareCondition(conditionField(word), words[LAYOUT.GR + field11(word)], words[LAYOUT.GR + field6(word)]);

  const comparedImmediate = (word: number): boolean =>
    compareCondition(conditionField(word), immediate5(word), words[LAYOUT.GR + field6(word)]);

  /** Adds `a` to GR r2 and tells whether the condition holds. */
  function added(word: number, a: number): boolean {
    const b = words[LAYOUT.GR + field6(word)];
    const result = (a + b) | 0;
    words[LAYOUT.GR + field6(word)] = result;
    words[LAYOUT.GR] = 0;
    const carry = ((a & b) | ((a | b) & ~result)) < 0;
    return arithmeticCondition(conditionField(word), result, carry, (a ^ result) & (b ^ result));
  }

  const register = (word: number): number => words[LAYOUT.GR + field11(word)];

  return {
    bl,
    gate,
    blr,
    bv,
    be,
    ble,
    movb,
    movib,
    combt: (word, displacement) => conditional(word, displacement, compared(word)),
    combf: (word, displacement) => conditional(word, displacement, !compared(word)),
    comibt: (word, displacement) => conditional(word, displacement, comparedImmediate(word)),
    comibf: (word, displacement) => conditional(word, displacement, !comparedImmediate(word)),
    addbt: (word, displacement) => conditional(word, displacement, added(word, register(word))),
    addbf: (word, displacement) => conditional(word, displacement, !added(word, register(word))),
    addibt: (word, displacement) => conditional(word, displacement, added(word, immediate5(word))),
    addibf: (word, displacement) => conditional(word, displacement, !added(word, immediate5(word))),
    // The tested bit, shifted to the left end.
    bvb: (word, displacement) =>
      conditional(word, displacement, shiftCondition(conditionField(word), register(word) << words[LAYOUT.CR + 11])),
    bb: (word, displacement) =>
      conditional(word, displacement, shiftCondition(conditionField(word), register(word) << field6(word))),
  } as const satisfies Partial<Record<Mnemonic, Semantics>>;
}
