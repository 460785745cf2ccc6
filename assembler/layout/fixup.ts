/**
 * A field that waits for an address: where it is, how a value goes into it, and the expression that gives the value.
 * The linker resolves fixups; a relocatable object carries them as relocations.
 */
import type { RelocationType } from '../../emulator/elf/relocation-types.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Bound } from '../expressions/bound.ts';
import type { FieldSelector } from '../expressions/field-selectors.ts';
import type { OperandField } from '../instructions/operands.ts';
import type { Location } from '../sections/location.ts';

/** An operand of an instruction, a datum of 1, 2, 4 or 8 bytes, or whatever an object file wants filled in. */
type FixupField =
  | OperandField
  | { readonly kind: 'data'; readonly size: number }
  /** What a relocation of an object file says. */
  | { readonly kind: 'relocation'; readonly type: RelocationType };

export interface Fixup {
  readonly location: Location;
  readonly field: FixupField;
  readonly selector: FieldSelector | undefined;
  readonly expression: Bound;
  readonly span: Span;
}
