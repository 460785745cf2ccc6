/**
 * The flow of instructions: fetching, the queues, delay slots, nullification, counting. Manual: chapter 4, "Instruction
 * Execution" and "Branching and Address Queues".
 *
 * `burst` does it fast as long as nothing special is on: the two elements of IASQ are equal, and of PSW T, H, L and X none
 * is 1. `step` executes one instruction whatever is on; it is the one to read first.
 */
import { IDLE_HINT } from '../board.ts';
import { LAYOUT } from '../layout.ts';
import { BRANCH_INDEX, noteBranch } from './branch-history.ts';
import type { Core } from './core.ts';
import { decodeAt, operationsOf } from './decoder.ts';
import { FREQUENT } from './frequent.ts';
import { WAKE_UP } from './idle-hint.ts';
import { INTERRUPTION, takeInterruption } from './interruptions.ts';
import { EXTERNAL, NEXT, NULLIFY, RECONSIDER, RETURNED, TAKEN } from './outcome.ts';
import { PSW } from './psw.ts';
import { enterCodePage, PAGE_AND_LEVEL } from './translation.ts';

const SPECIAL = PSW.T | PSW.H | PSW.L | PSW.X;

/** Must the next instruction be executed by {@link Interpreter.step}? */
export function isSpecial({ words }: Core): boolean {
  return (words[LAYOUT.PSW] & SPECIAL) !== 0 || words[LAYOUT.IASQ_FRONT] !== words[LAYOUT.IASQ_BACK];
}

export interface Interpreter {
  /**
   * Executes the current instruction, or passes over it if it is nullified, and takes the group 4 trap that may follow.
   * Returns its outcome.
   */
  step(): number;
  /**
   * Executes instructions until core.completed reaches core.budget, or an outcome calls for attention; returns the last
   * outcome. The instruction that ended it, if not completed, is in core.instruction.
   */
  burst(): number;
  /** Is the next instruction an idle hint that completes before a pending external interrupt is taken? */
  idleHintComesFirst(): boolean;
}

