/**
 * Lines that were assembled before and mean the same wherever they stand: one instruction whose operands are registers
 * and numbers alone, such as `copy %r4,%r26`. Half of the lines of a compiler's output are of this kind, and most of
 * them occur again and again; looking one up takes a tenth of the time of parsing and encoding it.
 */
import type { Expression } from '../syntax/ast.ts';
import type { TokenizedStatement } from '../syntax/lexer.ts';
import { isBranch } from './delay-slot.ts';
import type { Encoded, InstructionStatement } from './encode.ts';

/** So many different lines are remembered at a time. */
const CAPACITY = 16_384;
/** Longer lines are mostly data or comments, and not worth looking up. */
const MAX_LENGTH = 80;

export class KnownLines {
  private readonly words = new Map<string, number>();

  /** The instruction word of a line, which is given with its end. */
  get(line: string): number | undefined {
    return line.length > MAX_LENGTH ? undefined : this.words.get(line);
  }

  /** Remembers an instruction without labels, if it is a line of its own and its word depends on nothing else. */
  add(
    { source: { text }, start, next }: TokenizedStatement,
    { operands }: InstructionStatement,
    { row, word, pending }: Encoded,
  ): void {
    const isLine = text[next - 1] === '\n' && (start === 0 || text[start - 1] === '\n');
    if (!isLine || next - start > MAX_LENGTH || pending.length > 0) return;
    // After a branch it matters what stands in its delay slot.
    if (isBranch(row) || !operands.every(({ value, registers }) => isFixed(value) && isFixed(registers))) return;
    if (this.words.size >= CAPACITY) this.words.clear();
    this.words.set(text.slice(start, next), word);
  }

  /** Forgets all: a new macro can have an instruction's name. */
  clear(): void {
    this.words.clear();
  }
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
