/**
 * The interpreter's loop: what ./interpreter.ts does step by step, for many instructions at a time, as long as nothing
 * special is on. The calls of the frequent rows' families stand in it one by one, generated from ./frequent.ts by
 * `npm run generate:burst` (./burst-cases.ts): V8 then compiles each for what its row does.
 */
import { DOES } from '../isa/instructions.ts';
import { LAYOUT } from '../layout.ts';
import { BRANCH_INDEX } from './branch-history.ts';
import type { Core } from './core.ts';
import { decodeAt } from './decoder.ts';
import type { Execute } from './operations.ts';
import { NEXT, NULLIFY, RECONSIDER, RETURNED, TAKEN } from './outcome.ts';
import { advance } from './queues.ts';
import type { Families } from './semantics/semantics.ts';
import { enterCodePage, PAGE_AND_LEVEL } from './translation.ts';

/** Interpreter.burst of one processor. */
export function createBurst(core: Core, families: Families, execute: Execute): () => number {
  const { words, memory } = core;
  const { words: code, operations, immediates } = memory;
  // Generated from ./frequent.ts:
  // prettier-ignore
  const {
    load: doLoad, store: doStore, immediate: doImmediate, branch: doBranch, 'move-branch': doMoveBranch,
    'compare-branch': doCompareBranch, 'add-branch': doAddBranch, 'bit-branch': doBitBranch, sum: doSum,
    'shift-add': doShiftAdd, 'divide-step': doDivideStep, logical: doLogical, unit: doUnit,
    'compare-clear': doCompareClear, shift: doShift, extract: doExtract, deposit: doDeposit, 'float-load': doFloatLoad,
    'float-store': doFloatStore,
  } = families;
  // prettier-ignore
  const {
    ldw, ldh, ldb, stw, sth, stb, ldwm, stwm, ldwx, ldhx, ldbx, ldws, ldhs, ldbs, stws, sths, stbs, ldo, ldil, addil,
    bl, blr, bv, be, ble, movb, movib, combt, combf, comibt, comibf, addbt, addbf, addibt, addibf, bvb, bb, add, addl,
    addc, sh1add, sh1addl, sh2add, sh2addl, sh3add, sh3addl, sub, subb, ds, or, xor, and, andcm, uaddcm, comclr, addi,
    subi, comiclr, shd, vshd, extru, extrs, vextru, zdep, dep, zvdep, zdepi, depi, fldws, fldds, fstws, fstds,
  } = DOES;
  // End of the generated part.

  /** What {@link burst} keeps in variables, beside the queues. */
  function putBack(completed: number, taken: number, branch: number): void {
    core.completed = completed;
    words[LAYOUT.TAKEN_BRANCH] = taken;
    words[LAYOUT.NEXT_BRANCH] = branch;
  }

  /** The queues are kept in variables; before each instruction they are stored, since branches and interruptions read them. */
  return () => {
    let { completed } = core;
    if (words[LAYOUT.NULLIFY] !== 0) advance(core, NEXT);
    let front = words[LAYOUT.IAOQ_FRONT];
    let back = words[LAYOUT.IAOQ_BACK];
    let taken = words[LAYOUT.TAKEN_BRANCH];
    let branch = words[LAYOUT.NEXT_BRANCH] & BRANCH_INDEX;
    for (;;) {
      if ((front & PAGE_AND_LEVEL) !== core.codeKey) {
        const fault = enterCodePage(core);
        if (fault !== 0) {
          putBack(completed, taken, branch);
          return fault;
        }
      }
      const index = core.codeIndex + ((front & 0xffc) >> 2);
      const word = code[index];
      const immediate = immediates[index];
      let outcome: number;
      // prettier-ignore
      switch (operations[index]) {
        // Generated from ./frequent.ts:
        case 1: outcome = doLoad(word, immediate, ldw); break;
        case 2: outcome = doLoad(word, immediate, ldh); break;
        case 3: outcome = doLoad(word, immediate, ldb); break;
        case 4: outcome = doStore(word, immediate, stw); break;
        case 5: outcome = doStore(word, immediate, sth); break;
        case 6: outcome = doStore(word, immediate, stb); break;
        case 7: outcome = doLoad(word, immediate, ldwm); break;
        case 8: outcome = doStore(word, immediate, stwm); break;
        case 9: outcome = doLoad(word, immediate, ldwx); break;
        case 10: outcome = doLoad(word, immediate, ldhx); break;
        case 11: outcome = doLoad(word, immediate, ldbx); break;
        case 12: outcome = doLoad(word, immediate, ldws); break;
        case 13: outcome = doLoad(word, immediate, ldhs); break;
        case 14: outcome = doLoad(word, immediate, ldbs); break;
        case 15: outcome = doStore(word, immediate, stws); break;
        case 16: outcome = doStore(word, immediate, sths); break;
        case 17: outcome = doStore(word, immediate, stbs); break;
        case 18: outcome = doImmediate(word, immediate, ldo); break;
        case 19: outcome = doImmediate(word, immediate, ldil); break;
        case 20: outcome = doImmediate(word, immediate, addil); break;
        case 21: outcome = doBranch(word, immediate, bl); break;
        case 22: outcome = doBranch(word, immediate, blr); break;
        case 23: outcome = doBranch(word, immediate, bv); break;
        case 24: outcome = doBranch(word, immediate, be); break;
        case 25: outcome = doBranch(word, immediate, ble); break;
        case 26: outcome = doMoveBranch(word, immediate, movb); break;
        case 27: outcome = doMoveBranch(word, immediate, movib); break;
        case 28: outcome = doCompareBranch(word, immediate, combt); break;
        case 29: outcome = doCompareBranch(word, immediate, combf); break;
        case 30: outcome = doCompareBranch(word, immediate, comibt); break;
        case 31: outcome = doCompareBranch(word, immediate, comibf); break;
        case 32: outcome = doAddBranch(word, immediate, addbt); break;
        case 33: outcome = doAddBranch(word, immediate, addbf); break;
        case 34: outcome = doAddBranch(word, immediate, addibt); break;
        case 35: outcome = doAddBranch(word, immediate, addibf); break;
        case 36: outcome = doBitBranch(word, immediate, bvb); break;
        case 37: outcome = doBitBranch(word, immediate, bb); break;
        case 38: outcome = doSum(word, immediate, add); break;
        case 39: outcome = doSum(word, immediate, addl); break;
        case 40: outcome = doSum(word, immediate, addc); break;
        case 41: outcome = doShiftAdd(word, immediate, sh1add); break;
        case 42: outcome = doShiftAdd(word, immediate, sh1addl); break;
        case 43: outcome = doShiftAdd(word, immediate, sh2add); break;
        case 44: outcome = doShiftAdd(word, immediate, sh2addl); break;
        case 45: outcome = doShiftAdd(word, immediate, sh3add); break;
        case 46: outcome = doShiftAdd(word, immediate, sh3addl); break;
        case 47: outcome = doSum(word, immediate, sub); break;
        case 48: outcome = doSum(word, immediate, subb); break;
        case 49: outcome = doDivideStep(word, immediate, ds); break;
        case 50: outcome = doLogical(word, immediate, or); break;
        case 51: outcome = doLogical(word, immediate, xor); break;
        case 52: outcome = doLogical(word, immediate, and); break;
        case 53: outcome = doLogical(word, immediate, andcm); break;
        case 54: outcome = doUnit(word, immediate, uaddcm); break;
        case 55: outcome = doCompareClear(word, immediate, comclr); break;
        case 56: outcome = doSum(word, immediate, addi); break;
        case 57: outcome = doSum(word, immediate, subi); break;
        case 58: outcome = doCompareClear(word, immediate, comiclr); break;
        case 59: outcome = doShift(word, immediate, shd); break;
        case 60: outcome = doShift(word, immediate, vshd); break;
        case 61: outcome = doExtract(word, immediate, extru); break;
        case 62: outcome = doExtract(word, immediate, extrs); break;
        case 63: outcome = doExtract(word, immediate, vextru); break;
        case 64: outcome = doDeposit(word, immediate, zdep); break;
        case 65: outcome = doDeposit(word, immediate, dep); break;
        case 66: outcome = doDeposit(word, immediate, zvdep); break;
        case 67: outcome = doDeposit(word, immediate, zdepi); break;
        case 68: outcome = doDeposit(word, immediate, depi); break;
        case 69: outcome = doFloatLoad(word, immediate, fldws); break;
        case 70: outcome = doFloatLoad(word, immediate, fldds); break;
        case 71: outcome = doFloatStore(word, immediate, fstws); break;
        case 72: outcome = doFloatStore(word, immediate, fstds); break;
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
          back = words[at + 1] = core.target;
        } else {
          front = back;
          back = (back + 4) | 0;
        }
        if ((outcome & NULLIFY) !== 0) {
          if (completed + 1 < core.budget) {
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
        core.completed += 1;
        if ((outcome & RETURNED) !== 0) return outcome;
        advance(core, outcome);
        if ((outcome & RECONSIDER) !== 0 || words[LAYOUT.IASQ_FRONT] !== words[LAYOUT.IASQ_BACK]) return outcome;
        if ((outcome & NULLIFY) !== 0 && core.completed < core.budget) advance(core, NEXT);
        front = words[LAYOUT.IAOQ_FRONT];
        back = words[LAYOUT.IAOQ_BACK];
        taken = words[LAYOUT.TAKEN_BRANCH];
        branch = words[LAYOUT.NEXT_BRANCH] & BRANCH_INDEX;
      }
      completed += 1;
      words[LAYOUT.IAOQ_FRONT] = front;
      words[LAYOUT.IAOQ_BACK] = back;
      if (completed >= core.budget) {
        putBack(completed, taken, branch);
        return NEXT;
      }
    }
  };
}