/** The interpreter of one processor. */
export function createInterpreter(core: Core): Interpreter {
  const { words, memory } = core;
  const { words: code, operations, immediates } = memory;
  const { byName, byNumber } = operationsOf(core);
  const {
    ldw,
    ldh,
    ldb,
    stw,
    sth,
    stb,
    ldwm,
    stwm,
    ldwx,
    ldhx,
    ldbx,
    ldws,
    ldhs,
    ldbs,
    stws,
    sths,
    stbs,
    ldo,
    ldil,
    addil,
    bl,
    blr,
    bv,
    be,
    ble,
    movb,
    movib,
    combt,
    combf,
    comibt,
    comibf,
    addbt,
    addbf,
    addibt,
    addibf,
    bvb,
    bb,
    add,
    addl,
    addc,
    sh1add,
    sh1addl,
    sh2add,
    sh2addl,
    sh3add,
    sh3addl,
    sub,
    subb,
    ds,
    or,
    xor,
    and,
    andcm,
    uaddcm,
    comclr,
    addi,
    subi,
    comiclr,
    shd,
    vshd,
    extru,
    extrs,
    vextru,
    zdep,
    dep,
    zvdep,
    zdepi,
    depi,
    fldws,
    fldds,
    fstws,
    fstds,
  } = byName;

  function step(): number {
    const psw = words[LAYOUT.PSW];
    const level = core.effectiveLevel(words[LAYOUT.IAOQ_FRONT] & 3);
    const nullified = words[LAYOUT.NULLIFY] !== 0;
    const outcome = nullified ? NEXT : fetchAndExecute();
    if (outcome < 0) return outcome;
    if ((outcome & RETURNED) === 0) {
      advance(core, outcome);
      words[LAYOUT.PSW] &= ~PSW.X;
    }
    if (!nullified) core.completed += 1;
    const trap = (outcome & RETURNED) === 0 ? transferTrap(core, psw, level, (outcome & TAKEN) !== 0) : 0;
    if (trap !== 0) {
      bringCounterUpToDate(core, psw);
      takeInterruption(core, trap);
    }
    core.contextChanged();
    return outcome | RECONSIDER;
  }

  function fetchAndExecute(): number {
    const front = words[LAYOUT.IAOQ_FRONT];
    const fault = enterCodePage(core);
    if (fault !== 0) return fault;
    const index = core.codeIndex + ((front & 0xffc) >> 2);
    core.instruction = code[index];
    if (operations[index] === 0) decodeAt(core, index);
    return byNumber[operations[index]](core.instruction, immediates[index]);
  }

  /** One that is not nullified and can be fetched; of several in a row, the first. */
  function idleHintComesFirst(): boolean {
    if (words[LAYOUT.WAKE_UP] === WAKE_UP.GIVEN || words[LAYOUT.NULLIFY] !== 0) return false;
    if (enterCodePage(core) !== 0) return false;
    return code[core.codeIndex + ((words[LAYOUT.IAOQ_FRONT] & 0xffc) >> 2)] === IDLE_HINT;
  }

  /** What {@link burst} keeps in variables, beside the queues. */
  function putBack(completed: number, taken: number, branch: number): void {
    core.completed = completed;
    words[LAYOUT.TAKEN_BRANCH] = taken;
    words[LAYOUT.NEXT_BRANCH] = branch;
  }

  /** The queues are kept in variables; before each instruction they are stored, since branches and interruptions read them. */
  function burst(): number {
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
      switch (operations[index] as FREQUENT) {
        case FREQUENT.ldw:
          outcome = ldw(word, immediate);
          break;
        case FREQUENT.ldh:
          outcome = ldh(word, immediate);
          break;
        case FREQUENT.ldb:
          outcome = ldb(word, immediate);
          break;
        case FREQUENT.stw:
          outcome = stw(word, immediate);
          break;
        case FREQUENT.sth:
          outcome = sth(word, immediate);
          break;
        case FREQUENT.stb:
          outcome = stb(word, immediate);
          break;
        case FREQUENT.ldwm:
          outcome = ldwm(word, immediate);
          break;
        case FREQUENT.stwm:
          outcome = stwm(word, immediate);
          break;
        case FREQUENT.ldwx:
          outcome = ldwx(word, immediate);
          break;
        case FREQUENT.ldhx:
          outcome = ldhx(word, immediate);
          break;
        case FREQUENT.ldbx:
          outcome = ldbx(word, immediate);
          break;
        case FREQUENT.ldws:
          outcome = ldws(word, immediate);
          break;
        case FREQUENT.ldhs:
          outcome = ldhs(word, immediate);
          break;
        case FREQUENT.ldbs:
          outcome = ldbs(word, immediate);
          break;
        case FREQUENT.stws:
          outcome = stws(word, immediate);
          break;
        case FREQUENT.sths:
          outcome = sths(word, immediate);
          break;
        case FREQUENT.stbs:
          outcome = stbs(word, immediate);
          break;
        case FREQUENT.ldo:
          outcome = ldo(word, immediate);
          break;
        case FREQUENT.ldil:
          outcome = ldil(word, immediate);
          break;
        case FREQUENT.addil:
          outcome = addil(word, immediate);
          break;
        case FREQUENT.bl:
          outcome = bl(word, immediate);
          break;
        case FREQUENT.blr:
          outcome = blr(word, immediate);
          break;
        case FREQUENT.bv:
          outcome = bv(word, immediate);
          break;
        case FREQUENT.be:
          outcome = be(word, immediate);
          break;
        case FREQUENT.ble:
          outcome = ble(word, immediate);
          break;
        case FREQUENT.movb:
          outcome = movb(word, immediate);
          break;
        case FREQUENT.movib:
          outcome = movib(word, immediate);
          break;
        case FREQUENT.combt:
          outcome = combt(word, immediate);
          break;
        case FREQUENT.combf:
          outcome = combf(word, immediate);
          break;
        case FREQUENT.comibt:
          outcome = comibt(word, immediate);
          break;
        case FREQUENT.comibf:
          outcome = comibf(word, immediate);
          break;
        case FREQUENT.addbt:
          outcome = addbt(word, immediate);
          break;
        case FREQUENT.addbf:
          outcome = addbf(word, immediate);
          break;
        case FREQUENT.addibt:
          outcome = addibt(word, immediate);
          break;
        case FREQUENT.addibf:
          outcome = addibf(word, immediate);
          break;
        case FREQUENT.bvb:
          outcome = bvb(word, immediate);
          break;
        case FREQUENT.bb:
          outcome = bb(word, immediate);
          break;
        case FREQUENT.add:
          outcome = add(word, immediate);
          break;
        case FREQUENT.addl:
          outcome = addl(word, immediate);
          break;
        case FREQUENT.addc:
          outcome = addc(word, immediate);
          break;
        case FREQUENT.sh1add:
          outcome = sh1add(word, immediate);
          break;
        case FREQUENT.sh1addl:
          outcome = sh1addl(word, immediate);
          break;
        case FREQUENT.sh2add:
          outcome = sh2add(word, immediate);
          break;
        case FREQUENT.sh2addl:
          outcome = sh2addl(word, immediate);
          break;
        case FREQUENT.sh3add:
          outcome = sh3add(word, immediate);
          break;
        case FREQUENT.sh3addl:
          outcome = sh3addl(word, immediate);
          break;
        case FREQUENT.sub:
          outcome = sub(word, immediate);
          break;
        case FREQUENT.subb:
          outcome = subb(word, immediate);
          break;
        case FREQUENT.ds:
          outcome = ds(word, immediate);
          break;
        case FREQUENT.or:
          outcome = or(word, immediate);
          break;
        case FREQUENT.xor:
          outcome = xor(word, immediate);
          break;
        case FREQUENT.and:
          outcome = and(word, immediate);
          break;
        case FREQUENT.andcm:
          outcome = andcm(word, immediate);
          break;
        case FREQUENT.uaddcm:
          outcome = uaddcm(word, immediate);
          break;
        case FREQUENT.comclr:
          outcome = comclr(word, immediate);
          break;
        case FREQUENT.addi:
          outcome = addi(word, immediate);
          break;
        case FREQUENT.subi:
          outcome = subi(word, immediate);
          break;
        case FREQUENT.comiclr:
          outcome = comiclr(word, immediate);
          break;
        case FREQUENT.shd:
          outcome = shd(word, immediate);
          break;
        case FREQUENT.vshd:
          outcome = vshd(word, immediate);
          break;
        case FREQUENT.extru:
          outcome = extru(word, immediate);
          break;
        case FREQUENT.extrs:
          outcome = extrs(word, immediate);
          break;
        case FREQUENT.vextru:
          outcome = vextru(word, immediate);
          break;
        case FREQUENT.zdep:
          outcome = zdep(word, immediate);
          break;
        case FREQUENT.dep:
          outcome = dep(word, immediate);
          break;
        case FREQUENT.zvdep:
          outcome = zvdep(word, immediate);
          break;
        case FREQUENT.zdepi:
          outcome = zdepi(word, immediate);
          break;
        case FREQUENT.depi:
          outcome = depi(word, immediate);
          break;
        case FREQUENT.fldws:
          outcome = fldws(word, immediate);
          break;
        case FREQUENT.fldds:
          outcome = fldds(word, immediate);
          break;
        case FREQUENT.fstws:
          outcome = fstws(word, immediate);
          break;
        case FREQUENT.fstds:
          outcome = fstds(word, immediate);
          break;
        case FREQUENT.undecoded:
          decodeAt(core, index);
          continue;
        default:
          // Only these look at the count, and at PSW B and the last branches, or change them (RFI).
          putBack(completed, taken, branch);
          outcome = byNumber[operations[index]](word, immediate);
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
  }

  return { step, burst, idleHintComesFirst };
}

/** Advances the queues past an instruction with this outcome, and sets PSW N and B. */
function advance(core: Core, outcome: number): void {
  const { words } = core;
  const taken = (outcome & TAKEN) !== 0;
  const next = taken ? core.target : words[LAYOUT.IAOQ_BACK] + 4;
  if (taken) noteBranch(words, words[LAYOUT.IAOQ_FRONT], next);
  words[LAYOUT.IAOQ_FRONT] = words[LAYOUT.IAOQ_BACK];
  words[LAYOUT.IAOQ_BACK] = next;
  words[LAYOUT.IASQ_FRONT] = words[LAYOUT.IASQ_BACK];
  if ((outcome & EXTERNAL) !== 0) words[LAYOUT.IASQ_BACK] = core.targetSpace;
  words[LAYOUT.NULLIFY] = outcome & NULLIFY;
  words[LAYOUT.TAKEN_BRANCH] = taken ? 1 : 0;
}

/** The group 4 trap after an instruction executed at `level` with this PSW, or 0. */
function transferTrap(core: Core, psw: number, level: number, taken: boolean): number {
  const newLevel = core.effectiveLevel(core.words[LAYOUT.IAOQ_FRONT] & 3);
  if (newLevel < level && (psw & PSW.H) !== 0) return INTERRUPTION.HIGHER_PRIVILEGE_TRANSFER;
  if (newLevel > level && (psw & PSW.L) !== 0) return INTERRUPTION.LOWER_PRIVILEGE_TRANSFER;
  return taken && (psw & PSW.T) !== 0 ? INTERRUPTION.TAKEN_BRANCH : 0;
}

/** Lets CR 0 count what has completed under `psw` since it was last brought up to date. */
export function bringCounterUpToDate(core: Core, psw: number): void {
  if ((psw & PSW.R) !== 0) core.words[LAYOUT.CR] -= core.completed - core.counted;
  core.counted = core.completed;
}
