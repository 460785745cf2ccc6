/**
 * Floating-point loads and stores, and those of coprocessors that are not there. Manual: chapter 6, "Load and Store
 * Instructions" and "Saving and Restoring State".
 *
 * One result for what the manual leaves open: single-word accesses reach every half of registers 0 to 3 as they are; a
 * word load of the Status Register may set its T-bit as a doubleword load may. In I/O space words are as any other word,
 * a doubleword is a high-priority machine check.
 */
import { FPSR, implemented } from '../../fpu/status-register.ts';
import type { Mnemonic } from '../../isa/instructions.ts';
import { LAYOUT } from '../../layout.ts';
import type { Core } from '../core.ts';
import { field27, field6, modifies, spaceField } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { interrupted, NEXT } from '../outcome.ts';
import { accessOffset, addend, emulateAccess, floatingPointIsOn } from './assist.ts';
import type { Semantics } from './semantics.ts';

/** The rows of this file, for one processor. */
export function floatingPointMemory(core: Core) {
  const { words } = core;

  const emulateWord = emulateAccess(core, 3);
  const emulateDoubleword = emulateAccess(core, 7);

  /** True if a delayed trap waits for the next floating-point instruction. */
  function trapIsArmed(): boolean {
    return (words[LAYOUT.FR] & FPSR.T) !== 0;
  }

  const armedTrap = interrupted(INTERRUPTION.ASSIST_EXCEPTION);

  /** The half of a register that a single-word access names, counted from register 0's left one: bit 25 chooses. */
  function halfOf(word: number): number {
    return 2 * field27(word) + ((word >>> 6) & 1);
  }

  /** Modifies the base register if the instruction says so. */
  function finish(word: number, sum: number): number {
    if (modifies(word)) {
      words[LAYOUT.GR + field6(word)] = sum;
      words[LAYOUT.GR] = 0;
    }
    return NEXT;
  }

  const loadWord: Semantics = (word, immediate) => {
    if (!floatingPointIsOn(core)) return emulateWord(word, immediate);
    if (trapIsArmed()) return armedTrap;
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, 3)) | 0;
    const value = core.data.loadWord(spaceField(word), base, accessOffset(word, base, sum));
    if (core.fault !== 0) return core.takeFault();
    const half = halfOf(word);
    words[LAYOUT.FR + half] = half === 0 ? implemented(value) : value;
    return finish(word, sum);
  };

  const storeWord: Semantics = (word, immediate) => {
    if (!floatingPointIsOn(core)) return emulateWord(word, immediate);
    if (trapIsArmed()) return armedTrap;
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, 3)) | 0;
    core.data.storeWord(spaceField(word), base, accessOffset(word, base, sum), words[LAYOUT.FR + halfOf(word)]);
    return core.fault === 0 ? finish(word, sum) : core.takeFault();
  };

  const loadDoubleword: Semantics = (word, immediate) => {
    if (!floatingPointIsOn(core)) return emulateDoubleword(word, immediate);
    if (trapIsArmed()) return armedTrap;
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, 7)) | 0;
    const address = core.data.doubleword(spaceField(word), base, accessOffset(word, base, sum), false);
    if (core.fault !== 0) return core.takeFault();
    const left = address < 0 ? 0 : core.memory.words[address >> 2];
    const right = address < 0 ? 0 : core.memory.words[(address >> 2) + 1];
    const register = field27(word);
    const index = LAYOUT.FR + 2 * register;
    words[index] = register === 0 ? implemented(left) : left;
    words[index + 1] = right;
    return finish(word, sum);
  };

  /** A store of register 0 takes no delayed trap: it cancels it. The stored T-bit tells that there was one. */
  const storeDoubleword: Semantics = (word, immediate) => {
    if (!floatingPointIsOn(core)) return emulateDoubleword(word, immediate);
    const register = field27(word);
    const index = LAYOUT.FR + 2 * register;
    if (register !== 0 && trapIsArmed()) return armedTrap;
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, 7)) | 0;
    const address = core.data.doubleword(spaceField(word), base, accessOffset(word, base, sum), true);
    if (core.fault !== 0) return core.takeFault();
    if (address >= 0) {
      core.memory.storeWord(address, words[index]);
      core.memory.storeWord(address + 4, words[index + 1]);
    }
    if (register === 0) words[LAYOUT.FR] &= ~FPSR.T;
    return finish(word, sum);
  };

  /** Loads and stores of units 1 to 7: with floating point on, unit 1 is an operation that it doesn't know. */
  function otherUnit(emulate: Semantics): Semantics {
    return (word, immediate) =>
      ((word >>> 6) & 7) === 1 && floatingPointIsOn(core) ? armedTrap : emulate(word, immediate);
  }

  return {
    fldwx: loadWord,
    fldws: loadWord,
    flddx: loadDoubleword,
    fldds: loadDoubleword,
    fstwx: storeWord,
    fstws: storeWord,
    fstdx: storeDoubleword,
    fstds: storeDoubleword,
    cldwx: otherUnit(emulateWord),
    cldws: otherUnit(emulateWord),
    clddx: otherUnit(emulateDoubleword),
    cldds: otherUnit(emulateDoubleword),
    cstwx: otherUnit(emulateWord),
    cstws: otherUnit(emulateWord),
    cstdx: otherUnit(emulateDoubleword),
    cstds: otherUnit(emulateDoubleword),
  } as const satisfies Partial<Record<Mnemonic, Semantics>>;
}
