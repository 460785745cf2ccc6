/**
 * Probes, TLB and cache instructions. Manual: chapter 5, "System Control Instructions". Caches are invisible here (stores
 * are seen by fetches and DMA at once), so the cache instructions do no more than find their address.
 *
 * Where the manual leaves a choice: PDC at level 0 purges, and so needs write access; FIC looks in the instruction TLB;
 * LCI gives the page number within the space's low 20 bits, the same function of an equivalently mapped physical address.
 */
import type { Cache, ChangeTlb } from '../../isa/does.ts';
import { LAYOUT, SCRATCH } from '../../layout.ts';
import type { Core } from '../core.ts';
import { selectSpace } from '../data-access.ts';
import { field11, field27, field6, modifies, spaceField, spaceRegister } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { NEXT } from '../outcome.ts';
import { PSW } from '../psw.ts';
import { nonAccessPage, probe, purgeTrap } from '../translation.ts';
import type { Families } from './semantics.ts';

const NON_ACCESS_MISS = {
  data: INTERRUPTION.NON_ACCESS_DATA_TLB_MISS,
  instruction: INTERRUPTION.NON_ACCESS_INSTRUCTION_TLB_MISS,
} as const;

/** The families of this file. Called once: see ./semantics.ts. */
export function memoryManagement(): Families<
  'probe' | 'load-physical-address' | 'load-coherence-index' | 'change-tlb' | 'cache'
> {
  /** The space of a data reference, or of an instruction reference. */
  function spaceOf(core: Core, word: number, kind: (ChangeTlb | Cache)['space']): number {
    if (kind === 'instruction') return core.words[LAYOUT.SR + spaceRegister(word)];
    return selectSpace(core, spaceField(word), core.words[LAYOUT.GR + field6(word)]);
  }

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

  const probing: Families['probe'] = (does) => (core, word) => {
    const level = does.level === 'immediate' ? field11(word) : register(core, word);
    const allowed = probe(core, spaceOf(core, word, 'data'), base(core, word), level & 3, does.write);
    if (allowed === undefined) return core.takeFault();
    core.words[LAYOUT.GR + field27(word)] = allowed ? 1 : 0;
    core.words[LAYOUT.GR] = 0;
    return NEXT;
  };

  const loadPhysicalAddress: Families['load-physical-address'] = () => (core, word) => {
    const offset = offsetOf(core, word);
    const page = nonAccessPage(core, spaceOf(core, word, 'data'), offset);
    if (page === undefined) return core.takeFault();
    modifyBase(core, word);
    core.words[LAYOUT.GR + field27(word)] = page.physical | (offset & 0xfff);
    core.words[LAYOUT.GR] = 0;
    return NEXT;
  };

  const loadCoherenceIndex: Families['load-coherence-index'] = () => (core, word) => {
    core.words[LAYOUT.GR + field27(word)] = (base(core, word) + register(core, word)) >>> 12;
    core.words[LAYOUT.GR] = 0;
    return NEXT;
  };

  const changeTlb: Families['change-tlb'] =
    ({ operation, space }) =>
    (core, word) => {
      switch (operation) {
        case 'purge':
          core.tlb.purge(spaceOf(core, word, space), offsetOf(core, word));
          modifyBase(core, word);
          break;
        case 'purge-entries':
          core.tlb.purgeAll();
          modifyBase(core, word);
          break;
        case 'insert-address':
          core.tlb.insertAddress(spaceOf(core, word, space), base(core, word), register(core, word));
          break;
        case 'insert-protection':
          core.tlb.insertProtection(spaceOf(core, word, space), base(core, word), register(core, word));
      }
      return NEXT;
    };

  /** On one line, with data translation on, its page must be mapped; on cache entries there is no translation. */
  const cache: Families['cache'] =
    ({ operation, space: kind }) =>
    (core, word) => {
      if (operation !== 'flush-entries' && (core.words[LAYOUT.PSW] & PSW.D) !== 0) {
        const space = spaceOf(core, word, kind);
        const offset = offsetOf(core, word);
        const page = nonAccessPage(core, space, offset, NON_ACCESS_MISS[kind]);
        const purges = operation === 'purge' && core.scratch[SCRATCH.LEVEL] === 0;
        const trap = page !== undefined && purges ? purgeTrap(core, page.access) : 0;
        if (trap !== 0) core.dataFault(trap, space, offset);
        if (core.scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
      }
      modifyBase(core, word);
      return NEXT;
    };

  return {
    probe: probing,
    'load-physical-address': loadPhysicalAddress,
    'load-coherence-index': loadCoherenceIndex,
    'change-tlb': changeTlb,
    cache,
  };
}
