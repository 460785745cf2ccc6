/**
 * Coprocessor and special function unit instructions for units that are not there or are switched off in CR 10: they end
 * in the assist emulation trap, so that software can take the unit's place. Manual: chapter 5, "Assist Instructions". Our
 * processor has no SFU, and no coprocessor but floating point.
 */
import type { CoprocessorAccess, FloatLoad, FloatStore } from '../../isa/does.ts';
import { LAYOUT, SCRATCH } from '../../layout.ts';
import type { Core } from '../core.ts';
import { selectSpace } from '../data-access.ts';
import { bit18, field11, field6, immediate5, modifies, spaceField } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { interrupted } from '../outcome.ts';
import { translateData } from '../translation.ts';

/** Bits 0 and 1 of the CCR. The manual leaves it open what one of them alone means; here, that the unit is on. */
const FLOATING_POINT = 0xc0;

/** True if the floating-point coprocessor is switched on. */
export function floatingPointIsOn(core: Core): boolean {
  return (core.words[LAYOUT.CR + 10] & FLOATING_POINT) !== 0;
}

/** An operation for software. It has no data address: ISR and IOR are 0. */
export function emulateOperation(core: Core): number {
  core.dataFault(INTERRUPTION.ASSIST_EMULATION, 0, 0);
  return core.takeFault();
}

/** A reserved or undefined operation of floating point; a delayed trap, which comes first, is the same interruption. */
export function reservedOperation(core: Core): number {
  return floatingPointIsOn(core) ? interrupted(INTERRUPTION.ASSIST_EXCEPTION) : emulateOperation(core);
}

/** A load or store of a coprocessor: floating point, or another. */
type Access = FloatLoad | FloatStore | CoprocessorAccess;

/** A load or store for software. Faults of the access come before the trap, which gives the address. */
export function emulateAccess(core: Core, word: number, does: Access): number {
  const base = core.words[LAYOUT.GR + field6(word)];
  const space = selectSpace(core, spaceField(word), base);
  const offset = accessOffset(word, base, base + addend(core, word, does), does);
  const write = does.family === 'float-store' || (does.family === 'coprocessor-access' && does.write);
  translateData(core, space, offset, { read: !write, write, alignment: does.bytes - 1 });
  if (core.scratch[SCRATCH.FAULT] === 0)
    core.dataFault(INTERRUPTION.ASSIST_EMULATION, space & core.scratch[SCRATCH.SPACE_MASK], offset);
  return core.takeFault();
}

/** What a coprocessor load or store adds to its base. */
export function addend(core: Core, word: number, { address, bytes }: Access): number {
  if (address === 'short') return immediate5(word);
  const index = core.words[LAYOUT.GR + field11(word)];
  return bit18(word) ? index << (bytes === 4 ? 2 : 3) : index;
}

/** The offset to access, signed, if the base and the sum of base and addend are these. */
export function accessOffset(word: number, base: number, sum: number, { address }: Access): number {
  const after = modifies(word) && (address === 'index' || !bit18(word));
  return (after ? base : sum) | 0;
}
