/**
 * The flow of instructions: fetching, the queues, delay slots, nullification, counting. Manual: chapter 4, "Instruction
 * Execution" and "Branching and Address Queues".
 *
 * `burst` does it fast as long as nothing special is on: the two elements of IASQ are equal, and of PSW T, H, L and X none
 * is 1. `step` executes one instruction whatever is on; it is the one to read first.
 */
import { LAYOUT } from '../layout.ts';
import type { Core } from './core.ts';
import { operationOf, SEMANTICS } from './decoder.ts';
import { INTERRUPTION, takeInterruption } from './interruptions.ts';
import { EXTERNAL, NEXT, NULLIFY, RECONSIDER, RETURNED, TAKEN } from './outcome.ts';
import { PSW } from './psw.ts';
import { enterCodePage, PAGE_AND_LEVEL } from './translation.ts';

const SPECIAL = PSW.T | PSW.H | PSW.L | PSW.X;

/** Must the next instruction be executed by {@link step}? */
export function isSpecial({ words }: Core): boolean {
  return (words[LAYOUT.PSW] & SPECIAL) !== 0 || words[LAYOUT.IASQ_FRONT] !== words[LAYOUT.IASQ_BACK];
}

/**
 * Executes the current instruction, or passes over it if it is nullified, and takes the group 4 trap that may follow.
 * Returns its outcome.
 */
export function step(core: Core): number {
  const { words } = core;
  const psw = words[LAYOUT.PSW];
  const level = core.effectiveLevel(words[LAYOUT.IAOQ_FRONT] & 3);
  const nullified = words[LAYOUT.NULLIFY] !== 0;
  const outcome = nullified ? NEXT : fetchAndExecute(core);
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

function fetchAndExecute(core: Core): number {
  const front = core.words[LAYOUT.IAOQ_FRONT];
  const fault = enterCodePage(core);
  if (fault !== 0) return fault;
  const index = core.codeIndex + ((front & 0xffc) >> 2);
  core.instruction = core.memory.words[index];
  return SEMANTICS[operationAt(core, index)](core, core.instruction);
}

/** Number of the function for the word at `index` of memory. */
function operationAt({ memory }: Core, index: number): number {
  if (memory.decoded[index] === 0) memory.decoded[index] = operationOf(memory.words[index] >>> 0);
  return memory.decoded[index];
}

/** Advances the queues past an instruction with this outcome, and sets PSW N and B. */
function advance(core: Core, outcome: number): void {
  const { words } = core;
  const taken = (outcome & TAKEN) !== 0;
  const next = taken ? core.target : words[LAYOUT.IAOQ_BACK] + 4;
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

/**
 * Executes instructions until core.completed reaches core.budget, or an outcome calls for attention; returns the last
 * outcome. The instruction that ended it, if not completed, is in core.instruction.
 *
 * The queues are kept in variables; before each instruction they are stored, since branches and interruptions read them.
 */
export function burst(core: Core): number {
  const { words, memory } = core;
  const code = memory.words;
  const { decoded } = memory;
  let completed = core.completed;
  if (words[LAYOUT.NULLIFY] !== 0) advance(core, NEXT);
  let front = words[LAYOUT.IAOQ_FRONT];
  let back = words[LAYOUT.IAOQ_BACK];
  let taken = words[LAYOUT.TAKEN_BRANCH];
  for (;;) {
    if ((front & PAGE_AND_LEVEL) !== core.codeKey) {
      const fault = enterCodePage(core);
      if (fault !== 0) return fault;
    }
    const index = core.codeIndex + ((front & 0xffc) >> 2);
    const word = code[index];
    const operation = decoded[index];
    const outcome = SEMANTICS[operation !== 0 ? operation : operationAt(core, index)](core, word);
    if (outcome === NEXT) {
      front = back;
      back = (back + 4) | 0;
      if (taken !== 0) words[LAYOUT.TAKEN_BRANCH] = taken = 0;
    } else if (outcome === TAKEN) {
      front = back;
      back = core.target;
      words[LAYOUT.TAKEN_BRANCH] = taken = 1;
    } else {
      if (outcome < 0) {
        core.instruction = word;
        return outcome;
      }
      core.completed = completed + 1;
      if ((outcome & RETURNED) !== 0) return outcome;
      advance(core, outcome);
      if ((outcome & RECONSIDER) !== 0 || words[LAYOUT.IASQ_FRONT] !== words[LAYOUT.IASQ_BACK]) return outcome;
      if ((outcome & NULLIFY) !== 0 && completed + 1 < core.budget) advance(core, NEXT);
      front = words[LAYOUT.IAOQ_FRONT];
      back = words[LAYOUT.IAOQ_BACK];
      taken = words[LAYOUT.TAKEN_BRANCH];
    }
    completed += 1;
    core.completed = completed;
    words[LAYOUT.IAOQ_FRONT] = front;
    words[LAYOUT.IAOQ_BACK] = back;
    if (completed >= core.budget) return NEXT;
  }
}

/** Lets CR 0 count what has completed under `psw` since it was last brought up to date. */
export function bringCounterUpToDate(core: Core, psw: number): void {
  if ((psw & PSW.R) !== 0) core.words[LAYOUT.CR] -= core.completed - core.counted;
  core.counted = core.completed;
}
