/** A section of the image: where the linker has put what the files bring to the section of one name. */
import type { Section } from '../layout/section.ts';
import type { SectionAttributes } from '../sections/attributes.ts';

/** All files' contributions to the section of one name. */
export interface OutputSection {
  readonly name: string;
  readonly attributes: SectionAttributes;
  readonly address: number;
  readonly size: number;
  readonly alignment: number;
  readonly parts: readonly Section[];
}
