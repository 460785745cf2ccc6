/**
 * Coprocessor and special function unit instructions. Manual: chapter 5, "Assist Instructions". There are no SFUs, and no
 * coprocessor but floating point; what is not there, or is switched off in CR 10, ends in the assist emulation trap, so
 * that software can take its place.
 *
 * Floating point itself is not implemented: with CCR switched on its instructions are illegal.
 */
import { LAYOUT } from '../../layout.ts';
import type { Core } from '../core.ts';
import { bit18, field11, field6, immediate5, modifies, spaceField } from '../fields.ts';
import { INTERRUPTION } from '../interruptions.ts';
import { interrupted } from '../outcome.ts';
import { translateData } from '../translation.ts';
import type { Semantics } from './semantics.ts';

export const illegal: Semantics = () => interrupted(INTERRUPTION.ILLEGAL_INSTRUCTION);

/** Bits 0 and 1 of the CCR: floating point. */
const FLOATING_POINT = 0xc0;

const noAssist: Semantics = (core) => {
  core.dataFault(INTERRUPTION.ASSIST_EMULATION, 0, 0);
  return core.takeFault();
};

const floatingPoint: Semantics = (core, word) =>
  (core.words[LAYOUT.CR + 10] & FLOATING_POINT) === 0 ? noAssist(core, word) : illegal(core, word);

/** COPR: the unit stands in bits 23 to 25; 0 and 1 are floating point. */
const operation: Semantics = (core, word) =>
  ((word >>> 6) & 7) > 1 ? noAssist(core, word) : floatingPoint(core, word);

/** Coprocessor loads and stores: faults of the access come before the assist emulation trap, which gives the address. */
function access(alignment: number): Semantics {
  return (core, word) => {
    const unit = (word >>> 6) & 7;
    if (unit <= 1 && (core.words[LAYOUT.CR + 10] & FLOATING_POINT) !== 0) return illegal(core, word);
    const base = core.words[LAYOUT.GR + field6(word)];
    const space = core.selectSpace(spaceField(word), base);
    const offset = accessOffset(core, word, base, alignment);
    const write = (word & 0x200) !== 0;
    translateData(core, space, offset, { read: !write, write, alignment });
    if (core.fault === 0) core.dataFault(INTERRUPTION.ASSIST_EMULATION, space & core.spaceMask, offset);
    return core.takeFault();
  };
}

/** Bit 19 tells a short displacement from an index. */
function accessOffset(core: Core, word: number, base: number, alignment: number): number {
  if ((word & 0x1000) !== 0) {
    return modifies(word) && !bit18(word) ? base : (base + immediate5(word)) | 0;
  }
  const index = core.words[LAYOUT.GR + field11(word)];
  return modifies(word) ? base : (base + (bit18(word) ? index * (alignment + 1) : index)) | 0;
}

/** What the major opcodes do that belong to assists as a whole. */
export const ASSISTS: readonly { readonly opcode: number; readonly semantics: Semantics }[] = [
  { opcode: 0x04, semantics: noAssist },
  { opcode: 0x06, semantics: floatingPoint },
  { opcode: 0x09, semantics: access(3) },
  { opcode: 0x0b, semantics: access(7) },
  { opcode: 0x0c, semantics: operation },
  { opcode: 0x0e, semantics: floatingPoint },
  { opcode: 0x26, semantics: floatingPoint },
];
