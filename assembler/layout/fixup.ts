/**
 * A field that waits for an address: where it is, how a value goes into it, and the expression that gives the value.
 * The linker resolves fixups; a relocatable object would carry them as relocations.
 */
import type { Instruction } from '../../emulator/isa/instructions.ts';
import type { Operand } from '../../emulator/isa/operands.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Bound } from '../expressions/bound.ts';
import type { FieldSelector } from '../expressions/field-selectors.ts';
import type { Location } from './section.ts';

/** An operand of an instruction, or a datum of 1, 2, 4 or 8 bytes. */
export type FixupField =
  | { readonly kind: 'operand'; readonly operand: Operand; readonly of: Instruction }
  | { readonly kind: 'data'; readonly size: number };

export interface Fixup {
  readonly location: Location;
  readonly field: FixupField;
  readonly selector: FieldSelector | undefined;
  readonly expression: Bound;
  readonly span: Span;
}
