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

export type DataAccess = ReturnType<typeof createDataAccess>;

/** The loads and stores of one processor. The space of each is given as the instruction does, by `s` and the base. */
export function createDataAccess(core: Core) {
  const { words, scratch, memory, io } = core;
  const { words: ram, halfwords, bytes, size, operations } = memory;
  const { tags: readTags, spaces: readSpaces, distances: readDistances } = core.reads;
  const { tags: writeTags, spaces: writeSpaces, distances: writeDistances } = core.writes;

  /** The space register that a data reference selects: `s`, or one of 4 to 7 by the base's two leftmost bits. */
  function selectSpace(s: number, base: number): number {
    return words[LAYOUT.SR + (s === 0 ? 4 + (base >>> 30) : s)];
  }

  /** Is a read like this, at a multiple of alignment + 1, known to be allowed? */
  function readable(i: number, s: number, base: number, offset: number, alignment: number): boolean {
    return (
      readTags[i] === ((offset & (~0xfff | alignment)) | scratch[SCRATCH.DATA_CONTEXT]) &&
      readSpaces[i] === (selectSpace(s, base) & scratch[SCRATCH.SPACE_MASK])
    );
  }

  /** The same for a write. */
  function writable(i: number, s: number, base: number, offset: number, alignment: number): boolean {
    return (
      writeTags[i] === ((offset & (~0xfff | alignment)) | scratch[SCRATCH.DATA_CONTEXT]) &&
      writeSpaces[i] === (selectSpace(s, base) & scratch[SCRATCH.SPACE_MASK])
    );
  }

  /** Loads a word. */
  function loadWord(s: number, base: number, offset: number): number {
    const i = cacheIndex(offset);
    return readable(i, s, base, offset, 3)
      ? ram[(offset + readDistances[i]) >> 2]
      : load(selectSpace(s, base), offset, WORD);
  }

  /** Loads a halfword, zero-extended. */
  function loadHalfword(s: number, base: number, offset: number): number {
    const i = cacheIndex(offset);
    return readable(i, s, base, offset, 1)
      ? halfwords[((offset + readDistances[i]) ^ 2) >> 1]
      : load(selectSpace(s, base), offset, HALFWORD);
  }

  /** Loads a byte, zero-extended. */
  function loadByte(s: number, base: number, offset: number): number {
    const i = cacheIndex(offset);
    return readable(i, s, base, offset, 0)
      ? bytes[(offset + readDistances[i]) ^ 3]
      : load(selectSpace(s, base), offset, BYTE);
  }

  function storeWord(s: number, base: number, offset: number, value: number): void {
    const i = cacheIndex(offset);
    if (writable(i, s, base, offset, 3)) {
      const index = (offset + writeDistances[i]) >> 2;
      ram[index] = value;
      if (operations[index] !== 0) operations[index] = 0;
    } else {
      store(selectSpace(s, base), offset, WORD_STORE, value);
    }
  }

  /** Stores the right half of `value`. */
  function storeHalfword(s: number, base: number, offset: number, value: number): void {
    const i = cacheIndex(offset);
    if (writable(i, s, base, offset, 1)) {
      const address = offset + writeDistances[i];
      halfwords[(address ^ 2) >> 1] = value;
      if (operations[address >> 2] !== 0) operations[address >> 2] = 0;
    } else {
      store(selectSpace(s, base), offset, HALFWORD_STORE, value);
    }
  }

  /** Stores the rightmost byte of `value`. */
  function storeByte(s: number, base: number, offset: number, value: number): void {
    const i = cacheIndex(offset);
    if (writable(i, s, base, offset, 0)) {
      const address = offset + writeDistances[i];
      bytes[address ^ 3] = value;
      if (operations[address >> 2] !== 0) operations[address >> 2] = 0;
    } else {
      store(selectSpace(s, base), offset, BYTE_STORE, value);
    }
  }

  /** STBYS: replaces the bits of `mask` in the word at `offset`, which may have any low bits. */
  function storeMasked(s: number, base: number, offset: number, value: number, mask: number): void {
    const address = translateData(core, selectSpace(s, base), offset, BYTE_STORE) & ~3;
    if (scratch[SCRATCH.FAULT] !== 0) return;
    if (address >>> 0 < size) {
      memory.storeWord(address, (ram[address >> 2] & ~mask) | (value & mask));
    } else if (reachesIo(address, true)) {
      machineCheck(address);
    }
  }

  /** LDCW: loads a word and leaves zero. */
  function loadAndClear(s: number, base: number, offset: number): number {
    const address = translateData(core, selectSpace(s, base), offset, SEMAPHORE);
    if (scratch[SCRATCH.FAULT] !== 0) return 0;
    if (address >>> 0 < size) {
      const value = ram[address >> 2];
      memory.storeWord(address, 0);
      return value;
    }
    if (reachesIo(address, true)) machineCheck(address);
    return 0;
  }

  /** LDWAX, LDWAS: loads a word from an absolute address. */
  function loadAbsolute(address: number): number {
    return alignedAbsolute(address) ? loadPhysical(address, WORD) : 0;
  }

  /** STWAS. */
  function storeAbsolute(address: number, value: number): void {
    if (alignedAbsolute(address)) storePhysical(address, WORD_STORE, value);
  }

  /**
   * The physical address of a doubleword in RAM that may be read, or written; or -1: then SCRATCH.FAULT is set, or PSW M is
   * 1 and the access comes to nothing. Outside RAM no doubleword can be accessed.
   */
  function doubleword(s: number, base: number, offset: number, write: boolean): number {
    const i = cacheIndex(offset);
    if ((offset & 4) === 0) {
      if (write ? writable(i, s, base, offset, 3) : readable(i, s, base, offset, 3)) {
        return offset + (write ? writeDistances[i] : readDistances[i]);
      }
    }
    const space = selectSpace(s, base);
    const address = translateData(core, space, offset, write ? DOUBLEWORD_STORE : DOUBLEWORD);
    if (scratch[SCRATCH.FAULT] !== 0) return -1;
    if (address >>> 0 >= size) {
      if (reachesIo(address, write)) machineCheck(address);
      return -1;
    }
    if (!write || mayRemember(address)) {
      (write ? core.writes : core.reads).set(
        offset,
        scratch[SCRATCH.DATA_CONTEXT],
        space & scratch[SCRATCH.SPACE_MASK],
        address,
      );
    }
    if (write) memory.touch(address);
    return address;
  }

  function alignedAbsolute(address: number): boolean {
    if ((address & 3) === 0) return true;
    core.dataFault(INTERRUPTION.UNALIGNED_DATA_REFERENCE, 0, address);
    return false;
  }

  function load(space: number, offset: number, access: Access): number {
    const address = translateData(core, space, offset, access);
    if (scratch[SCRATCH.FAULT] !== 0) return 0;
    if (address >>> 0 < size) {
      core.reads.set(offset, scratch[SCRATCH.DATA_CONTEXT], space & scratch[SCRATCH.SPACE_MASK], address);
    }
    return loadPhysical(address, access);
  }

  function store(space: number, offset: number, access: Access, value: number): void {
    const address = translateData(core, space, offset, access);
    if (scratch[SCRATCH.FAULT] !== 0) return;
    if (address >>> 0 < size && mayRemember(address)) {
      core.writes.set(offset, scratch[SCRATCH.DATA_CONTEXT], space & scratch[SCRATCH.SPACE_MASK], address);
    }
    storePhysical(address, access, value);
  }

  /**
   * May the translation of a store in RAM be remembered? PSW X lets one store through to a page whose B-bit is 1, and who
   * watches a page is to be told of each.
   */
  function mayRemember(address: number): boolean {
    return (words[LAYOUT.PSW] & PSW.X) === 0 && memory.watched[address >>> 12] === 0;
  }

  function loadPhysical(address: number, { alignment }: Access): number {
    if (address >>> 0 < size) {
      if (alignment === 3) return ram[address >> 2];
      return alignment === 1 ? halfwords[(address ^ 2) >> 1] : bytes[address ^ 3];
    }
    if (!reachesIo(address, false)) return 0;
    const value = address >>> 0 >= IO_BASE ? loadRegister(address >>> 0, alignment) : undefined;
    if (value === undefined) machineCheck(address);
    return (value ?? 0) | 0;
  }

  function loadRegister(address: number, alignment: number): number | undefined {
    if (alignment === 3) return io.load(address);
    return alignment === 1 ? io.loadHalfword(address) : undefined;
  }

  function storePhysical(address: number, { alignment }: Access, value: number): void {
    if (address >>> 0 < size) {
      if (alignment === 3) ram[address >> 2] = value;
      else if (alignment === 1) halfwords[(address ^ 2) >> 1] = value;
      else bytes[address ^ 3] = value;
      operations[address >> 2] = 0;
      memory.stored(address, alignment + 1);
    } else if (reachesIo(address, true)) {
      const done = alignment === 3 && address >>> 0 >= IO_BASE && io.store(address >>> 0, value);
      if (!done) machineCheck(address);
    }
  }

  /** False if the access is the monitor's business. A semaphore operation is a store. */
  function reachesIo(address: number, store: boolean): boolean {
    if (scratch[SCRATCH.GUARDED] === 0 || address >>> 0 < IO_BASE) return true;
    scratch[SCRATCH.FAULT] = NEEDS_IO;
    core.ioAddress = address;
    core.ioStore = store;
    return false;
  }

  /** An access that no memory or device answers. With PSW M = 1, it comes to nothing. */
  function machineCheck(address: number): void {
    if ((words[LAYOUT.PSW] & PSW.M) !== 0) return;
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
