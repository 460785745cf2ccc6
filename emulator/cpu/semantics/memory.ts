/**
 * Loads, stores and semaphores. Manual: chapter 5, "Memory Reference Instructions". The base register is modified only
 * after the access has succeeded, and a loaded value wins over a modified base in the same register.
 */
import type { Mnemonic } from '../../isa/instructions.ts';
import { LAYOUT } from '../../layout.ts';
import type { Core } from '../core.ts';
import {
  bit18,
  field11,
  field27,
  field6,
  immediate14,
  immediate5,
  immediate5Right,
  modifies,
  spaceField,
} from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { interrupted, NEXT } from '../outcome.ts';
import type { Semantics } from './semantics.ts';

/** What a load does once its address is known; may set core.fault. */
type Load = (core: Core, s: number, base: number, offset: number) => number;
type Store = (core: Core, s: number, base: number, offset: number, value: number) => void;

const ldw: Semantics = (core, word) => {
  const base = core.words[LAYOUT.GR + field6(word)];
  const value = core.loadWord(spaceField(word), base, (base + immediate14(word)) | 0);
  if (core.fault !== 0) return core.takeFault();
  core.words[LAYOUT.GR + field11(word)] = value;
  core.words[LAYOUT.GR] = 0;
  return NEXT;
};

const ldh: Semantics = (core, word) => {
  const base = core.words[LAYOUT.GR + field6(word)];
  const value = core.loadHalfword(spaceField(word), base, (base + immediate14(word)) | 0);
  if (core.fault !== 0) return core.takeFault();
  core.words[LAYOUT.GR + field11(word)] = value;
  core.words[LAYOUT.GR] = 0;
  return NEXT;
};

const ldb: Semantics = (core, word) => {
  const base = core.words[LAYOUT.GR + field6(word)];
  const value = core.loadByte(spaceField(word), base, (base + immediate14(word)) | 0);
  if (core.fault !== 0) return core.takeFault();
  core.words[LAYOUT.GR + field11(word)] = value;
  core.words[LAYOUT.GR] = 0;
  return NEXT;
};

const stw: Semantics = (core, word) => {
  const base = core.words[LAYOUT.GR + field6(word)];
  const value = core.words[LAYOUT.GR + field11(word)];
  core.storeWord(spaceField(word), base, (base + immediate14(word)) | 0, value);
  return core.fault === 0 ? NEXT : core.takeFault();
};

const sth: Semantics = (core, word) => {
  const base = core.words[LAYOUT.GR + field6(word)];
  const value = core.words[LAYOUT.GR + field11(word)];
  core.storeHalfword(spaceField(word), base, (base + immediate14(word)) | 0, value);
  return core.fault === 0 ? NEXT : core.takeFault();
};

const stb: Semantics = (core, word) => {
  const base = core.words[LAYOUT.GR + field6(word)];
  const value = core.words[LAYOUT.GR + field11(word)];
  core.storeByte(spaceField(word), base, (base + immediate14(word)) | 0, value);
  return core.fault === 0 ? NEXT : core.takeFault();
};

/** LDWM and STWM: a negative displacement is added before the access, another one after it. */
const ldwm: Semantics = (core, word) => {
  const { words } = core;
  const base = words[LAYOUT.GR + field6(word)];
  const displacement = immediate14(word);
  const value = core.loadWord(spaceField(word), base, displacement < 0 ? (base + displacement) | 0 : base);
  if (core.fault !== 0) return core.takeFault();
  words[LAYOUT.GR + field6(word)] = base + displacement;
  words[LAYOUT.GR + field11(word)] = value;
  words[LAYOUT.GR] = 0;
  return NEXT;
};

const stwm: Semantics = (core, word) => {
  const { words } = core;
  const base = words[LAYOUT.GR + field6(word)];
  const displacement = immediate14(word);
  const offset = displacement < 0 ? (base + displacement) | 0 : base;
  core.storeWord(spaceField(word), base, offset, words[LAYOUT.GR + field11(word)]);
  if (core.fault !== 0) return core.takeFault();
  words[LAYOUT.GR + field6(word)] = base + displacement;
  words[LAYOUT.GR] = 0;
  return NEXT;
};

/** An indexed load; ,s shifts the index left by `shift`, ,m adds it to the base after the access. */
function indexed(load: Load, shift: number): Semantics {
  return (core, word) => {
    const base = core.words[LAYOUT.GR + field6(word)];
    const index = core.words[LAYOUT.GR + field11(word)] << (bit18(word) ? shift : 0);
    const sum = (base + index) | 0;
    return finishLoad(core, word, load(core, spaceField(word), base, modifies(word) ? base : sum), sum);
  };
}

