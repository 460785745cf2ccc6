/**
 * From virtual to physical addresses, with the checks on the way. Manual: chapter 3; priorities: chapter 4.
 */
import { LAYOUT, SCRATCH } from '../layout.ts';
import { TLB_ACCESS } from '../tlb.ts';
import { mayExecute, mayRead, mayWrite, protectionIdMatches } from './access-rights.ts';
import type { Core } from './core.ts';
import { INTERRUPTION } from './interruptions.ts';
import { interrupted } from './outcome.ts';
import { PSW } from './psw.ts';
import { cacheContext, cacheIndex } from './translation-cache.ts';

export interface Access {
  readonly read: boolean;
  readonly write: boolean;
  /** Offset bits that must be 0. */
  readonly alignment: number;
}

const PAGE = ~0xfff;
/** Bits of an instruction's offset that decide, beside the word within its page, whether it may be fetched. */
export const PAGE_AND_LEVEL = 0xfffff003 | 0;

/**
 * The physical address of a load, store or semaphore operation, signed; if it must not be made, SCRATCH.FAULT is the
 * outcome. The order of the checks is the order of the traps' priorities.
 */
export function translateData(core: Core, space: number, offset: number, access: Access): number {
  const psw = core.words[LAYOUT.PSW];
  if ((psw & PSW.D) === 0) {
    if ((offset & access.alignment) !== 0) core.dataFault(INTERRUPTION.UNALIGNED_DATA_REFERENCE, 0, offset);
    return offset;
  }
  const slot = core.tlb.find(space, offset);
  const trap = slot < 0 ? INTERRUPTION.DATA_TLB_MISS : dataTrap(core, core.tlb.access(slot), psw, offset, access);
  if (trap !== 0) {
    core.dataFault(trap, space, offset);
    return 0;
  }
  return core.tlb.physicalPage(slot) | (offset & 0xfff);
}

/** The trap that the page's access word demands, or 0. */
function dataTrap(core: Core, page: number, psw: number, offset: number, { read, write, alignment }: Access): number {
  const rights = rightsTrap(core, page, psw, core.scratch[SCRATCH.LEVEL], read, write);
  if (rights !== 0) return rights;
  if ((offset & alignment) !== 0) return INTERRUPTION.UNALIGNED_DATA_REFERENCE;
  if (write && (page & TLB_ACCESS.BREAK) !== 0 && (psw & PSW.X) === 0) return INTERRUPTION.DATA_MEMORY_BREAK;
  if (write && (page & TLB_ACCESS.DIRTY) === 0) return INTERRUPTION.TLB_DIRTY_BIT;
  return (page & TLB_ACCESS.TRAP) !== 0 ? INTERRUPTION.PAGE_REFERENCE : 0;
}

/** Access rights, then protection identifiers. */
function rightsTrap(core: Core, page: number, psw: number, level: number, read: boolean, write: boolean): number {
  if ((read && !mayRead(page, level)) || (write && !mayWrite(page, level))) {
    return INTERRUPTION.DATA_MEMORY_ACCESS_RIGHTS;
  }
  if ((psw & PSW.P) !== 0 && !protectionIdMatches(core.words, page, write)) {
    return INTERRUPTION.DATA_MEMORY_PROTECTION_ID;
  }
  return 0;
}

/**
 * PROBE: is an access from `level` allowed? Undefined if the page has no translation, for which SCRATCH.FAULT is set.
 * Made whatever PSW D is.
 */
export function probe(core: Core, space: number, offset: number, level: number, write: boolean): boolean | undefined {
  const page = nonAccessPage(core, space, offset);
  if (page === undefined) return undefined;
  return rightsTrap(core, page.access, core.words[LAYOUT.PSW], core.effectiveLevel(level), !write, write) === 0;
}

/** The page that a non-access reference (PROBE, LPA, cache operations) names; if it isn't mapped, sets SCRATCH.FAULT. */
export function nonAccessPage(
  core: Core,
  space: number,
  offset: number,
  miss: number = INTERRUPTION.NON_ACCESS_DATA_TLB_MISS,
): { readonly physical: number; readonly access: number } | undefined {
  const slot = core.tlb.find(space, offset);
  if (slot < 0) {
    core.dataFault(miss, space, offset);
    return undefined;
  }
  return { physical: core.tlb.physicalPage(slot), access: core.tlb.access(slot) };
}

