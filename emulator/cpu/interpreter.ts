/**
 * The flow of instructions: fetching, the queues, delay slots, nullification, counting. Manual: chapter 4, "Instruction
 * Execution" and "Branching and Address Queues".
 *
 * `burst` (./burst.ts) does it fast as long as nothing special is on: the two elements of IASQ are equal, and of PSW T, H, L
 * and X none is 1. `step` executes one instruction whatever is on; it is the one to read first.
 */
import { IDLE_HINT } from '../board.ts';
import { LAYOUT, SCRATCH } from '../layout.ts';
import { createBurst } from './burst.ts';
import type { Core } from './core.ts';
import { decodeAt } from './decoder.ts';
import { WAKE_UP } from './idle-hint.ts';
import { INTERRUPTION } from './interruptions.ts';
import { execute } from './operations.ts';
import { NEXT, RECONSIDER, RETURNED, TAKEN } from './outcome.ts';
import { PSW } from './psw.ts';
import { advance } from './queues.ts';
import { takeInterruption } from './take-interruption.ts';
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
   * Executes instructions until SCRATCH.COMPLETED reaches SCRATCH.BUDGET, or an outcome calls for attention; returns the last
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

  function step(): number {
    const psw = words[LAYOUT.PSW];
    const level = core.effectiveLevel(words[LAYOUT.IAOQ_FRONT] & 3);
    const space = words[LAYOUT.IASQ_FRONT];
    const nullified = words[LAYOUT.NULLIFY] !== 0;
    const outcome = nullified ? NEXT : fetchAndExecute();
    if (outcome < 0) return outcome;
    if ((outcome & RETURNED) === 0) {
      advance(core, outcome);
      words[LAYOUT.PSW] &= ~PSW.X;
    }
    if (!nullified) core.scratch[SCRATCH.COMPLETED] += 1;
    const trap = (outcome & RETURNED) === 0 ? transferTrap(core, psw, level, (outcome & TAKEN) !== 0) : 0;
    if (trap !== 0) {
      bringCounterUpToDate(core, psw);
      takeInterruption(core, trap);
    }
    return trap !== 0 || space !== words[LAYOUT.IASQ_FRONT] ? outcome | RECONSIDER : outcome;
  }

  function fetchAndExecute(): number {
    const front = words[LAYOUT.IAOQ_FRONT];
    if ((front & PAGE_AND_LEVEL) !== core.scratch[SCRATCH.CODE_KEY]) {
      const fault = enterCodePage(core);
      if (fault !== 0) return fault;
    }
    const index = core.scratch[SCRATCH.CODE_INDEX] + ((front & 0xffc) >> 2);
    core.instruction = code[index];
    if (operations[index] === 0) decodeAt(memory, index);
    return execute(core, operations[index], core.instruction, immediates[index]);
  }

  /** One that is not nullified and can be fetched; of several in a row, the first. */
  function idleHintComesFirst(): boolean {
    if (words[LAYOUT.WAKE_UP] === WAKE_UP.GIVEN || words[LAYOUT.NULLIFY] !== 0) return false;
    if (enterCodePage(core) !== 0) return false;
    return code[core.scratch[SCRATCH.CODE_INDEX] + ((words[LAYOUT.IAOQ_FRONT] & 0xffc) >> 2)] === IDLE_HINT;
  }

  return { step, burst: createBurst(core), idleHintComesFirst };
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
  if ((psw & PSW.R) !== 0) core.words[LAYOUT.CR] -= core.scratch[SCRATCH.COMPLETED] - core.counted;
  core.counted = core.scratch[SCRATCH.COMPLETED];
}
