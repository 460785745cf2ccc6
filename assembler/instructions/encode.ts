/** Encodes one instruction statement: tries the rows that it can mean, and explains the best failure. */
import { encodeFields } from '../../emulator/isa/encode.ts';
import type { Instruction } from '../../emulator/isa/instructions.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Operation } from '../syntax/ast.ts';
import { matchCompleters } from './completers.ts';
import { candidates, mnemonics, type Candidate } from './lookup.ts';
import { matchOperands, type Binder, type Failure, type PendingOperand } from './operands.ts';
import { expandPseudo, isPseudo, pseudoNames } from './pseudo.ts';

export type InstructionStatement = Extract<Operation, { kind: 'instruction' }>;

export type Encoding =
  | { readonly ok: true; readonly row: Instruction; readonly word: number; readonly pending: readonly PendingOperand[] }
  | { readonly ok: false; readonly message: string; readonly span: Span };

/** The word, with zeros in the fields of pending operands. */
export function encodeInstruction(statement: InstructionStatement, binder: Binder): Encoding {
  const name = statement.mnemonic.name.toLowerCase();
  if (isPseudo(name)) {
    const expanded = expandPseudo(statement);
    return 'message' in expanded ? { ok: false, ...expanded } : encodeInstruction(expanded, binder);
  }
  const rows = candidates(statement.mnemonic, statement.completers);
  if (rows.length === 0) return { ok: false, ...unknownMnemonic(statement) };
  let best: Failure | undefined;
  for (const candidate of rows) {
    const result = tryCandidate(candidate, statement, binder);
    if (result.ok) return result;
    if (best === undefined || result.progress > best.progress) best = result;
  }
  return best ?? { ok: false, ...unknownMnemonic(statement) };
}

function tryCandidate(
  candidate: Candidate,
  { mnemonic, operands, span }: InstructionStatement,
  binder: Binder,
): Extract<Encoding, { ok: true }> | Failure {
  const { row } = candidate;
  const completers = isLongModify(candidate)
    ? ({ ok: true, fields: {} } as const)
    : matchCompleters(candidate, mnemonic);
  if (!completers.ok) return { ...completers, progress: 0 };
  const matched = matchOperands(candidate, operands, span, mnemonic.name, binder);
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

function unknownMnemonic({ mnemonic, completers }: InstructionStatement): { message: string; span: Span } {
  const known = [...mnemonics(), ...pseudoNames()];
  if (known.includes(mnemonic.name.toLowerCase())) {
    const written = completers.map(({ name }) => `,${name}`).join('');
    return { message: `${mnemonic.name} needs other completers than '${written}'`, span: mnemonic.span };
  }
  const hint = didYouMean(mnemonic.name, known);
  return { message: `unknown instruction '${mnemonic.name}'${hint}`, span: mnemonic.span };
}
