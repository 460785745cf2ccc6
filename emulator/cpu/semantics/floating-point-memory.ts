/**
 * Floating-point loads and stores, and those of coprocessors that are not there. Manual: chapter 6, "Load and Store
 * Instructions" and "Saving and Restoring State".
 *
 * One result for what the manual leaves open: single-word accesses reach every half of registers 0 to 3 as they are; a
 * word load of the Status Register may set its T-bit as a doubleword load may. In I/O space words are as any other word,
 * a doubleword is a high-priority machine check.
 */
import { FPSR, implemented } from '../../fpu/status-register.ts';
import type { FloatLoad, FloatStore } from '../../isa/does.ts';
import { LAYOUT, SCRATCH } from '../../layout.ts';
import type { Core } from '../core.ts';
import { doubleword, loadWord, storeWord } from '../data-access.ts';
import { field27, field6, modifies, spaceField } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { interrupted, NEXT } from '../outcome.ts';
import { accessOffset, addend, emulateAccess, floatingPointIsOn } from './assist.ts';
import type { Families } from './semantics.ts';

/** The families of this file. Called once: see ./semantics.ts. */
export function floatingPointMemory(): Families<'float-load' | 'float-store' | 'coprocessor-access'> {
  /** True if a delayed trap waits for the next floating-point instruction. */
  function trapIsArmed(core: Core): boolean {
    return (core.words[LAYOUT.FR] & FPSR.T) !== 0;
  }

  const armedTrap = interrupted(INTERRUPTION.ASSIST_EXCEPTION);

  /** The half of a register that a single-word access names, counted from register 0's left one: bit 25 chooses. */
  function halfOf(word: number): number {
    return 2 * field27(word) + ((word >>> 6) & 1);
  }

  /** Modifies the base register if the instruction says so. */
  function finish(core: Core, word: number, sum: number): number {
    if (modifies(word)) {
      core.words[LAYOUT.GR + field6(word)] = sum;
      core.words[LAYOUT.GR] = 0;
    }
    return NEXT;
  }

  const load: Families['float-load'] = (does) => (core, word) => {
    if (!floatingPointIsOn(core)) return emulateAccess(core, word, does);
    if (trapIsArmed(core)) return armedTrap;
    return does.bytes === 4 ? loadSingle(core, word, does) : loadDouble(core, word, does);
  };

  function loadSingle(core: Core, word: number, does: FloatLoad): number {
    const base = core.words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, does)) | 0;
    const value = loadWord(core, spaceField(word), base, accessOffset(word, base, sum, does));
    if (core.scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
    const half = halfOf(word);
    core.words[LAYOUT.FR + half] = half === 0 ? implemented(value) : value;
    return finish(core, word, sum);
  }

  function loadDouble(core: Core, word: number, does: FloatLoad): number {
    const base = core.words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, does)) | 0;
    const address = doubleword(core, spaceField(word), base, accessOffset(word, base, sum, does), false);
    if (core.scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
    const left = address < 0 ? 0 : core.memory.words[address >> 2];
    const right = address < 0 ? 0 : core.memory.words[(address >> 2) + 1];
    const register = field27(word);
    const index = LAYOUT.FR + 2 * register;
    core.words[index] = register === 0 ? implemented(left) : left;
    core.words[index + 1] = right;
    return finish(core, word, sum);
  }

  /** A doubleword store of register 0 takes no delayed trap: it cancels it. The stored T-bit tells that there was one. */
  const store: Families['float-store'] = (does) => (core, word) => {
    if (!floatingPointIsOn(core)) return emulateAccess(core, word, does);
    const cancels = does.bytes === 8 && field27(word) === 0;
    if (!cancels && trapIsArmed(core)) return armedTrap;
    return does.bytes === 4 ? storeSingle(core, word, does) : storeDouble(core, word, does);
  };

  function storeSingle(core: Core, word: number, does: FloatStore): number {
    const base = core.words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, does)) | 0;
    storeWord(core, spaceField(word), base, accessOffset(word, base, sum, does), core.words[LAYOUT.FR + halfOf(word)]);
    return core.scratch[SCRATCH.FAULT] === 0 ? finish(core, word, sum) : core.takeFault();
  }

  function storeDouble(core: Core, word: number, does: FloatStore): number {
    const register = field27(word);
    const index = LAYOUT.FR + 2 * register;
    const base = core.words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, does)) | 0;
    const address = doubleword(core, spaceField(word), base, accessOffset(word, base, sum, does), true);
    if (core.scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
    if (address >= 0) {
      core.memory.storeWord(address, core.words[index]);
      core.memory.storeWord(address + 4, core.words[index + 1]);
    }
    if (register === 0) core.words[LAYOUT.FR] &= ~FPSR.T;
    return finish(core, word, sum);
  }

  /** Loads and stores of units 1 to 7: with floating point on, unit 1 is an operation that it doesn't know. */
  const otherUnit: Families['coprocessor-access'] = (does) => (core, word) =>
    ((word >>> 6) & 7) === 1 && floatingPointIsOn(core) ? armedTrap : emulateAccess(core, word, does);

  return {
    'float-load': load,
    'float-store': store,
    'coprocessor-access': otherUnit,
  };
}
