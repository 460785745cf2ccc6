/**
 * The interpreter's loop: what ./interpreter.ts does step by step, for many instructions at a time, as long as nothing
 * special is on. The calls of the frequent rows stand in it one by one, generated from ./frequent.ts by
 * `npm run generate:burst` (./burst-cases.ts): V8 then knows each of them, and compiles many as a part of the loop.
 */
import { LAYOUT, SCRATCH } from '../layout.ts';
import { BRANCH_INDEX } from './branch-history.ts';
import type { Core } from './core.ts';
import { decodeAt } from './decoder.ts';
import { execute, SEMANTICS } from './operations.ts';
import { NEXT, NULLIFY, RECONSIDER, RETURNED, TAKEN } from './outcome.ts';
import { advance } from './queues.ts';
import { enterCodePage, PAGE_AND_LEVEL } from './translation.ts';

/** Interpreter.burst of one processor. */
export function createBurst(core: Core): () => number {
  // Generated from ./frequent.ts:
  // prettier-ignore
  const {
    ldw, ldh, ldb, stw, sth, stb, ldwm, stwm, ldwx, ldhx, ldbx, ldws, ldhs, ldbs, stws, sths, stbs, ldo, ldil, addil,
    bl, blr, bv, be, ble, movb, movib, combt, combf, comibt, comibf, addbt, addbf, addibt, addibf, bvb, bb, add, addl,
    addc, sh1add, sh1addl, sh2add, sh2addl, sh3add, sh3addl, sub, subb, ds, or, xor, and, andcm, uaddcm, comclr, addi,
    subi, comiclr, shd, vshd, extru, extrs, vextru, zdep, dep, zvdep, zdepi, depi, fldws, fldds, fstws, fstds,
  } = SEMANTICS;
  // End of the generated part.

  /** What {@link burst} keeps in variables, beside the queues. */
  function putBack(completed: number, taken: number, branch: number): void {
    core.scratch[SCRATCH.COMPLETED] = completed;
    core.words[LAYOUT.TAKEN_BRANCH] = taken;
    core.words[LAYOUT.NEXT_BRANCH] = branch;
  }

  /** The queues are kept in variables; before each instruction they are stored, since branches and interruptions read them. */
  return function burst() {
    // In variables of the function: with several processors V8 has no constants for these, and would look each up for every use.
    const { words, scratch, memory } = core;
    const { words: code, operations, immediates } = memory;
    let completed = scratch[SCRATCH.COMPLETED];
    if (words[LAYOUT.NULLIFY] !== 0) advance(core, NEXT);
    let front = words[LAYOUT.IAOQ_FRONT];
    let back = words[LAYOUT.IAOQ_BACK];
    let taken = words[LAYOUT.TAKEN_BRANCH];
    let branch = words[LAYOUT.NEXT_BRANCH] & BRANCH_INDEX;
    for (;;) {
      if ((front & PAGE_AND_LEVEL) !== scratch[SCRATCH.CODE_KEY]) {
        const fault = enterCodePage(core);
        if (fault !== 0) {
          putBack(completed, taken, branch);
          return fault;
        }
      }
      const index = scratch[SCRATCH.CODE_INDEX] + ((front & 0xffc) >> 2);
      const word = code[index];
      const immediate = immediates[index];
      let outcome: number;
      // prettier-ignore
      switch (operations[index]) {
        // Generated from ./frequent.ts:
        case 1: outcome = ldw(core, word, immediate); break;
        case 2: outcome = ldh(core, word, immediate); break;
        case 3: outcome = ldb(core, word, immediate); break;
        case 4: outcome = stw(core, word, immediate); break;
        case 5: outcome = sth(core, word, immediate); break;
        case 6: outcome = stb(core, word, immediate); break;
        case 7: outcome = ldwm(core, word, immediate); break;
        case 8: outcome = stwm(core, word, immediate); break;
        case 9: outcome = ldwx(core, word, immediate); break;
        case 10: outcome = ldhx(core, word, immediate); break;
        case 11: outcome = ldbx(core, word, immediate); break;
        case 12: outcome = ldws(core, word, immediate); break;
        case 13: outcome = ldhs(core, word, immediate); break;
        case 14: outcome = ldbs(core, word, immediate); break;
        case 15: outcome = stws(core, word, immediate); break;
        case 16: outcome = sths(core, word, immediate); break;
        case 17: outcome = stbs(core, word, immediate); break;
        case 18: outcome = ldo(core, word, immediate); break;
        case 19: outcome = ldil(core, word, immediate); break;
        case 20: outcome = addil(core, word, immediate); break;
        case 21: outcome = bl(core, word, immediate); break;
        case 22: outcome = blr(core, word, immediate); break;
        case 23: outcome = bv(core, word, immediate); break;
        case 24: outcome = be(core, word, immediate); break;
        case 25: outcome = ble(core, word, immediate); break;
        case 26: outcome = movb(core, word, immediate); break;
        case 27: outcome = movib(core, word, immediate); break;
        case 28: outcome = combt(core, word, immediate); break;
        case 29: outcome = combf(core, word, immediate); break;
        case 30: outcome = comibt(core, word, immediate); break;
        case 31: outcome = comibf(core, word, immediate); break;
        case 32: outcome = addbt(core, word, immediate); break;
        case 33: outcome = addbf(core, word, immediate); break;
        case 34: outcome = addibt(core, word, immediate); break;
        case 35: outcome = addibf(core, word, immediate); break;
        case 36: outcome = bvb(core, word, immediate); break;
        case 37: outcome = bb(core, word, immediate); break;
        case 38: outcome = add(core, word, immediate); break;
        case 39: outcome = addl(core, word, immediate); break;
        case 40: outcome = addc(core, word, immediate); break;
        case 41: outcome = sh1add(core, word, immediate); break;
        case 42: outcome = sh1addl(core, word, immediate); break;
        case 43: outcome = sh2add(core, word, immediate); break;
        case 44: outcome = sh2addl(core, word, immediate); break;
        case 45: outcome = sh3add(core, word, immediate); break;
        case 46: outcome = sh3addl(core, word, immediate); break;
        case 47: outcome = sub(core, word, immediate); break;
        case 48: outcome = subb(core, word, immediate); break;
        case 49: outcome = ds(core, word, immediate); break;
        case 50: outcome = or(core, word, immediate); break;
        case 51: outcome = xor(core, word, immediate); break;
        case 52: outcome = and(core, word, immediate); break;
        case 53: outcome = andcm(core, word, immediate); break;
        case 54: outcome = uaddcm(core, word, immediate); break;
        case 55: outcome = comclr(core, word, immediate); break;
        case 56: outcome = addi(core, word, immediate); break;
        case 57: outcome = subi(core, word, immediate); break;
        case 58: outcome = comiclr(core, word, immediate); break;
        case 59: outcome = shd(core, word, immediate); break;
        case 60: outcome = vshd(core, word, immediate); break;
        case 61: outcome = extru(core, word, immediate); break;
        case 62: outcome = extrs(core, word, immediate); break;
        case 63: outcome = vextru(core, word, immediate); break;
        case 64: outcome = zdep(core, word, immediate); break;
        case 65: outcome = dep(core, word, immediate); break;
        case 66: outcome = zvdep(core, word, immediate); break;
        case 67: outcome = zdepi(core, word, immediate); break;
        case 68: outcome = depi(core, word, immediate); break;
        case 69: outcome = fldws(core, word, immediate); break;
        case 70: outcome = fldds(core, word, immediate); break;
        case 71: outcome = fstws(core, word, immediate); break;
        case 72: outcome = fstds(core, word, immediate); break;
        // End of the generated part.
        case 0: decodeAt(memory, index); continue;
        default:
          // Only these look at the count, and at PSW B and the last branches, or change them (RFI).
          putBack(completed, taken, branch);
          outcome = execute(core, operations[index], word, immediate);
          taken = words[LAYOUT.TAKEN_BRANCH];
          branch = words[LAYOUT.NEXT_BRANCH] & BRANCH_INDEX;
      }
      if (outcome === NEXT) {
        front = back;
        back = (back + 4) | 0;
        taken = 0;
      } else if (outcome > 0 && outcome <= (TAKEN | NULLIFY)) {
        taken = outcome >> 1;
        if (taken !== 0) {
          const at = LAYOUT.BRANCHES + branch;
          branch = (branch + 2) & BRANCH_INDEX;
          words[at] = front & ~3;
          front = back;
          back = words[at + 1] = scratch[SCRATCH.TARGET];
        } else {
          front = back;
          back = (back + 4) | 0;
        }
        if ((outcome & NULLIFY) !== 0) {
          if (completed + 1 < scratch[SCRATCH.BUDGET]) {
            front = back;
            back = (back + 4) | 0;
            taken = 0;
          } else {
            words[LAYOUT.NULLIFY] = 1;
          }
        }
      } else {
        core.instruction = word;
        putBack(completed, taken, branch);
        if (outcome < 0) return outcome;
        scratch[SCRATCH.COMPLETED] += 1;
        if ((outcome & RETURNED) !== 0) return outcome;
        advance(core, outcome);
        if ((outcome & RECONSIDER) !== 0 || words[LAYOUT.IASQ_FRONT] !== words[LAYOUT.IASQ_BACK]) return outcome;
        if ((outcome & NULLIFY) !== 0 && scratch[SCRATCH.COMPLETED] < scratch[SCRATCH.BUDGET]) advance(core, NEXT);
        front = words[LAYOUT.IAOQ_FRONT];
        back = words[LAYOUT.IAOQ_BACK];
        taken = words[LAYOUT.TAKEN_BRANCH];
        branch = words[LAYOUT.NEXT_BRANCH] & BRANCH_INDEX;
      }
      completed += 1;
      words[LAYOUT.IAOQ_FRONT] = front;
      words[LAYOUT.IAOQ_BACK] = back;
      if (completed >= scratch[SCRATCH.BUDGET]) {
        putBack(completed, taken, branch);
        return NEXT;
      }
    }
  };
}
