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
import type { DataAccess } from '../data-access.ts';
import { field27, field6, modifies, spaceField } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { interrupted, NEXT } from '../outcome.ts';
import { accessOffset, addend, emulateAccess, floatingPointIsOn } from './assist.ts';
import type { Families } from './semantics.ts';

/** The families of this file, for one processor. */
export function floatingPointMemory(
  core: Core,
  data: DataAccess,
): Families<'float-load' | 'float-store' | 'coprocessor-access'> {
  const { words, scratch } = core;

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

  const load: Families['float-load'] = (does) => (word) => {
    if (!floatingPointIsOn(core)) return emulateAccess(core, data, word, does);
    if (trapIsArmed()) return armedTrap;
    return does.bytes === 4 ? loadWord(word, does) : loadDoubleword(word, does);
  };

  function loadWord(word: number, does: FloatLoad): number {
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, does)) | 0;
    const value = data.loadWord(spaceField(word), base, accessOffset(word, base, sum, does));
    if (scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
    const half = halfOf(word);
    words[LAYOUT.FR + half] = half === 0 ? implemented(value) : value;
    return finish(word, sum);
  }

  function loadDoubleword(word: number, does: FloatLoad): number {
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, does)) | 0;
    const address = data.doubleword(spaceField(word), base, accessOffset(word, base, sum, does), false);
    if (scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
    const left = address < 0 ? 0 : core.memory.words[address >> 2];
    const right = address < 0 ? 0 : core.memory.words[(address >> 2) + 1];
    const register = field27(word);
    const index = LAYOUT.FR + 2 * register;
    words[index] = register === 0 ? implemented(left) : left;
    words[index + 1] = right;
    return finish(word, sum);
  }

  /** A doubleword store of register 0 takes no delayed trap: it cancels it. The stored T-bit tells that there was one. */
  const store: Families['float-store'] = (does) => (word) => {
    if (!floatingPointIsOn(core)) return emulateAccess(core, data, word, does);
    const cancels = does.bytes === 8 && field27(word) === 0;
    if (!cancels && trapIsArmed()) return armedTrap;
    return does.bytes === 4 ? storeWord(word, does) : storeDoubleword(word, does);
  };

  function storeWord(word: number, does: FloatStore): number {
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, does)) | 0;
    data.storeWord(spaceField(word), base, accessOffset(word, base, sum, does), words[LAYOUT.FR + halfOf(word)]);
    return scratch[SCRATCH.FAULT] === 0 ? finish(word, sum) : core.takeFault();
  }

  function storeDoubleword(word: number, does: FloatStore): number {
    const register = field27(word);
    const index = LAYOUT.FR + 2 * register;
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + addend(core, word, does)) | 0;
    const address = data.doubleword(spaceField(word), base, accessOffset(word, base, sum, does), true);
    if (scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
    if (address >= 0) {
      core.memory.storeWord(address, words[index]);
      core.memory.storeWord(address + 4, words[index + 1]);
    }
    if (register === 0) words[LAYOUT.FR] &= ~FPSR.T;
    return finish(word, sum);
  }

  /** Loads and stores of units 1 to 7: with floating point on, unit 1 is an operation that it doesn't know. */
  const otherUnit: Families['coprocessor-access'] = (does) => (word) =>
    ((word >>> 6) & 7) === 1 && floatingPointIsOn(core) ? armedTrap : emulateAccess(core, data, word, does);

  return { 'float-load': load, 'float-store': store, 'coprocessor-access': otherUnit };
}
