/**
 * Loads, stores and semaphores. Manual: chapter 5, "Memory Reference Instructions". The base register is modified only
 * after the access has succeeded, and a loaded value wins over a modified base in the same register.
 */
import type { Mnemonic } from '../../isa/instructions.ts';
import { LAYOUT } from '../../layout.ts';
import type { Core } from '../core.ts';
import { bit18, field11, field27, field6, modifies, spaceField } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { interrupted, NEXT } from '../outcome.ts';
import type { Semantics } from './semantics.ts';

/** What a load does once its address is known; may set core.fault. */
type Load = (s: number, base: number, offset: number) => number;
type Store = (s: number, base: number, offset: number, value: number) => void;

/** The rows of this file, for one processor. */
export function memoryReference(core: Core) {
  const { words } = core;
  const { loadWord, loadHalfword, loadByte, loadAndClear } = core.data;
  const { storeWord, storeHalfword, storeByte, storeMasked } = core.data;
  const loadAbsolute: Load = (_s, _base, offset) => core.data.loadAbsolute(offset);
  const storeAbsolute: Store = (_s, _base, offset, value) => core.data.storeAbsolute(offset, value);

  const ldw: Semantics = (word, displacement) => {
    const base = words[LAYOUT.GR + field6(word)];
    const value = loadWord(spaceField(word), base, (base + displacement) | 0);
    if (core.fault !== 0) return core.takeFault();
    words[LAYOUT.GR + field11(word)] = value;
    words[LAYOUT.GR] = 0;
    return NEXT;
  };

  const ldh: Semantics = (word, displacement) => {
    const base = words[LAYOUT.GR + field6(word)];
    const value = loadHalfword(spaceField(word), base, (base + displacement) | 0);
    if (core.fault !== 0) return core.takeFault();
    words[LAYOUT.GR + field11(word)] = value;
    words[LAYOUT.GR] = 0;
    return NEXT;
  };

  const ldb: Semantics = (word, displacement) => {
    const base = words[LAYOUT.GR + field6(word)];
    const value = loadByte(spaceField(word), base, (base + displacement) | 0);
    if (core.fault !== 0) return core.takeFault();
    words[LAYOUT.GR + field11(word)] = value;
    words[LAYOUT.GR] = 0;
    return NEXT;
  };

  const stw: Semantics = (word, displacement) => {
    const base = words[LAYOUT.GR + field6(word)];
    const value = words[LAYOUT.GR + field11(word)];
    storeWord(spaceField(word), base, (base + displacement) | 0, value);
    return core.fault === 0 ? NEXT : core.takeFault();
  };

  const sth: Semantics = (word, displacement) => {
    const base = words[LAYOUT.GR + field6(word)];
    const value = words[LAYOUT.GR + field11(word)];
    storeHalfword(spaceField(word), base, (base + displacement) | 0, value);
    return core.fault === 0 ? NEXT : core.takeFault();
  };

  const stb: Semantics = (word, displacement) => {
    const base = words[LAYOUT.GR + field6(word)];
    const value = words[LAYOUT.GR + field11(word)];
    storeByte(spaceField(word), base, (base + displacement) | 0, value);
    return core.fault === 0 ? NEXT : core.takeFault();
  };

  /** LDWM and STWM: a negative displacement is added before the access, another one after it. */
  const ldwm: Semantics = (word, displacement) => {
    const base = words[LAYOUT.GR + field6(word)];
    const value = loadWord(spaceField(word), base, displacement < 0 ? (base + displacement) | 0 : base);
    if (core.fault !== 0) return core.takeFault();
    words[LAYOUT.GR + field6(word)] = base + displacement;
    words[LAYOUT.GR + field11(word)] = value;
    words[LAYOUT.GR] = 0;
    return NEXT;
  };

  const stwm: Semantics = (word, displacement) => {
    const base = words[LAYOUT.GR + field6(word)];
    const offset = displacement < 0 ? (base + displacement) | 0 : base;
    storeWord(spaceField(word), base, offset, words[LAYOUT.GR + field11(word)]);
    if (core.fault !== 0) return core.takeFault();
    words[LAYOUT.GR + field6(word)] = base + displacement;
    words[LAYOUT.GR] = 0;
    return NEXT;
  };

  /** An indexed load; ,s shifts the index left by `shift`, ,m adds it to the base after the access. */
  function indexed(word: number, load: Load, shift: number): number {
    const base = words[LAYOUT.GR + field6(word)];
    const index = words[LAYOUT.GR + field11(word)] << (bit18(word) ? shift : 0);
    const sum = (base + index) | 0;
    return finishLoad(word, load(spaceField(word), base, modifies(word) ? base : sum), sum);
  }

  /** A load with a short displacement; ,ma adds it to the base after the access, ,mb before it. */
  function short(word: number, displacement: number, load: Load): number {
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + displacement) | 0;
    const offset = modifies(word) && !bit18(word) ? base : sum;
    return finishLoad(word, load(spaceField(word), base, offset), sum);
  }

  function finishLoad(word: number, value: number, sum: number): number {
    if (core.fault !== 0) return core.takeFault();
    if (modifies(word)) words[LAYOUT.GR + field6(word)] = sum;
    words[LAYOUT.GR + field27(word)] = value;
    words[LAYOUT.GR] = 0;
    return NEXT;
  }

  function shortStore(word: number, displacement: number, store: Store): number {
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + displacement) | 0;
    const offset = modifies(word) && !bit18(word) ? base : sum;
    store(spaceField(word), base, offset, words[LAYOUT.GR + field11(word)]);
    if (core.fault !== 0) return core.takeFault();
    if (modifies(word)) words[LAYOUT.GR + field6(word)] = sum;
    words[LAYOUT.GR] = 0;
    return NEXT;
  }

  /**
   * STBYS: in the beginning case stores the right part of GR r from the addressed byte to the end of its word, in the
   * ending case the left part of GR r up to, but not including, the addressed byte.
   */
  const stbys: Semantics = (word, displacement) => {
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + displacement) | 0;
    const ending = bit18(word);
    const offset = modifies(word) && !ending ? base : sum;
    const fromByte = -1 >>> ((offset & 3) * 8);
    storeMasked(spaceField(word), base, offset, words[LAYOUT.GR + field11(word)], ending ? ~fromByte : fromByte);
    if (core.fault !== 0) return core.takeFault();
    if (modifies(word)) words[LAYOUT.GR + field6(word)] = sum & ~3;
    words[LAYOUT.GR] = 0;
    return NEXT;
  };

  /**
   * Only at level 0. A deprivileged guest needs no monitor for it: RAM is its own, and I/O space leaves by itself.
   */
  function privileged(semantics: Semantics): Semantics {
    return (word, displacement) =>
      core.level === 0 ? semantics(word, displacement) : interrupted(INTERRUPTION.PRIVILEGED_OPERATION);
  }

  return {
    ldw,
    ldh,
    ldb,
    stw,
    sth,
    stb,
    ldwm,
    stwm,
    ldwx: (word) => indexed(word, loadWord, 2),
    ldhx: (word) => indexed(word, loadHalfword, 1),
    ldbx: (word) => indexed(word, loadByte, 0),
    ldwax: privileged((word) => indexed(word, loadAbsolute, 2)),
    // The manual shifts by three here, not two.
    ldcwx: (word) => indexed(word, loadAndClear, 3),
    ldws: (word, displacement) => short(word, displacement, loadWord),
    ldhs: (word, displacement) => short(word, displacement, loadHalfword),
    ldbs: (word, displacement) => short(word, displacement, loadByte),
    ldwas: privileged((word, displacement) => short(word, displacement, loadAbsolute)),
    ldcws: (word, displacement) => short(word, displacement, loadAndClear),
    stws: (word, displacement) => shortStore(word, displacement, storeWord),
    sths: (word, displacement) => shortStore(word, displacement, storeHalfword),
    stbs: (word, displacement) => shortStore(word, displacement, storeByte),
    stwas: privileged((word, displacement) => shortStore(word, displacement, storeAbsolute)),
    stbys,
  } as const satisfies Partial<Record<Mnemonic, Semantics>>;
}