/** A load with a short displacement; ,ma adds it to the base after the access, ,mb before it. */
function short(load: Load): Semantics {
  return (core, word) => {
    const base = core.words[LAYOUT.GR + field6(word)];
    const sum = (base + immediate5(word)) | 0;
    const offset = modifies(word) && !bit18(word) ? base : sum;
    return finishLoad(core, word, load(core, spaceField(word), base, offset), sum);
  };
}

function finishLoad(core: Core, word: number, value: number, sum: number): number {
  if (core.fault !== 0) return core.takeFault();
  const { words } = core;
  if (modifies(word)) words[LAYOUT.GR + field6(word)] = sum;
  words[LAYOUT.GR + field27(word)] = value;
  words[LAYOUT.GR] = 0;
  return NEXT;
}

function shortStore(store: Store): Semantics {
  return (core, word) => {
    const { words } = core;
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + immediate5Right(word)) | 0;
    const offset = modifies(word) && !bit18(word) ? base : sum;
    store(core, spaceField(word), base, offset, words[LAYOUT.GR + field11(word)]);
    if (core.fault !== 0) return core.takeFault();
    if (modifies(word)) words[LAYOUT.GR + field6(word)] = sum;
    words[LAYOUT.GR] = 0;
    return NEXT;
  };
}

/**
 * STBYS: in the beginning case stores the right part of GR r from the addressed byte to the end of its word, in the
 * ending case the left part of GR r up to, but not including, the addressed byte.
 */
const stbys: Semantics = (core, word) => {
  const { words } = core;
  const base = words[LAYOUT.GR + field6(word)];
  const sum = (base + immediate5Right(word)) | 0;
  const ending = bit18(word);
  const offset = modifies(word) && !ending ? base : sum;
  const fromByte = -1 >>> ((offset & 3) * 8);
  core.storeMasked(spaceField(word), base, offset, words[LAYOUT.GR + field11(word)], ending ? ~fromByte : fromByte);
  if (core.fault !== 0) return core.takeFault();
  if (modifies(word)) words[LAYOUT.GR + field6(word)] = sum & ~3;
  words[LAYOUT.GR] = 0;
  return NEXT;
};

const word: Load = (core, s, base, offset) => core.loadWord(s, base, offset);
const halfword: Load = (core, s, base, offset) => core.loadHalfword(s, base, offset);
const byte: Load = (core, s, base, offset) => core.loadByte(s, base, offset);
const semaphore: Load = (core, s, base, offset) => core.loadAndClear(s, base, offset);
const absolute: Load = (core, _s, _base, offset) => core.loadAbsolute(offset);

const storeWord: Store = (core, s, base, offset, value) => core.storeWord(s, base, offset, value);
const storeHalfword: Store = (core, s, base, offset, value) => core.storeHalfword(s, base, offset, value);
const storeByte: Store = (core, s, base, offset, value) => core.storeByte(s, base, offset, value);
const storeAbsolute: Store = (core, _s, _base, offset, value) => core.storeAbsolute(offset, value);

/**
 * Only at level 0. A deprivileged guest needs no monitor for it: RAM is its own, and I/O space leaves by itself.
 */
function privileged(semantics: Semantics): Semantics {
  return (core, instruction) =>
    core.level === 0 ? semantics(core, instruction) : interrupted(INTERRUPTION.PRIVILEGED_OPERATION);
}

export const MEMORY = {
  ldw,
  ldh,
  ldb,
  stw,
  sth,
  stb,
  ldwm,
  stwm,
  ldwx: indexed(word, 2),
  ldhx: indexed(halfword, 1),
  ldbx: indexed(byte, 0),
  ldwax: privileged(indexed(absolute, 2)),
  // The manual shifts by three here, not two.
  ldcwx: indexed(semaphore, 3),
  ldws: short(word),
  ldhs: short(halfword),
  ldbs: short(byte),
  ldwas: privileged(short(absolute)),
  ldcws: short(semaphore),
  stws: shortStore(storeWord),
  sths: shortStore(storeHalfword),
  stbs: shortStore(storeByte),
  stwas: privileged(shortStore(storeAbsolute)),
  stbys,
} as const satisfies Partial<Record<Mnemonic, Semantics>>;
