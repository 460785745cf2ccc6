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
import { privileged } from './privileged.ts';
import type { Semantics } from './semantics.ts';

/** The rows of this file, for one processor. */
export function memoryManagement(core: Core) {
  const { words } = core;

  /** The space of a data reference, or of an instruction reference. */
  type SpaceOf = (word: number) => number;

  const dataSpace: SpaceOf = (word) => core.data.selectSpace(spaceField(word), words[LAYOUT.GR + field6(word)]);
  const instructionSpace: SpaceOf = (word) => words[LAYOUT.SR + spaceRegister(word)];

  const base = (word: number): number => words[LAYOUT.GR + field6(word)];
  const register = (word: number): number => words[LAYOUT.GR + field11(word)];

  /** Offset of x(b): with ,m the base alone. */
  function offsetOf(word: number): number {
    return modifies(word) ? base(word) : (base(word) + register(word)) | 0;
  }

  /** ,m: adds the index to the base. */
  function modifyBase(word: number): void {
    if (!modifies(word)) return;
    words[LAYOUT.GR + field6(word)] = base(word) + register(word);
    words[LAYOUT.GR] = 0;
  }

  /** PROBER and the others; `levelOf` gives the level whose rights are asked for. */
  function probing(write: boolean, levelOf: SpaceOf): Semantics {
    return (word) => {
      const allowed = probe(core, dataSpace(word), base(word), levelOf(word) & 3, write);
      if (allowed === undefined) return core.takeFault();
      words[LAYOUT.GR + field27(word)] = allowed ? 1 : 0;
      words[LAYOUT.GR] = 0;
      return NEXT;
    };
  }

  const immediate: SpaceOf = (word) => field11(word);

  const lpa = privileged(core, (word) => {
    const offset = offsetOf(word);
    const page = nonAccessPage(core, dataSpace(word), offset);
    if (page === undefined) return core.takeFault();
    modifyBase(word);
    words[LAYOUT.GR + field27(word)] = page.physical | (offset & 0xfff);
    words[LAYOUT.GR] = 0;
    return NEXT;
  });

  const lci = privileged(core, (word) => {
    words[LAYOUT.GR + field27(word)] = (base(word) + register(word)) >>> 12;
    words[LAYOUT.GR] = 0;
    return NEXT;
  });

  function purging(spaceOf: SpaceOf): Semantics {
    return privileged(core, (word) => {
      core.tlb.purge(spaceOf(word), offsetOf(word));
      modifyBase(word);
      return NEXT;
    });
  }

  const purgeEntries = privileged(core, (word) => {
    core.tlb.purgeAll();
    modifyBase(word);
    return NEXT;
  });

  function insertingAddress(spaceOf: SpaceOf): Semantics {
    return privileged(core, (word) => {
      core.tlb.insertAddress(spaceOf(word), base(word), register(word));
      return NEXT;
    });
  }

  function insertingProtection(spaceOf: SpaceOf): Semantics {
    return privileged(core, (word) => {
      core.tlb.insertProtection(spaceOf(word), base(word), register(word));
      return NEXT;
    });
  }

  /** A cache operation on one line: with data translation on, its page must be mapped. */
  function flushing(spaceOf: SpaceOf, miss: number): Semantics {
    return (word) => {
      if ((words[LAYOUT.PSW] & PSW.D) !== 0) {
        if (nonAccessPage(core, spaceOf(word), offsetOf(word), miss) === undefined) return core.takeFault();
      }
      modifyBase(word);
      return NEXT;
    };
  }

  const flushData = flushing(dataSpace, INTERRUPTION.NON_ACCESS_DATA_TLB_MISS);

  const pdc: Semantics = (word, immediate) => {
    if ((words[LAYOUT.PSW] & PSW.D) !== 0 && core.level === 0) {
      const space = dataSpace(word);
      const offset = offsetOf(word);
      const page = nonAccessPage(core, space, offset);
      const trap = page === undefined ? 0 : purgeTrap(core, page.access);
      if (trap !== 0) core.dataFault(trap, space, offset);
      if (core.fault !== 0) return core.takeFault();
    }
    return flushData(word, immediate);
  };

  /** An operation on cache entries: no translation. */
  const flushEntries: Semantics = (word) => {
    modifyBase(word);
    return NEXT;
  };

  return {
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
}
