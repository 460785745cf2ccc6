/**
 * Loads, stores and semaphores. Manual: chapter 5, "Memory Reference Instructions". The base register is modified only
 * after the access has succeeded, and a loaded value wins over a modified base in the same register.
 */
import type { Load, Store } from '../../isa/does.ts';
import { LAYOUT, SCRATCH } from '../../layout.ts';
import type { Core } from '../core.ts';
import {
  loadAbsolute,
  loadAndClear,
  loadByte,
  loadHalfword,
  loadWord,
  storeAbsolute,
  storeByte,
  storeHalfword,
  storeMasked,
  storeWord,
} from '../data-access.ts';
import * as fields from '../fields.ts';
import { NEXT } from '../outcome.ts';
import type { Families } from './semantics.ts';

/** What a load does once its address is known; may set SCRATCH.FAULT. */
type LoadAccess = (core: Core, s: number, base: number, offset: number) => number;
type StoreAccess = (core: Core, s: number, base: number, offset: number, value: number) => void;

/** The families of this file. Called once: see ./semantics.ts. */
export function memoryReference(): Families<'load' | 'store' | 'store-bytes'> {
  const { bit18, field11, field27, field6, modifies, spaceField } = fields;

  const load: Families['load'] = (does) => {
    const { address, scale } = does;
    const access = loadOf(does);

    switch (address) {
      case 'long':
        return (core, word, displacement) => {
          const base = core.words[LAYOUT.GR + field6(word)];
          const value = access(core, spaceField(word), base, (base + displacement) | 0);
          if (core.scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
          core.words[LAYOUT.GR + field11(word)] = value;
          core.words[LAYOUT.GR] = 0;
          return NEXT;
        };
      case 'modify':
        return (core, word, displacement) => {
          const base = core.words[LAYOUT.GR + field6(word)];
          const value = access(core, spaceField(word), base, displacement < 0 ? (base + displacement) | 0 : base);
          if (core.scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
          core.words[LAYOUT.GR + field6(word)] = base + displacement;
          core.words[LAYOUT.GR + field11(word)] = value;
          core.words[LAYOUT.GR] = 0;
          return NEXT;
        };
      case 'index':
        return (core, word) => {
          const base = core.words[LAYOUT.GR + field6(word)];
          const sum = (base + (core.words[LAYOUT.GR + field11(word)] << (bit18(word) ? scale : 0))) | 0;
          return finishLoad(core, word, access(core, spaceField(word), base, modifies(word) ? base : sum), sum);
        };
      case 'short':
        return (core, word, displacement) => {
          const base = core.words[LAYOUT.GR + field6(word)];
          const sum = (base + displacement) | 0;
          const offset = modifies(word) && !bit18(word) ? base : sum;
          return finishLoad(core, word, access(core, spaceField(word), base, offset), sum);
        };
    }
  };

  function finishLoad(core: Core, word: number, value: number, sum: number): number {
    if (core.scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
    if (modifies(word)) core.words[LAYOUT.GR + field6(word)] = sum;
    core.words[LAYOUT.GR + field27(word)] = value;
    core.words[LAYOUT.GR] = 0;
    return NEXT;
  }

  function loadOf({ bytes, absolute, clears }: Load): LoadAccess {
    if (absolute) return (core, _s, _base, offset) => loadAbsolute(core, offset);
    if (clears) return loadAndClear;
    return { 1: loadByte, 2: loadHalfword, 4: loadWord }[bytes];
  }

  const store: Families['store'] = (does) => {
    const access = storeOf(does);

    switch (does.address) {
      case 'long':
        return (core, word, displacement) => {
          const base = core.words[LAYOUT.GR + field6(word)];
          const value = core.words[LAYOUT.GR + field11(word)];
          access(core, spaceField(word), base, (base + displacement) | 0, value);
          return core.scratch[SCRATCH.FAULT] === 0 ? NEXT : core.takeFault();
        };
      case 'modify':
        return (core, word, displacement) => {
          const base = core.words[LAYOUT.GR + field6(word)];
          const offset = displacement < 0 ? (base + displacement) | 0 : base;
          access(core, spaceField(word), base, offset, core.words[LAYOUT.GR + field11(word)]);
          if (core.scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
          core.words[LAYOUT.GR + field6(word)] = base + displacement;
          core.words[LAYOUT.GR] = 0;
          return NEXT;
        };
      case 'short':
        return (core, word, displacement) => {
          const base = core.words[LAYOUT.GR + field6(word)];
          const sum = (base + displacement) | 0;
          const offset = modifies(word) && !bit18(word) ? base : sum;
          access(core, spaceField(word), base, offset, core.words[LAYOUT.GR + field11(word)]);
          if (core.scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
          if (modifies(word)) core.words[LAYOUT.GR + field6(word)] = sum;
          core.words[LAYOUT.GR] = 0;
          return NEXT;
        };
    }
  };

  function storeOf({ bytes, absolute }: Store): StoreAccess {
    if (absolute) return (core, _s, _base, offset, value) => storeAbsolute(core, offset, value);
    return { 1: storeByte, 2: storeHalfword, 4: storeWord }[bytes];
  }

  /**
   * STBYS: in the beginning case stores the right part of GR r from the addressed byte to the end of its word, in the
   * ending case the left part of GR r up to, but not including, the addressed byte.
   */
  const storeBytes: Families['store-bytes'] = () => (core, word, displacement) => {
    const base = core.words[LAYOUT.GR + field6(word)];
    const sum = (base + displacement) | 0;
    const ending = bit18(word);
    const offset = modifies(word) && !ending ? base : sum;
    const fromByte = -1 >>> ((offset & 3) * 8);
    storeMasked(
      core,
      spaceField(word),
      base,
      offset,
      core.words[LAYOUT.GR + field11(word)],
      ending ? ~fromByte : fromByte,
    );
    if (core.scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
    if (modifies(word)) core.words[LAYOUT.GR + field6(word)] = sum & ~3;
    core.words[LAYOUT.GR] = 0;
    return NEXT;
  };

  return { load, store, 'store-bytes': storeBytes };
}
