/** From what stands in the source as mnemonic and completers to the rows of the instruction table it can mean. */
import { INSTRUCTIONS, type Instruction } from '../../emulator/isa/instructions.ts';
import type { Identifier } from '../syntax/ast.ts';
import { FURTHER_INSTRUCTIONS } from './beyond-manual.ts';

/** One row that a mnemonic can mean. */
export interface Candidate {
  readonly row: Instruction;
  /** The completers that are left when those that choose the row are taken away. */
  readonly completers: readonly Identifier[];
  /** The mnemonic names this row and its negated partner: the condition chooses. */
  readonly either: boolean;
  /** The mnemonic names several forms of a load or store: the operands choose. */
  readonly form: boolean;
}

/**
 * Load and store mnemonics that stand for several rows, in the order in which GNU as tries them: a short displacement,
 * an index register, a long displacement, one with base modification.
 */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  ldw: ['ldws', 'ldwx', 'ldw', 'ldwm'],
  ldh: ['ldhs', 'ldhx', 'ldh'],
  ldb: ['ldbs', 'ldbx', 'ldb'],
  ldwa: ['ldwas', 'ldwax'],
  ldcw: ['ldcws', 'ldcwx'],
  stw: ['stws', 'stw', 'stwm'],
  sth: ['sths', 'sth'],
  stb: ['stbs', 'stb'],
  stwa: ['stwas'],
  fldw: ['fldws', 'fldwx'],
  fldd: ['fldds', 'flddx'],
  fstw: ['fstws', 'fstwx'],
  fstd: ['fstds', 'fstdx'],
};

interface Entry {
  readonly row: Instruction;
  /** Completers that are part of the spelling. */
  readonly implied: readonly string[];
  readonly either: boolean;
  readonly form: boolean;
}

const ENTRIES = buildEntries();

function buildEntries(): ReadonlyMap<string, readonly Entry[]> {
  const entries = new Map<string, Entry[]>();
  const add = (spelling: string, row: Instruction, either: boolean, form: boolean): void => {
    const [name, ...implied] = spelling.split(',');
    const list = entries.get(name) ?? [];
    list.push({ row, implied, either, form });
    entries.set(name, list);
  };
  const byName = new Map<string, Instruction>(INSTRUCTIONS.map((row) => [row.name, row]));
  for (const [mnemonic, forms] of Object.entries(FORMS)) {
    for (const form of forms) {
      const row = byName.get(form);
      if (row !== undefined) add(mnemonic, row, false, true);
    }
  }
  for (const row of [...INSTRUCTIONS, ...FURTHER_INSTRUCTIONS]) {
    if (!(row.name in FORMS)) add(row.mnemonic, row, false, false);
    for (const spelling of row.spellings) add(spelling, row, false, false);
    for (const spelling of row.either) add(spelling, row, true, false);
  }
  return entries;
}

export function isMnemonic(name: string): boolean {
  return ENTRIES.has(name.toLowerCase());
}

export function mnemonics(): Iterable<string> {
  return ENTRIES.keys();
}

/** Whether some row of this mnemonic has no operands. */
export function takesNothing(name: string): boolean {
  return (ENTRIES.get(name) ?? []).some(({ row }) => row.operands.length === 0);
}

/** The spellings of a mnemonic with the completers that belong to them. */
export function spellingsOf(mnemonic: string): string[] {
  const name = mnemonic.toLowerCase();
  return [...new Set((ENTRIES.get(name) ?? []).map(({ implied }) => [name, ...implied].join(',')))];
}

/**
 * The rows that a mnemonic can mean with these completers: those whose spelling takes most of them. `add,c,tsv` is
 * ADDCO, not ADDC with a condition "tsv".
 */
export function candidates(mnemonic: Identifier, completers: readonly Identifier[]): Candidate[] {
  const entries = ENTRIES.get(mnemonic.name.toLowerCase()) ?? [];
  const words = completers.map(({ name }) => name.toLowerCase());
  const fitting = entries.filter(({ implied }) => implied.every((word) => words.includes(word)));
  const most = Math.max(0, ...fitting.map(({ implied }) => implied.length));
  return fitting
    .filter(({ implied }) => implied.length === most)
    .map(({ row, implied, either, form }) => {
      const left = completers.filter((completer) => !implied.includes(completer.name.toLowerCase()));
      return { row, completers: left, either, form };
    });
}
