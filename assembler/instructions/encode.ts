/** Encodes one instruction statement: tries the rows that it can mean, and explains the best failure. */
import { encodeFields } from '../../emulator/isa/encode.ts';
import type { Instruction } from '../../emulator/isa/instructions.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Operation } from '../syntax/ast.ts';
import { matchCompleters } from './completers.ts';
import { candidates, isMnemonic, mnemonics, type Candidate } from './lookup.ts';
import { matchOperands, type Binder, type Failure, type PendingOperand } from './operands.ts';
import { expandPseudo, isPseudo, pseudoNames } from './pseudo.ts';
import { normalizeSpelling, SPELLINGS } from './spellings.ts';

export type InstructionStatement = Extract<Operation, { kind: 'instruction' }>;

export type Encoding =
  | { readonly ok: true; readonly row: Instruction; readonly word: number; readonly pending: readonly PendingOperand[] }
  | { readonly ok: false; readonly message: string; readonly span: Span };

/** The word, with zeros in the fields of pending operands. */
export function encodeInstruction(written: InstructionStatement, binder: Binder): Encoding {
  return encodeAs(written.mnemonic.name, normalizeSpelling(written), binder);
}

/** `shown` is the mnemonic as it was written, for messages. */
function encodeAs(shown: string, statement: InstructionStatement, binder: Binder): Encoding {
  const name = statement.mnemonic.name.toLowerCase();
  if (isPseudo(name)) {
    const expanded = expandPseudo(statement);
    return 'message' in expanded ? { ok: false, ...expanded } : encodeAs(shown, expanded, binder);
  }
  const rows = candidates(statement.mnemonic, statement.completers);
  if (rows.length === 0) return { ok: false, ...unknownMnemonic(statement) };
  let best: Failure | undefined;
  for (const candidate of rows) {
    const result = tryCandidate(candidate, shown, statement, binder);
    if (result.ok) return result;
    if (best === undefined || result.progress > best.progress) best = result;
  }
  return best ?? { ok: false, ...unknownMnemonic(statement) };
}

function tryCandidate(
  candidate: Candidate,
  shown: string,
  { mnemonic, operands, span }: InstructionStatement,
  binder: Binder,
): Extract<Encoding, { ok: true }> | Failure {
  const { row } = candidate;
  const completers = isLongModify(candidate)
    ? ({ ok: true, fields: {} } as const)
    : matchCompleters(candidate, { name: shown, span: mnemonic.span });
  if (!completers.ok) return { ...completers, progress: 0 };
  const matched = matchOperands(candidate, operands, span, shown, binder);
  if (!matched.ok) return matched;
  return {
    ok: true,
    row,
    word: encodeFields(row, { ...completers.fields, ...matched.fields }),
    pending: matched.pending,
  };
}

/** LDWM and STWM written as `ldw,ma` and `ldw,mb`: the displacement's sign says which of the two they do. */
function isLongModify({ row, form, completers }: Candidate): boolean {
  if (!form || !row.name.endsWith('wm')) return false;
  return completers.length === 1 && ['ma', 'mb'].includes(completers[0].name.toLowerCase());
}

/** Whether a name is an instruction at all, whatever its completers and operands. */
export function isInstruction(name: string): boolean {
  const lower = name.toLowerCase();
  return isMnemonic(lower) || isPseudo(lower) || SPELLINGS.includes(lower);
}

/** All names of instructions, to look for similar ones. */
export function instructionNames(): string[] {
  return [...mnemonics(), ...pseudoNames(), ...SPELLINGS];
}

/** No row has these completers, or, for a spelling that isn't a row's, such operands. */
function unknownMnemonic({ mnemonic, completers }: InstructionStatement): { message: string; span: Span } {
  if (mnemonic.name.toLowerCase() === 'shladd') {
    return { message: 'shladd is written shladd %r,count,%r,%r with a count of 1 to 3', span: mnemonic.span };
  }
  const written = completers.map(({ name }) => `,${name}`).join('');
  return { message: `there is no instruction '${mnemonic.name}${written}'`, span: mnemonic.span };
}
