/** Puts instructions into the present section of a unit, or says why they can't stand there. */
import type { Span } from './diagnostics/source.ts';
import { misplacedInstruction, zerosAlone } from './diagnostics/wording.ts';
import type { Unit } from './unit.ts';
import { bitFieldProblem } from '../emulator/isa/bit-field.ts';
import { DelaySlots } from './instructions/delay-slot.ts';
import { needsLevel11 } from './instructions/level.ts';
import { Encoder, type Encoded, type InstructionStatement } from './instructions/encode.ts';
import type { Binder } from './instructions/operands.ts';
import { withRegisters } from './instructions/register-names.ts';

export class InstructionPlacer {
  private readonly unit: Unit;
  private readonly delaySlots = new DelaySlots();
  private readonly encoder = new Encoder();
  /** Binds the expressions in operands. */
  readonly bind: Binder;

  constructor(unit: Unit) {
    this.unit = unit;
    this.bind = (expression) => unit.bind(expression);
  }

  /** Encodes and appends an instruction; undefined, with a diagnostic given, if something is wrong with it. */
  place(statement: InstructionStatement): Encoded | undefined {
    const { unit } = this;
    const encoding = this.encoder.encode(withRegisters(statement, unit.registers), this.bind);
    if (!encoding.ok) {
      unit.diagnostics.error(encoding.span, encoding.message);
      return undefined;
    }
    if (!unit.section.takesInstruction) {
      this.refuse(statement.span);
      return undefined;
    }
    this.append(encoding, statement.span);
    return encoding;
  }

  /** Appends an instruction to a section that takes one. */
  append({ row, word, nullifies, pending }: Encoded, span: Span): void {
    const { section, diagnostics, lines } = this.unit;
    const location = this.unit.here();
    if (lines.active) lines.instruction(location, span);
    section.appendWord(word);
    if (this.unit.level === '1.0' && needsLevel11(row, word)) this.unit.level = '1.1';
    if (this.delaySlots.isBranchInSlot(row, nullifies, location)) {
      diagnostics.warning(span, 'this branch stands in the delay slot of the one before', 'delay-slot');
    }
    const problem = pending.length === 0 ? bitFieldProblem(row, word) : undefined;
    if (problem !== undefined) diagnostics.warning(span, problem, 'bit-field');
    for (const { field, selector, expression, span } of pending) {
      section.fixups.push({ location, field, selector, expression, span });
    }
  }

  /** Warns of a label at which another branch would enter a delay slot. */
  label(span: Span): void {
    if (!this.delaySlots.isSlot(this.unit.here())) return;
    this.unit.diagnostics.warning(span, 'this label stands in the delay slot of the branch before', 'delay-slot');
  }

  /** Says why an instruction can't stand at the end of the present section. */
  private refuse(span: Span): void {
    const { section, diagnostics } = this.unit;
    const { offset = 0 } = section;
    if (offset % 4 !== 0) diagnostics.consequence(span, misplacedInstruction(offset));
    else if (section.attributes.nobits) diagnostics.consequence(span, zerosAlone(section.name));
    else this.unit.checkRoom(4, span);
  }
}
