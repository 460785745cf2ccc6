/** ELF's types of sections (System V ABI, chapter 4), from what sources and objects say of them. */
import { SECTION_TYPE } from '../../emulator/elf/format.ts';
import type { SectionAttributes, SectionKind } from '../sections/attributes.ts';

const KIND_TYPES: Readonly<Record<Exclude<SectionKind, number>, number>> = {
  note: SECTION_TYPE.NOTE,
  init_array: SECTION_TYPE.INIT_ARRAY,
  fini_array: SECTION_TYPE.FINI_ARRAY,
  preinit_array: SECTION_TYPE.PREINIT_ARRAY,
};

/** One of SECTION_TYPE, or the number that the source gave. */
export function sectionType({ kind, nobits }: Pick<SectionAttributes, 'kind' | 'nobits'>): number {
  if (kind !== undefined) return typeof kind === 'number' ? kind : KIND_TYPES[kind];
  return nobits ? SECTION_TYPE.NOBITS : SECTION_TYPE.PROGBITS;
}
