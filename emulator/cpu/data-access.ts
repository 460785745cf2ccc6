/**
 * Loads and stores, as the semantics make them. Manual: chapter 3, "Data Access"; chapter 5, "Memory Reference Instructions".
 */
import { IO_BASE } from '../board.ts';
import { LAYOUT, SCRATCH } from '../layout.ts';
import type { Core } from './core.ts';
import { INTERRUPTION } from './interruptions.ts';
import { NEEDS_IO } from './outcome.ts';
import { PSW } from './psw.ts';
import { translateData, type Access } from './translation.ts';
import { cacheIndex } from './translation-cache.ts';

const WORD: Access = { read: true, write: false, alignment: 3 };
const HALFWORD: Access = { read: true, write: false, alignment: 1 };
const BYTE: Access = { read: true, write: false, alignment: 0 };
const WORD_STORE: Access = { read: false, write: true, alignment: 3 };
const HALFWORD_STORE: Access = { read: false, write: true, alignment: 1 };
const BYTE_STORE: Access = { read: false, write: true, alignment: 0 };
const DOUBLEWORD: Access = { read: true, write: false, alignment: 7 };
const DOUBLEWORD_STORE: Access = { read: false, write: true, alignment: 7 };
/** The manual leaves a semaphore that is not at a multiple of 16 undefined; here any word may be one. */
const SEMAPHORE: Access = { read: true, write: true, alignment: 3 };

