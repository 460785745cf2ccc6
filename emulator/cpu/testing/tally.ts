/**
 * How many instructions of each row were executed by both sides of a comparison, and by class the table of them: "executed"
 * counts those whose effects were compared, "differed" the blocks or results in which the two sides were not equal.
 */
import { INSTRUCTIONS, type Mnemonic } from '../../isa/instructions.ts';

/** The classes, each by the first of its rows: the table keeps the order of the manual's chapters 5 and 6. */
const CLASSES: readonly (readonly [Mnemonic, string])[] = [
  ['ldw', 'loads and stores, long displacement'],
  ['ldwx', 'loads, indexed'],
  ['ldws', 'loads and stores, short displacement'],
  ['ldo', 'immediate'],
  ['bl', 'unconditional branch'],
  ['movb', 'conditional branch'],
  ['add', 'arithmetic and logical'],
  ['addi', 'arithmetic, immediate'],
  ['vshd', 'shift, extract, deposit'],
  ['break', 'system control'],
  ['prober', 'probe, TLB and cache'],
  ['fldwx', 'floating-point loads and stores'],
  ['fid', 'floating point, one operand'],
  ['fcnvff', 'floating-point conversions'],
  ['fcmp', 'floating-point compare and test'],
  ['fadd', 'floating point, two operands'],
  ['fmpyadddbl', 'floating point, multiple operations'],
  ['pmdis', 'performance monitor'],
  ['copr', 'other coprocessors'],
  ['spop0', 'special function units'],
];

/** Why a row cannot be executed at level 3 and compared; with the guests that prove it (hypervisor/guests/processor). */
export const ELSEWHERE: readonly (readonly [reason: string, guests: string, rows: readonly Mnemonic[]])[] = [
  ['privileged', 'data.s', ['ldwax', 'ldwas', 'stwas', 'lpa', 'lci']],
  ['privileged', 'psw.s', ['rfi', 'rfir', 'ssm', 'rsm', 'mtsm']],
  ['privileged', 'traps.s', ['diag']],
  ['privileged', 'tlb.s', ['pdtlb', 'pitlb', 'pdtlbe', 'pitlbe', 'idtlba', 'iitlba', 'idtlbp', 'iitlbp']],
  ['traps always', 'traps.s', ['break']],
  ["gives the processor's own number", 'emulator/fpu/status-register.test.ts', ['fid']],
  [
    'traps always: no such unit',
    'assist.s',
    [
      ...(['pmdis', 'pmenb', 'copr', 'cldwx', 'clddx', 'cstwx', 'cstdx', 'cldws', 'cldds', 'cstws', 'cstds'] as const),
      ...(['spop0', 'spop1', 'spop2', 'spop3'] as const),
    ],
  ],
];

/** Names of the rows that must be executed in a comparison: all but those above. */
export const COMPARABLE: readonly Mnemonic[] = INSTRUCTIONS.map(({ name }) => name).filter(
  (name) => !ELSEWHERE.some(([, , rows]) => rows.includes(name)),
);

export class Tally {
  readonly #columns = new Map<string, Map<number, number>>();
  readonly #differences = new Map<number, number>();

  /** Notes that rows, by their numbers, were executed so often and compared. `column` is a heading of the table. */
  executed(column: string, counts: ReadonlyMap<number, number>): void {
    const sums = this.#columns.get(column) ?? new Map<number, number>();
    for (const [row, count] of counts) sums.set(row, (sums.get(row) ?? 0) + count);
    this.#columns.set(column, sums);
  }

  /** Notes a difference that an instruction of this row made. */
  differed(row: number): void {
    this.#differences.set(row, (this.#differences.get(row) ?? 0) + 1);
  }

  /** Comparable rows that were not executed in this column. */
  missing(column: string, of: readonly Mnemonic[] = COMPARABLE): Mnemonic[] {
    const counts = this.#columns.get(column);
    return INSTRUCTIONS.filter(({ name, index }) => of.includes(name) && (counts?.get(index) ?? 0) === 0).map(
      ({ name }) => name,
    );
  }

  total(column: string): number {
    return [...(this.#columns.get(column)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  }

  /** The table, for people. */
  toString(): string {
    const columns = [...this.#columns.keys()];
    const begins = CLASSES.map(([first]) => INSTRUCTIONS.findIndex(({ name }) => name === first));
    const lines = CLASSES.map(([, title], i) => {
      const rows = INSTRUCTIONS.slice(begins[i], begins[i + 1] ?? INSTRUCTIONS.length);
      const comparable = rows.filter(({ name }) => COMPARABLE.includes(name));
      const sum = (counts: ReadonlyMap<number, number> | undefined): number =>
        rows.reduce((total, { index }) => total + (counts?.get(index) ?? 0), 0);
      const counts = columns.map((column) => String(sum(this.#columns.get(column))));
      return [title, `${comparable.length} of ${rows.length}`, ...counts, String(sum(this.#differences))];
    });
    const differed = [...this.#differences.values()].reduce((sum, count) => sum + count, 0);
    const totals = columns.map((column) => String(this.total(column)));
    return [
      ...table([
        ['executed on both sides, by class', 'rows', ...columns, 'differed'],
        ...lines,
        ['all', `${COMPARABLE.length} of ${INSTRUCTIONS.length}`, ...totals, String(differed)],
      ]),
      'The other rows are proven elsewhere:',
      ...ELSEWHERE.map(([reason, guests, rows]) => `  ${rows.join(' ')}: ${reason}; ${guests}`),
    ].join('\n');
  }
}

/** Lines of a table, whose first row is its heading. Columns of numbers are aligned to the right. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const columns = rows[0].map((_, column) => {
    const [heading, ...cells] = rows.map((row) => row[column]);
    return {
      width: Math.max(...[heading, ...cells].map(({ length }) => length)),
      right: cells.every((cell) => /^\d+$/.test(cell)),
    };
  });
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const { width, right } = columns[column];
        return right ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
