/**
 * Loads, stores and semaphores. Manual: chapter 5, "Memory Reference Instructions". The base register is modified only
 * after the access has succeeded, and a loaded value wins over a modified base in the same register.
 */
import type { Addressing, Load, Store } from '../../isa/does.ts';
import { LAYOUT } from '../../layout.ts';
import type { Core } from '../core.ts';
import type { DataAccess } from '../data-access.ts';
import { bit18, field11, field27, field6, modifies, spaceField } from '../fields.ts';
import { NEXT } from '../outcome.ts';
import type { Families, Semantics } from './semantics.ts';

/** The families of this file, for one processor. */
export function memoryReference(core: Core, data: DataAccess): Families<'load' | 'store' | 'store-bytes'> {
  const { words } = core;
  const { loadWord, loadHalfword, loadByte, loadAbsolute, loadAndClear } = data;
  const { storeWord, storeHalfword, storeByte, storeAbsolute, storeMasked } = data;

  const load: Semantics<'load'> = (word, displacement, does) => {
    const { address } = does;
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + (address === 'index' ? indexOf(word, does) : displacement)) | 0;
    const value = loadFrom(does, spaceField(word), base, accessesBase(word, displacement, address) ? base : sum);
    if (core.fault !== 0) return core.takeFault();
    if (modifiesBase(word, address)) words[LAYOUT.GR + field6(word)] = sum;
    words[LAYOUT.GR + (isLong(address) ? field11(word) : field27(word))] = value;
    words[LAYOUT.GR] = 0;
    return NEXT;
  };

  const store: Semantics<'store'> = (word, displacement, does) => {
    const { address } = does;
    const base = words[LAYOUT.GR + field6(word)];
    const sum = (base + displacement) | 0;
    const offset = accessesBase(word, displacement, address) ? base : sum;
    storeTo(does, spaceField(word), base, offset, words[LAYOUT.GR + field11(word)]);
    if (core.fault !== 0) return core.takeFault();
    if (modifiesBase(word, address)) {
      words[LAYOUT.GR + field6(word)] = sum;
      words[LAYOUT.GR] = 0;
    }
    return NEXT;
  };

  function indexOf(word: number, { scale }: Load): number {
    return words[LAYOUT.GR + field11(word)] << (bit18(word) ? scale : 0);
  }

  /** Has the instruction a displacement of 14 bits? */
  function isLong(address: Addressing): boolean {
    return address === 'long' || address === 'modify';
  }

  /** Is the base itself the address, and what is added to it added afterwards? */
  function accessesBase(word: number, displacement: number, address: Addressing): boolean {
    switch (address) {
      case 'long':
        return false;
      case 'modify':
        return displacement >= 0;
      case 'index':
        return modifies(word);
      case 'short':
        return modifies(word) && !bit18(word);
    }
  }

  function modifiesBase(word: number, address: Addressing): boolean {
    return address === 'modify' || (address !== 'long' && modifies(word));
  }

  /** May set core.fault. */
  function loadFrom({ bytes, absolute, clears }: Load, s: number, base: number, offset: number): number {
    if (absolute) return loadAbsolute(offset);
    if (clears) return loadAndClear(s, base, offset);
    if (bytes === 4) return loadWord(s, base, offset);
    return bytes === 2 ? loadHalfword(s, base, offset) : loadByte(s, base, offset);
  }

  /** May set core.fault. */
  function storeTo({ bytes, absolute }: Store, s: number, base: number, offset: number, value: number): void {
    if (absolute) storeAbsolute(offset, value);
    else if (bytes === 4) storeWord(s, base, offset, value);
    else if (bytes === 2) storeHalfword(s, base, offset, value);
    else storeByte(s, base, offset, value);
  }

  /**
   * STBYS: in the beginning case stores the right part of GR r from the addressed byte to the end of its word, in the
   * ending case the left part of GR r up to, but not including, the addressed byte.
   */
  const storeBytes: Semantics<'store-bytes'> = (word, displacement) => {
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

  return { load, store, 'store-bytes': storeBytes };
}
