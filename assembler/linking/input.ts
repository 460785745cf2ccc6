/** What the linker takes: one source file that was assembled, or one object file. */
import type { AssemblySymbol } from '../expressions/bound.ts';
import type { Section } from '../layout/section.ts';

export interface LinkInput {
  /** As messages name it. */
  readonly name: string;
  readonly symbols: { all(): Iterable<AssemblySymbol> };
  readonly sections: { values(): Iterable<Section> };
  /** What it says about places is settled, in relocations. */
  readonly isObject?: boolean;
}
