/**
 * Probes, TLB and cache instructions. Manual: chapter 5, "System Control Instructions". Caches are invisible here (stores
 * are seen by fetches and DMA at once), so the cache instructions do no more than find their address.
 *
 * Where the manual leaves a choice: PDC at level 0 purges, and so needs write access; FIC looks in the instruction TLB;
 * LCI gives the page number within the space's low 20 bits, the same function of an equivalently mapped physical address.
 */
import type { Mnemonic } from '../../isa/instructions.ts';
import { LAYOUT } from '../../layout.ts';
import type { Core } from '../core.ts';
import { field11, field27, field6, modifies, spaceField, spaceRegister } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { NEXT } from '../outcome.ts';
import { PSW } from '../psw.ts';
import { nonAccessPage, probe, purgeTrap } from '../translation.ts';
import { privileged } from './system.ts';
import type { Semantics } from './semantics.ts';

/** The space of a data reference, or of an instruction reference. */
type SpaceOf = (core: Core, word: number) => number;

const dataSpace: SpaceOf = (core, word) => core.selectSpace(spaceField(word), core.words[LAYOUT.GR + field6(word)]);
const instructionSpace: SpaceOf = (core, word) => core.words[LAYOUT.SR + spaceRegister(word)];

const base = (core: Core, word: number): number => core.words[LAYOUT.GR + field6(word)];
const register = (core: Core, word: number): number => core.words[LAYOUT.GR + field11(word)];

/** Offset of x(b): with ,m the base alone. */
function offsetOf(core: Core, word: number): number {
  return modifies(word) ? base(core, word) : (base(core, word) + register(core, word)) | 0;
}

/** ,m: adds the index to the base. */
function modifyBase(core: Core, word: number): void {
  if (!modifies(word)) return;
  core.words[LAYOUT.GR + field6(word)] = base(core, word) + register(core, word);
  core.words[LAYOUT.GR] = 0;
}

/** PROBER and the others; `levelOf` gives the level whose rights are asked for. */
function probing(write: boolean, levelOf: SpaceOf): Semantics {
  return (core, word) => {
    const allowed = probe(core, dataSpace(core, word), base(core, word), levelOf(core, word) & 3, write);
    if (allowed === undefined) return core.takeFault();
    core.words[LAYOUT.GR + field27(word)] = allowed ? 1 : 0;
    core.words[LAYOUT.GR] = 0;
    return NEXT;
  };
}

const immediate: SpaceOf = (_core, word) => field11(word);

const lpa = privileged((core, word) => {
  const offset = offsetOf(core, word);
  const page = nonAccessPage(core, dataSpace(core, word), offset);
  if (page === undefined) return core.takeFault();
  modifyBase(core, word);
  core.words[LAYOUT.GR + field27(word)] = page.physical | (offset & 0xfff);
  core.words[LAYOUT.GR] = 0;
  return NEXT;
});

const lci = privileged((core, word) => {
  core.words[LAYOUT.GR + field27(word)] = (base(core, word) + register(core, word)) >>> 12;
  core.words[LAYOUT.GR] = 0;
  return NEXT;
});

function purging(spaceOf: SpaceOf): Semantics {
  return privileged((core, word) => {
    core.tlb.purge(spaceOf(core, word), offsetOf(core, word));
    modifyBase(core, word);
    return NEXT;
  });
}

const purgeEntries = privileged((core, word) => {
  core.tlb.purgeAll();
  modifyBase(core, word);
  return NEXT;
});

function insertingAddress(spaceOf: SpaceOf): Semantics {
  return privileged((core, word) => {
    core.tlb.insertAddress(spaceOf(core, word), base(core, word), register(core, word));
    return NEXT;
  });
}

function insertingProtection(spaceOf: SpaceOf): Semantics {
  return privileged((core, word) => {
    core.tlb.insertProtection(spaceOf(core, word), base(core, word), register(core, word));
    return NEXT;
  });
}

/** A cache operation on one line: with data translation on, its page must be mapped. */
function flushing(spaceOf: SpaceOf, miss: number): Semantics {
  return (core, word) => {
    if ((core.words[LAYOUT.PSW] & PSW.D) !== 0) {
      if (nonAccessPage(core, spaceOf(core, word), offsetOf(core, word), miss) === undefined) return core.takeFault();
    }
    modifyBase(core, word);
    return NEXT;
  };
}

const flushData = flushing(dataSpace, INTERRUPTION.NON_ACCESS_DATA_TLB_MISS);

const pdc: Semantics = (core, word) => {
  if ((core.words[LAYOUT.PSW] & PSW.D) !== 0 && core.level === 0) {
    const space = dataSpace(core, word);
    const offset = offsetOf(core, word);
    const page = nonAccessPage(core, space, offset);
    const trap = page === undefined ? 0 : purgeTrap(core, page.access);
    if (trap !== 0) core.dataFault(trap, space, offset);
    if (core.fault !== 0) return core.takeFault();
  }
  return flushData(core, word);
};

/** An operation on cache entries: no translation. */
const flushEntries: Semantics = (core, word) => {
  modifyBase(core, word);
  return NEXT;
};

export const MEMORY_MANAGEMENT = {
  prober: probing(false, register),
  proberi: probing(false, immediate),
  probew: probing(true, register),
  probewi: probing(true, immediate),
  lpa,
  lci,
  pdtlb: purging(dataSpace),
  pitlb: purging(instructionSpace),
  pdtlbe: purgeEntries,
  pitlbe: purgeEntries,
  idtlba: insertingAddress(dataSpace),
  iitlba: insertingAddress(instructionSpace),
  idtlbp: insertingProtection(dataSpace),
  iitlbp: insertingProtection(instructionSpace),
  pdc,
  fdc: flushData,
  fic: flushing(instructionSpace, INTERRUPTION.NON_ACCESS_INSTRUCTION_TLB_MISS),
  fdce: flushEntries,
  fice: flushEntries,
} as const satisfies Partial<Record<Mnemonic, Semantics>>;