/** PDC at level 0 purges, so it needs write access; the trap if it has none, or 0. */
export function purgeTrap(core: Core, access: number): number {
  const psw = core.words[LAYOUT.PSW];
  const trap = rightsTrap(core, access, psw, core.scratch[SCRATCH.LEVEL], false, true);
  if (trap !== 0) return trap;
  return (access & TLB_ACCESS.BREAK) !== 0 && (psw & PSW.X) === 0 ? INTERRUPTION.DATA_MEMORY_BREAK : 0;
}

/**
 * Makes the page of the current instruction the cached one (SCRATCH.CODE_KEY, SCRATCH.CODE_INDEX) and brings the context up to
 * date. Returns 0, or the outcome of a fetch that failed.
 */
export function enterCodePage(core: Core): number {
  core.updateContext();
  const front = core.words[LAYOUT.IAOQ_FRONT];
  const physical = translateFetch(core, core.words[LAYOUT.IASQ_FRONT], front);
  if (core.scratch[SCRATCH.FAULT] !== 0) return core.takeFault();
  core.scratch[SCRATCH.CODE_INDEX] = physical >>> 2;
  core.scratch[SCRATCH.CODE_KEY] = front & PAGE_AND_LEVEL;
  return 0;
}

/** The physical page in RAM from which an instruction in `space` would be fetched at the present level; undefined if none. */
export function codePageAt(core: Core, space: number, offset: number): number | undefined {
  const physical = translateFetch(core, space, offset);
  return core.takeFault() === 0 ? physical : undefined;
}

/** The physical page in RAM from which the current instruction is fetched; else SCRATCH.FAULT is set. */
function translateFetch(core: Core, space: number, front: number): number {
  const psw = core.words[LAYOUT.PSW];
  if ((psw & PSW.C) === 0) return codePageInRam(core, front & PAGE, front);
  const { fetches } = core;
  const context = cacheContext(core.scratch[SCRATCH.LEVEL], true, (psw & PSW.P) !== 0);
  const i = cacheIndex(front);
  if (fetches.tags[i] === ((front & PAGE) | context) && fetches.spaces[i] === space) {
    return ((front & PAGE) + fetches.distances[i]) | 0;
  }
  const slot = core.tlb.find(space, front);
  const trap = slot < 0 ? INTERRUPTION.INSTRUCTION_TLB_MISS : fetchTrap(core, core.tlb.access(slot), psw);
  if (trap !== 0) {
    core.scratch[SCRATCH.FAULT] = interrupted(trap);
    return 0;
  }
  const physical = codePageInRam(core, core.tlb.physicalPage(slot), front);
  if (core.scratch[SCRATCH.FAULT] === 0) fetches.set(front, context, space, physical);
  return physical;
}

/** The trap that fetching from a page demands, or 0. */
function fetchTrap(core: Core, page: number, psw: number): number {
  const allowed =
    mayExecute(page, core.scratch[SCRATCH.LEVEL]) &&
    ((psw & PSW.P) === 0 || protectionIdMatches(core.words, page, false));
  return allowed ? 0 : INTERRUPTION.INSTRUCTION_MEMORY_PROTECTION;
}

/**
 * A fetch from outside RAM is a high-priority machine check; with PSW M = 1 it gives the word 0, which is BREAK 0,0.
 */
function codePageInRam(core: Core, physical: number, front: number): number {
  if (physical >>> 0 < core.memory.size) return physical;
  core.instruction = 0;
  if ((core.words[LAYOUT.PSW] & PSW.M) !== 0) core.scratch[SCRATCH.FAULT] = interrupted(INTERRUPTION.BREAK_INSTRUCTION);
  else core.dataFault(INTERRUPTION.HIGH_PRIORITY_MACHINE_CHECK, 0, physical | (front & 0xffc));
  return 0;
}
