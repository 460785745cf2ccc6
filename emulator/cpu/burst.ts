/**
 * The interpreter's loop: what ./interpreter.ts does step by step, for many instructions at a time, as long as nothing
 * special is on. The calls of the frequent rows stand in it one by one, generated from ./frequent.ts by
 * `npm run generate:burst` (./burst-cases.ts): V8 then knows each of them, and compiles many as a part of the loop.
 */
import type { Mnemonic } from '../isa/instructions.ts';
import { LAYOUT, SCRATCH } from '../layout.ts';
import { BRANCH_INDEX } from './branch-history.ts';
import type { Core } from './core.ts';
import { decodeAt } from './decoder.ts';
import type { Execute } from './operations.ts';
import { NEXT, NULLIFY, RECONSIDER, RETURNED, TAKEN } from './outcome.ts';
import { advance } from './queues.ts';
import type { Semantics } from './semantics/semantics.ts';
import { enterCodePage, PAGE_AND_LEVEL } from './translation.ts';

/** Interpreter.burst of one processor. */
export function createBurst(core: Core, byName: Readonly<Record<Mnemonic, Semantics>>, execute: Execute): () => number {
  const { words, scratch, memory } = core;
  const { words: code, operations, immediates } = memory;
  // Generated from ./frequent.ts:
  // prettier-ignore
  const {
    ldw, ldh, ldb, stw, sth, stb, ldwm, stwm, ldwx, ldhx, ldbx, ldws, ldhs, ldbs, stws, sths, stbs, ldo, ldil, addil,
    bl, blr, bv, be, ble, movb, movib, combt, combf, comibt, comibf, addbt, addbf, addibt, addibf, bvb, bb, add, addl,
    addc, sh1add, sh1addl, sh2add, sh2addl, sh3add, sh3addl, sub, subb, ds, or, xor, and, andcm, uaddcm, comclr, addi,
    subi, comiclr, shd, vshd, extru, extrs, vextru, zdep, dep, zvdep, zdepi, depi, fldws, fldds, fstws, fstds,
  } = byName;
  // End of the generated part.

  /** What {@link burst} keeps in variables, beside the queues. */
  function putBack(completed: number, taken: number, branch: number): void {
    scratch[SCRATCH.COMPLETED] = completed;
    words[LAYOUT.TAKEN_BRANCH] = taken;
    words[LAYOUT.NEXT_BRANCH] = branch;
  }

  /** The queues are kept in variables; before each instruction they are stored, since branches and interruptions read them. */
  return function burst() {
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
        case 1: outcome = ldw(word, immediate); break;
        case 2: outcome = ldh(word, immediate); break;
        case 3: outcome = ldb(word, immediate); break;
        case 4: outcome = stw(word, immediate); break;
        case 5: outcome = sth(word, immediate); break;
        case 6: outcome = stb(word, immediate); break;
        case 7: outcome = ldwm(word, immediate); break;
        case 8: outcome = stwm(word, immediate); break;
        case 9: outcome = ldwx(word, immediate); break;
        case 10: outcome = ldhx(word, immediate); break;
        case 11: outcome = ldbx(word, immediate); break;
        case 12: outcome = ldws(word, immediate); break;
        case 13: outcome = ldhs(word, immediate); break;
        case 14: outcome = ldbs(word, immediate); break;
        case 15: outcome = stws(word, immediate); break;
        case 16: outcome = sths(word, immediate); break;
        case 17: outcome = stbs(word, immediate); break;
        case 18: outcome = ldo(word, immediate); break;
        case 19: outcome = ldil(word, immediate); break;
        case 20: outcome = addil(word, immediate); break;
        case 21: outcome = bl(word, immediate); break;
        case 22: outcome = blr(word, immediate); break;
        case 23: outcome = bv(word, immediate); break;
        case 24: outcome = be(word, immediate); break;
        case 25: outcome = ble(word, immediate); break;
        case 26: outcome = movb(word, immediate); break;
        case 27: outcome = movib(word, immediate); break;
        case 28: outcome = combt(word, immediate); break;
        case 29: outcome = combf(word, immediate); break;
        case 30: outcome = comibt(word, immediate); break;
        case 31: outcome = comibf(word, immediate); break;
        case 32: outcome = addbt(word, immediate); break;
        case 33: outcome = addbf(word, immediate); break;
        case 34: outcome = addibt(word, immediate); break;
        case 35: outcome = addibf(word, immediate); break;
        case 36: outcome = bvb(word, immediate); break;
        case 37: outcome = bb(word, immediate); break;
        case 38: outcome = add(word, immediate); break;
        case 39: outcome = addl(word, immediate); break;
        case 40: outcome = addc(word, immediate); break;
        case 41: outcome = sh1add(word, immediate); break;
        case 42: outcome = sh1addl(word, immediate); break;
        case 43: outcome = sh2add(word, immediate); break;
        case 44: outcome = sh2addl(word, immediate); break;
        case 45: outcome = sh3add(word, immediate); break;
        case 46: outcome = sh3addl(word, immediate); break;
        case 47: outcome = sub(word, immediate); break;
        case 48: outcome = subb(word, immediate); break;
        case 49: outcome = ds(word, immediate); break;
        case 50: outcome = or(word, immediate); break;
        case 51: outcome = xor(word, immediate); break;
        case 52: outcome = and(word, immediate); break;
        case 53: outcome = andcm(word, immediate); break;
        case 54: outcome = uaddcm(word, immediate); break;
        case 55: outcome = comclr(word, immediate); break;
        case 56: outcome = addi(word, immediate); break;
        case 57: outcome = subi(word, immediate); break;
        case 58: outcome = comiclr(word, immediate); break;
        case 59: outcome = shd(word, immediate); break;
        case 60: outcome = vshd(word, immediate); break;
        case 61: outcome = extru(word, immediate); break;
        case 62: outcome = extrs(word, immediate); break;
        case 63: outcome = vextru(word, immediate); break;
        case 64: outcome = zdep(word, immediate); break;
        case 65: outcome = dep(word, immediate); break;
        case 66: outcome = zvdep(word, immediate); break;
        case 67: outcome = zdepi(word, immediate); break;
        case 68: outcome = depi(word, immediate); break;
        case 69: outcome = fldws(word, immediate); break;
        case 70: outcome = fldds(word, immediate); break;
        case 71: outcome = fstws(word, immediate); break;
        case 72: outcome = fstds(word, immediate); break;
        // End of the generated part.
        case 0: decodeAt(memory, index); continue;
        default:
          // Only these look at the count, and at PSW B and the last branches, or change them (RFI).
          putBack(completed, taken, branch);
          outcome = execute(operations[index], word, immediate);
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
