/**
 * Lines that were assembled before and mean the same wherever they stand: one instruction whose operands are registers
 * and numbers alone, such as `copy %r4,%r26`, whatever label stands in front. Half of the lines of a compiler's output are of this kind, and most of
 * them occur again and again; looking one up takes a tenth of the time of parsing and encoding it.
 */
import type { Expression } from '../syntax/ast.ts';
import type { TokenizedStatement } from '../syntax/lexer.ts';
import { bitFieldProblem } from '../../emulator/isa/bit-field.ts';
import { isBranch } from './delay-slot.ts';
import type { Encoded, InstructionStatement } from './encode.ts';

/** So many different lines are remembered at a time. */
const CAPACITY = 16_384;
/** Longer lines are mostly data or comments, and not worth looking up. */
const MAX_LENGTH = 80;

export class KnownLines {
  private readonly words = new Map<string, number>();

  /** The instruction word of a line, which is given with its end, whatever label is in front of it. */
  get(line: string): number | undefined {
    return line.length > MAX_LENGTH ? undefined : this.words.get(withoutLabel(line));
  }

  /** Remembers an instruction, if it is a line of its own but for a label, and its word depends on nothing else. */
  add(
    { source: { text }, start, next }: TokenizedStatement,
    labels: number,
    { operands }: InstructionStatement,
    { row, word, pending }: Encoded,
  ): void {
    const isLine = text[next - 1] === '\n' && (start === 0 || text[start - 1] === '\n');
    if (!isLine || next - start > MAX_LENGTH || pending.length > 0) return;
    // Each is warned of.
    if (bitFieldProblem(row, word) !== undefined) return;
    // After a branch it matters what stands in its delay slot.
    if (isBranch(row) || !operands.every(({ value, registers }) => isFixed(value) && isFixed(registers))) return;
    const line = text.slice(start, next);
    if (labels !== (labelLength(line) === 0 ? 0 : 1)) return;
    if (this.words.size >= CAPACITY) this.words.clear();
    this.words.set(withoutLabel(line), word);
  }

  /** Forgets all: a new macro can have an instruction's name. */
  clear(): void {
    this.words.clear();
  }
}

const LABEL = /[A-Za-z_.$][\w.$]*(?=:[^:])/y;

/** The length of the label with a colon that a line begins with; 0 if it begins with none. */
export function labelLength(line: string): number {
  LABEL.lastIndex = 0;
  return line.charCodeAt(0) > SPACE && LABEL.test(line) ? LABEL.lastIndex : 0;
}

const SPACE = 32;

function withoutLabel(line: string): string {
  const length = labelLength(line);
  return length === 0 ? line : line.slice(length + 1);
}

/** Whether an operand's part has a value of its own: symbols can change theirs. */
function isFixed(part: Expression | undefined): boolean {
  switch (part?.kind) {
    case undefined:
    case 'number':
    case 'register':
      return true;
    case 'unary':
      return isFixed(part.operand);
    case 'group':
      return part.items.every(isFixed);
    default:
      return false;
  }
}
