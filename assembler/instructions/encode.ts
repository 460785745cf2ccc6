/** Encodes one instruction statement: tries the rows that it can mean, and explains the best failure. */
import { encodeFields } from '../../emulator/isa/encode.ts';
import type { Instruction } from '../../emulator/isa/instructions.ts';
import type { Span } from '../diagnostics/source.ts';
import type { Identifier, Operation } from '../syntax/ast.ts';
import { matchCompleters, type CompleterResult } from './completers.ts';
import { candidates, isMnemonic, mnemonics, spellingsOf, takesNothing, type Candidate } from './lookup.ts';
import { matchOperands, OTHER_COMPLETERS, type Binder, type Failure, type PendingOperand } from './operands.ts';
import { expandPseudo, isPseudo, pseudoNames, pseudoUsage } from './pseudo.ts';
import { normalizeSpelling, SPELLINGS } from './spellings.ts';

export type InstructionStatement = Extract<Operation, { kind: 'instruction' }>;

export interface Encoded {
  readonly ok: true;
  readonly row: Instruction;
  /** With zeros in the fields of pending operands. */
  readonly word: number;
  /** It has the completer ,n. */
  readonly nullifies: boolean;
  readonly pending: readonly PendingOperand[];
}

export type Encoding = Encoded | { readonly ok: false; readonly message: string; readonly span: Span };

/** Encodes the instructions of one source. */
export class Encoder {
  /** What was found out about mnemonics with completers that some row has: few, however long the source is. */
  private readonly known = new Map<string, readonly Choice[]>();

  /** Encodes a statement, or says what is wrong with it. */
  encode(written: InstructionStatement, binder: Binder): Encoding {
    return this.encodeAs(written.mnemonic.name, normalizeSpelling(written), binder);
  }

  /** `shown` is the mnemonic as it was written, for messages. */
  private encodeAs(shown: string, statement: InstructionStatement, binder: Binder): Encoding {
    const name = statement.mnemonic.name.toLowerCase();
    if (isPseudo(name)) {
      const expanded = expandPseudo(statement);
      return 'message' in expanded ? { ok: false, ...expanded } : this.encodeAs(shown, expanded, binder);
    }
    const choices = this.choicesOf(statement);
    for (const { candidate, word } of choices) {
      if (word === undefined) continue;
      const matched = matchOperands(candidate, statement.operands, statement.span, shown, binder);
      if (!matched.ok) continue;
      const nullifies = statement.completers.some((completer) => completer.name.toLowerCase() === 'n');
      return { ok: true, row: candidate.row, word: (word | matched.bits) >>> 0, nullifies, pending: matched.pending };
    }
    return explain(choices, shown, statement, binder);
  }

  private choicesOf({ mnemonic, completers }: InstructionStatement): readonly Choice[] {
    let key = mnemonic.name;
    for (const { name } of completers) key += `,${name}`;
    const found = this.known.get(key);
    if (found !== undefined) return found;
    const choices = candidates(mnemonic, completers).map((candidate) => {
      const matched = completersOf(candidate, mnemonic);
      return { candidate, word: matched.ok ? encodeFields(candidate.row, matched.fields) : undefined };
    });
    if (choices.some(({ word }) => word !== undefined)) this.known.set(key, choices);
    return choices;
  }
}

/** What is wrong: of several rows' failures that of the one that came farthest. */
function explain(
  choices: readonly Choice[],
  shown: string,
  statement: InstructionStatement,
  binder: Binder,
): Extract<Encoding, { ok: false }> {
  let best: Failure | undefined;
  for (const choice of choices) {
    const failure = failureOf(choice, shown, statement, binder);
    if (failure !== undefined && (best === undefined || failure.progress > best.progress)) best = failure;
  }
  return best ?? { ok: false, ...unknownMnemonic(statement) };
}

/** A row that a mnemonic with its completers can mean. */
interface Choice {
  readonly candidate: Candidate;
  /** The row's word with these completers; undefined if the row hasn't got them. */
  readonly word: number | undefined;
}

function completersOf(candidate: Candidate, mnemonic: Identifier): CompleterResult {
  return isLongModify(candidate) ? { ok: true, fields: {} } : matchCompleters(candidate, mnemonic);
}

function failureOf(
  { candidate, word }: Choice,
  shown: string,
  { mnemonic, completers, operands, span }: InstructionStatement,
  binder: Binder,
): Failure | undefined {
  if (word !== undefined) {
    const matched = matchOperands(candidate, operands, span, shown, binder);
    return matched.ok ? undefined : matched;
  }
  // The choice may come from an earlier statement, but the message is about this one.
  const own = candidates(mnemonic, completers).find(({ row }) => row === candidate.row) ?? candidate;
  const failure = completersOf(own, { name: shown, span: mnemonic.span });
  return failure.ok ? undefined : { ...failure, progress: OTHER_COMPLETERS };
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

/** Names that are an instruction by themselves. */
export function namesWithoutOperands(): string[] {
  return instructionNames().filter((name) => (isPseudo(name) ? pseudoUsage(name) === '' : takesNothing(name)));
}

/** No row has these completers, or, for a spelling that isn't a row's, such operands. */
function unknownMnemonic({ mnemonic, completers }: InstructionStatement): { message: string; span: Span } {
  if (mnemonic.name.toLowerCase() === 'shladd') {
    return { message: 'shladd is written shladd %r,count,%r,%r with a count of 1 to 3', span: mnemonic.span };
  }
  const written = completers.map(({ name }) => `,${name}`).join('');
  const spellings = spellingsOf(mnemonic.name);
  if (spellings.length > 0) {
    const message = `there is no instruction '${mnemonic.name}${written}'; there are ${spellings.join(', ')}`;
    return { message, span: mnemonic.span };
  }
  return { message: `there is no instruction '${mnemonic.name}${written}'`, span: mnemonic.span };
}
