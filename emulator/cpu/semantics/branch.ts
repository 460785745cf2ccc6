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
import {
  conditionField,
  displacement12,
  displacement17,
  field11,
  field6,
  immediate5,
  nullifies,
  spaceRegister,
} from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { EXTERNAL, interrupted, NEXT, NULLIFY, TAKEN } from '../outcome.ts';
import { PSW } from '../psw.ts';
import type { Semantics } from './semantics.ts';

function unconditional(core: Core, word: number, target: number): number {
  core.target = target;
  return nullifies(word) ? TAKEN | NULLIFY : TAKEN;
}

/** IA-relative: the level stays. */
function relative(core: Core, displacement: number): number {
  return (core.words[LAYOUT.IAOQ_FRONT] + displacement + 8) | 0;
}

/** Base-relative: the level becomes that of the base register's low bits, if that is a lower one. */
function demoted(core: Core, base: number, offset: number): number {
  return (offset & ~3) | Math.max(core.words[LAYOUT.IAOQ_FRONT] & 3, base & 3);
}

/** Leaves the return point, 4 bytes after the following instruction, in GR t. */
function link(core: Core, t: number): void {
  core.words[LAYOUT.GR + t] = core.words[LAYOUT.IAOQ_BACK] + 4;
  core.words[LAYOUT.GR] = 0;
}

const bl: Semantics = (core, word) => {
  link(core, field6(word));
  return unconditional(core, word, relative(core, displacement17(word)));
};

const gate: Semantics = (core, word) => {
  const { words } = core;
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
  const target = relative(core, displacement17(word));
  return unconditional(core, word, (target & ~3) | Math.max(level, core.mostPrivileged));
};

const blr: Semantics = (core, word) => {
  const target = relative(core, core.words[LAYOUT.GR + field11(word)] << 3);
  link(core, field6(word));
  return unconditional(core, word, target);
};

const bv: Semantics = (core, word) => {
  const base = core.words[LAYOUT.GR + field6(word)];
  return unconditional(core, word, demoted(core, base, base + (core.words[LAYOUT.GR + field11(word)] << 3)));
};

const be: Semantics = (core, word) => {
  const base = core.words[LAYOUT.GR + field6(word)];
  core.targetSpace = core.words[LAYOUT.SR + spaceRegister(word)];
  return unconditional(core, word, demoted(core, base, base + displacement17(word))) | EXTERNAL;
};

const ble: Semantics = (core, word) => {
  const outcome = be(core, word);
  link(core, 31);
  core.words[LAYOUT.SR] = core.words[LAYOUT.IASQ_BACK];
  return outcome;
};

/**
 * A conditional branch: with ,n the delay slot is nullified if a forward branch is taken or a backward one is not.
 */
function conditional(core: Core, word: number, taken: boolean): number {
  const displacement = displacement12(word);
  const nullify = nullifies(word) && taken !== displacement < 0 ? NULLIFY : NEXT;
  if (!taken) return nullify;
  core.target = relative(core, displacement);
  return TAKEN | nullify;
}

const movb: Semantics = (core, word) => {
  const value = core.words[LAYOUT.GR + field11(word)];
  core.words[LAYOUT.GR + field6(word)] = value;
  core.words[LAYOUT.GR] = 0;
  return conditional(core, word, shiftCondition(conditionField(word), value));
};

const movib: Semantics = (core, word) => {
  const value = immediate5(word);
  core.words[LAYOUT.GR + field6(word)] = value;
  core.words[LAYOUT.GR] = 0;
  return conditional(core, word, shiftCondition(conditionField(word), value));
};

const compared = (core: Core, word: number): boolean =>
  compareCondition(conditionField(word), core.words[LAYOUT.GR + field11(word)], core.words[LAYOUT.GR + field6(word)]);

const comparedImmediate = (core: Core, word: number): boolean =>
  compareCondition(conditionField(word), immediate5(word), core.words[LAYOUT.GR + field6(word)]);

/** Adds `a` to GR r2 and tells whether the condition holds. */
function added(core: Core, word: number, a: number): boolean {
  const { words } = core;
  const b = words[LAYOUT.GR + field6(word)];
  const result = (a + b) | 0;
  words[LAYOUT.GR + field6(word)] = result;
  words[LAYOUT.GR] = 0;
  const carry = ((a & b) | ((a | b) & ~result)) < 0;
  return arithmeticCondition(conditionField(word), result, carry, (a ^ result) & (b ^ result));
}

const register = (core: Core, word: number): number => core.words[LAYOUT.GR + field11(word)];

export const BRANCH = {
  bl,
  gate,
  blr,
  bv,
  be,
  ble,
  movb,
  movib,
  combt: (core, word) => conditional(core, word, compared(core, word)),
  combf: (core, word) => conditional(core, word, !compared(core, word)),
  comibt: (core, word) => conditional(core, word, comparedImmediate(core, word)),
  comibf: (core, word) => conditional(core, word, !comparedImmediate(core, word)),
  addbt: (core, word) => conditional(core, word, added(core, word, register(core, word))),
  addbf: (core, word) => conditional(core, word, !added(core, word, register(core, word))),
  addibt: (core, word) => conditional(core, word, added(core, word, immediate5(word))),
  addibf: (core, word) => conditional(core, word, !added(core, word, immediate5(word))),
  // The tested bit, shifted to the left end.
  bvb: (core, word) =>
    conditional(core, word, shiftCondition(conditionField(word), register(core, word) << core.words[LAYOUT.CR + 11])),
  bb: (core, word) =>
    conditional(core, word, shiftCondition(conditionField(word), register(core, word) << field6(word))),
} as const satisfies Partial<Record<Mnemonic, Semantics>>;