/** Called once: see semantics/semantics.ts. */
function dataAccess() {
  /** The space register that a data reference selects: `s`, or one of 4 to 7 by the base's two leftmost bits. */
  function selectSpace(core: Core, s: number, base: number): number {
    return core.words[LAYOUT.SR + (s === 0 ? 4 + (base >>> 30) : s)];
  }

  /** Is a read like this, at a multiple of alignment + 1, known to be allowed? */
  function readable(core: Core, i: number, s: number, base: number, offset: number, alignment: number): boolean {
    return (
      core.reads.tags[i] === ((offset & (~0xfff | alignment)) | core.scratch[SCRATCH.DATA_CONTEXT]) &&
      core.reads.spaces[i] === (selectSpace(core, s, base) & core.scratch[SCRATCH.SPACE_MASK])
    );
  }

  /** The same for a write. */
  function writable(core: Core, i: number, s: number, base: number, offset: number, alignment: number): boolean {
    return (
      core.writes.tags[i] === ((offset & (~0xfff | alignment)) | core.scratch[SCRATCH.DATA_CONTEXT]) &&
      core.writes.spaces[i] === (selectSpace(core, s, base) & core.scratch[SCRATCH.SPACE_MASK])
    );
  }

  /** Loads a word. */
  function loadWord(core: Core, s: number, base: number, offset: number): number {
    const i = cacheIndex(offset);
    return readable(core, i, s, base, offset, 3)
      ? core.memory.words[(offset + core.reads.distances[i]) >> 2]
      : load(core, selectSpace(core, s, base), offset, WORD);
  }

  /** Loads a halfword, zero-extended. */
  function loadHalfword(core: Core, s: number, base: number, offset: number): number {
    const i = cacheIndex(offset);
    return readable(core, i, s, base, offset, 1)
      ? core.memory.halfwords[((offset + core.reads.distances[i]) ^ 2) >> 1]
      : load(core, selectSpace(core, s, base), offset, HALFWORD);
  }

  /** Loads a byte, zero-extended. */
  function loadByte(core: Core, s: number, base: number, offset: number): number {
    const i = cacheIndex(offset);
    return readable(core, i, s, base, offset, 0)
      ? core.memory.bytes[(offset + core.reads.distances[i]) ^ 3]
      : load(core, selectSpace(core, s, base), offset, BYTE);
  }

  function storeWord(core: Core, s: number, base: number, offset: number, value: number): void {
    const i = cacheIndex(offset);
    if (writable(core, i, s, base, offset, 3)) {
      const index = (offset + core.writes.distances[i]) >> 2;
      core.memory.words[index] = value;
      if (core.memory.operations[index] !== 0) core.memory.operations[index] = 0;
    } else {
      store(core, selectSpace(core, s, base), offset, WORD_STORE, value);
    }
  }

  /** Stores the right half of `value`. */
  function storeHalfword(core: Core, s: number, base: number, offset: number, value: number): void {
    const i = cacheIndex(offset);
    if (writable(core, i, s, base, offset, 1)) {
      const address = offset + core.writes.distances[i];
      core.memory.halfwords[(address ^ 2) >> 1] = value;
      if (core.memory.operations[address >> 2] !== 0) core.memory.operations[address >> 2] = 0;
    } else {
      store(core, selectSpace(core, s, base), offset, HALFWORD_STORE, value);
    }
  }

  /** Stores the rightmost byte of `value`. */
  function storeByte(core: Core, s: number, base: number, offset: number, value: number): void {
    const i = cacheIndex(offset);
    if (writable(core, i, s, base, offset, 0)) {
      const address = offset + core.writes.distances[i];
      core.memory.bytes[address ^ 3] = value;
      if (core.memory.operations[address >> 2] !== 0) core.memory.operations[address >> 2] = 0;
    } else {
      store(core, selectSpace(core, s, base), offset, BYTE_STORE, value);
    }
  }

  /** STBYS: replaces the bits of `mask` in the word at `offset`, which may have any low bits. */
  function storeMasked(core: Core, s: number, base: number, offset: number, value: number, mask: number): void {
    const address = translateData(core, selectSpace(core, s, base), offset, BYTE_STORE) & ~3;
    if (core.scratch[SCRATCH.FAULT] !== 0) return;
    if (address >>> 0 < core.memory.size) {
      core.memory.storeWord(address, (core.memory.words[address >> 2] & ~mask) | (value & mask));
    } else if (reachesIo(core, address, true)) {
      machineCheck(core, address);
    }
  }

  /** LDCW: loads a word and leaves zero. */
  function loadAndClear(core: Core, s: number, base: number, offset: number): number {
    const address = translateData(core, selectSpace(core, s, base), offset, SEMAPHORE);
    if (core.scratch[SCRATCH.FAULT] !== 0) return 0;
    if (address >>> 0 < core.memory.size) {
      const value = core.memory.words[address >> 2];
      core.memory.storeWord(address, 0);
      return value;
    }
    if (reachesIo(core, address, true)) machineCheck(core, address);
    return 0;
  }

  /** LDWAX, LDWAS: loads a word from an absolute address. */
  function loadAbsolute(core: Core, address: number): number {
    return alignedAbsolute(core, address) ? loadPhysical(core, address, WORD) : 0;
  }

  /** STWAS. */
  function storeAbsolute(core: Core, address: number, value: number): void {
    if (alignedAbsolute(core, address)) storePhysical(core, address, WORD_STORE, value);
  }

  /**
   * The physical address of a doubleword in RAM that may be read, or written; or -1: then SCRATCH.FAULT is set, or PSW M is
   * 1 and the access comes to nothing. Outside RAM no doubleword can be accessed.
   */
  function doubleword(core: Core, s: number, base: number, offset: number, write: boolean): number {
    const i = cacheIndex(offset);
    if ((offset & 4) === 0) {
      if (write ? writable(core, i, s, base, offset, 3) : readable(core, i, s, base, offset, 3)) {
        return (offset + (write ? core.writes.distances[i] : core.reads.distances[i])) | 0;
      }
    }
    const space = selectSpace(core, s, base);
    const address = translateData(core, space, offset, write ? DOUBLEWORD_STORE : DOUBLEWORD);
    if (core.scratch[SCRATCH.FAULT] !== 0) return -1;
    if (address >>> 0 >= core.memory.size) {
      if (reachesIo(core, address, write)) machineCheck(core, address);
      return -1;
    }
    if (!write || mayRemember(core, address)) {
      (write ? core.writes : core.reads).set(
        offset,
        core.scratch[SCRATCH.DATA_CONTEXT],
        space & core.scratch[SCRATCH.SPACE_MASK],
        address,
      );
    }
    if (write) core.memory.touch(address);
    return address;
  }

  function alignedAbsolute(core: Core, address: number): boolean {
    if ((address & 3) === 0) return true;
    core.dataFault(INTERRUPTION.UNALIGNED_DATA_REFERENCE, 0, address);
    return false;
  }

  function load(core: Core, space: number, offset: number, access: Access): number {
    const address = translateData(core, space, offset, access);
    if (core.scratch[SCRATCH.FAULT] !== 0) return 0;
    if (address >>> 0 < core.memory.size) {
      core.reads.set(offset, core.scratch[SCRATCH.DATA_CONTEXT], space & core.scratch[SCRATCH.SPACE_MASK], address);
    }
    return loadPhysical(core, address, access);
  }

  function store(core: Core, space: number, offset: number, access: Access, value: number): void {
    const address = translateData(core, space, offset, access);
    if (core.scratch[SCRATCH.FAULT] !== 0) return;
    if (address >>> 0 < core.memory.size && mayRemember(core, address)) {
      core.writes.set(offset, core.scratch[SCRATCH.DATA_CONTEXT], space & core.scratch[SCRATCH.SPACE_MASK], address);
    }
    storePhysical(core, address, access, value);
  }

  /**
   * May the translation of a store in RAM be remembered? PSW X lets one store through to a page whose B-bit is 1, and who
   * watches a page is to be told of each.
   */
  function mayRemember(core: Core, address: number): boolean {
    return (core.words[LAYOUT.PSW] & PSW.X) === 0 && core.memory.watched[address >>> 12] === 0;
  }

  function loadPhysical(core: Core, address: number, { alignment }: Access): number {
    if (address >>> 0 < core.memory.size) {
      if (alignment === 3) return core.memory.words[address >> 2];
      return alignment === 1 ? core.memory.halfwords[(address ^ 2) >> 1] : core.memory.bytes[address ^ 3];
    }
    if (!reachesIo(core, address, false)) return 0;
    const value = address >>> 0 >= IO_BASE ? loadRegister(core, address >>> 0, alignment) : undefined;
    if (value === undefined) machineCheck(core, address);
    return (value ?? 0) | 0;
  }

  function loadRegister(core: Core, address: number, alignment: number): number | undefined {
    if (alignment === 3) return core.io.load(address);
    return alignment === 1 ? core.io.loadHalfword(address) : undefined;
  }

  function storePhysical(core: Core, address: number, { alignment }: Access, value: number): void {
    if (address >>> 0 < core.memory.size) {
      if (alignment === 3) core.memory.words[address >> 2] = value;
      else if (alignment === 1) core.memory.halfwords[(address ^ 2) >> 1] = value;
      else core.memory.bytes[address ^ 3] = value;
      core.memory.operations[address >> 2] = 0;
      core.memory.stored(address, alignment + 1);
    } else if (reachesIo(core, address, true)) {
      const done = alignment === 3 && address >>> 0 >= IO_BASE && core.io.store(address >>> 0, value);
      if (!done) machineCheck(core, address);
    }
  }

  /** False if the access is the monitor's business. A semaphore operation is a store. */
  function reachesIo(core: Core, address: number, store: boolean): boolean {
    if (core.scratch[SCRATCH.GUARDED] === 0 || address >>> 0 < IO_BASE) return true;
    core.scratch[SCRATCH.FAULT] = NEEDS_IO;
    core.ioAddress = address;
    core.ioStore = store;
    return false;
  }

  /** An access that no memory or device answers. With PSW M = 1, it comes to nothing. */
  function machineCheck(core: Core, address: number): void {
    if ((core.words[LAYOUT.PSW] & PSW.M) !== 0) return;
    core.dataFault(INTERRUPTION.HIGH_PRIORITY_MACHINE_CHECK, 0, address);
  }

  return {
    selectSpace,
    loadWord,
    loadHalfword,
    loadByte,
    storeWord,
    storeHalfword,
    storeByte,
    storeMasked,
    loadAndClear,
    loadAbsolute,
    storeAbsolute,
    doubleword,
  };
}

export const {
  selectSpace,
  loadWord,
  loadHalfword,
  loadByte,
  storeWord,
  storeHalfword,
  storeByte,
  storeMasked,
  loadAndClear,
  loadAbsolute,
  storeAbsolute,
  doubleword,
} = dataAccess();
