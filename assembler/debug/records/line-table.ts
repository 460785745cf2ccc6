/**
 * Which line of which file each instruction comes from: what .file and .loc say, or with -g the source's own lines. Rows
 * are collected while the source is read; line-program.ts writes them (DWARF 3 and 5, 6.2; GNU as manual, ".loc").
 */
import type { Span } from '../../diagnostics/source.ts';
import { constant, type Bound, AssemblySymbol } from '../../expressions/bound.ts';
import type { Location, PlacedSection } from '../../sections/location.ts';

export interface SourceFile {
  /** Index in the list of directories. */
  readonly directory: number;
  readonly name: string;
  /** The MD5 sum of its text, as .file can give it from DWARF 5 on. */
  readonly md5: bigint | undefined;
}

/** What .loc says: it holds for the next instruction, some of it for later ones too. */
export interface SourcePosition {
  file: number;
  line: number;
  column: number;
  isStatement: boolean;
  isa: number;
  /** These describe one row alone. */
  discriminator: number;
  basicBlock: boolean;
  prologueEnd: boolean;
  epilogueBegin: boolean;
  view: ViewRequest | undefined;
}

/**
 * Rows of one address are told apart by their view, a number that counts from 0: .loc can give the number a name, say
 * that it is 0, or begin anew with 0.
 */
export type ViewRequest =
  | { readonly kind: 'name'; define(view: Bound): void }
  | { readonly kind: 'zero'; readonly span: Span }
  | { readonly kind: 'reset' };

export interface LineRow extends Readonly<SourcePosition> {
  readonly location: Location;
  readonly subsection: number;
  readonly viewNumber: Bound;
  /** Its view is 0 though the address may be that of the row before: readers must be told. */
  readonly beginsAnew: boolean;
  readonly span: Span;
}

/** How DWARF is written: by -g, or because .loc asks for it. */
export interface DebugOptions {
  /** 2 to 5, of --gdwarf-N. */
  readonly version: number;
}

/** DWARF's versions: of .loc if nothing else is said, and of what only the fifth has. */
const VERSION_LOC = 3;
export const VERSION_5 = 5;

export class LineTable {
  /** By number. */
  readonly files = new Map<number, SourceFile>();
  /** Number 0 is the compiler's working directory, if .file 0 says it. */
  readonly directories: (string | undefined)[] = [undefined];
  version = VERSION_LOC;
  /** The last .file with a number. */
  lastFile: Span | undefined;
  private readonly rows = new Map<PlacedSection, LineRow[]>();
  private readonly current: SourcePosition = {
    file: 1,
    line: 1,
    column: 0,
    isStatement: true,
    isa: 0,
    discriminator: 0,
    basicBlock: false,
    prologueEnd: false,
    epilogueBegin: false,
    view: undefined,
  };
  /** The .loc that no instruction has followed yet. */
  private pending: Span | undefined;
  /** -g: instructions have the lines of this source. */
  private generates = false;
  private last: { readonly file: number; readonly line: number } | undefined;
  /** Every label begins a row: .loc_mark_labels. */
  marksLabels = false;

  /** With -g: gives instructions the lines they stand on, until the source says otherwise itself. */
  generate({ version }: DebugOptions): void {
    this.generates = true;
    this.version = version;
  }

  /** Whether .file has given this number; those that -g gives are none of the source's. */
  hasFile(number: number): boolean {
    return !this.generates && this.files.has(number);
  }

  /** Whether instructions matter at present. */
  get active(): boolean {
    return this.generates || this.pending !== undefined;
  }

  /** What the source says about lines replaces what -g finds. */
  private takeOver(): void {
    if (this.generates) {
      this.generates = false;
      this.rows.clear();
      this.files.clear();
      this.directories.splice(1);
    }
  }

  /**
   * `.file number "name"`, where the directory may be part of the name; number 0 may have it apart. Gives the file that
   * has the number already, if that is another one.
   */
  defineFile(
    number: number,
    directory: string | undefined,
    path: string,
    md5: bigint | undefined,
  ): SourceFile | undefined {
    this.takeOver();
    if (number === 0 || md5 !== undefined) this.version = Math.max(this.version, VERSION_5);
    if (number === 0 && directory !== undefined) this.directories[0] = directory;
    const file =
      number > 0 && directory !== undefined
        ? { directory: this.directoryNumber(directory), name: path, md5 }
        : this.fileOf(path, md5);
    const before = this.files.get(number);
    if (before !== undefined && (before.name !== file.name || before.directory !== file.directory)) return before;
    this.files.set(number, file);
    return undefined;
  }

  private fileOf(path: string, md5?: bigint): SourceFile {
    const slash = path.lastIndexOf('/');
    // The root is no directory of the table: such a name keeps its slash.
    if (slash <= 0) return { directory: 0, name: path, md5 };
    return { directory: this.directoryNumber(path.slice(0, slash)), name: path.slice(slash + 1), md5 };
  }

  private directoryNumber(name: string): number {
    if (name === '') return 0;
    const known = this.directories.indexOf(name);
    return known >= 0 ? known : this.directories.push(name) - 1;
  }

  /** A file's path as its directory and name give it. */
  pathOf({ directory, name }: SourceFile): string {
    return directory === 0 ? name : `${this.directories[directory] ?? ''}/${name}`;
  }

  /** A file number that .file must give before the source ends; undefined if all up to the largest are there. */
  get missingFile(): number | undefined {
    const largest = Math.max(0, ...this.files.keys());
    if (largest <= this.files.size - (this.files.has(0) ? 1 : 0)) return undefined;
    let number = 1;
    while (this.files.has(number)) number++;
    return number;
  }

  /**
   * `.loc`: what it doesn't mention stays as it was. The .loc before gets its row now if it has none, and so does one with a
   * view, of which there can be several in one place.
   */
  setPosition(position: Partial<SourcePosition>, here: Location, span: Span): void {
    this.takeOver();
    this.flush(here);
    Object.assign(this.current, position);
    if (position.view === undefined) this.pending = span;
    else this.addRow(here, span);
  }

  /** Makes the row of a .loc that no instruction has followed. */
  flush(here: Location): void {
    if (this.pending !== undefined) this.addRow(here, this.pending);
  }

  /** An instruction is about to be put here. */
  instruction(here: Location, span: Span): void {
    if (this.pending !== undefined) {
      this.addRow(here, this.pending);
      return;
    }
    if (!this.generates) return;
    const { file, line } = this.lineOf(span);
    // What macros and repetitions produce belongs to the line that calls them.
    if (this.last?.file === file && this.last.line === line) return;
    Object.assign(this.current, { file, line });
    this.addRow(here, span);
  }

  /** A label stands here, which begins a row after .loc_mark_labels. */
  label(here: Location, span: Span): void {
    if (!this.marksLabels || !here.section.attributes.executable) return;
    if (this.generates) Object.assign(this.current, this.lineOf(span));
    else if (this.files.size === 0) return;
    this.current.basicBlock = true;
    this.addRow(here, span);
  }

  /** The file and the line: the one where the outermost macro is called, and in repetitions the one of their body. */
  private lineOf(span: Span): { file: number; line: number } {
    let at = span;
    for (
      let { origin } = span.source;
      origin !== undefined && origin.kind !== 'include';
      { origin } = origin.span.source
    ) {
      if (origin.kind === 'macro') at = origin.span;
    }
    const { file, line } = at.source.locate(at.start);
    return { file: this.generatedFile(file), line };
  }

  private generatedFile(path: string): number {
    const file = this.fileOf(path);
    for (const [number, { directory, name }] of this.files) {
      if (directory === file.directory && name === file.name) return number;
    }
    const number = this.files.size + 1;
    this.files.set(number, file);
    return number;
  }

  private addRow(location: Location, span: Span): void {
    const { current } = this;
    this.pending = undefined;
    this.last = { file: current.file, line: current.line };
    // Line 0 is code that belongs to no line, and has no row.
    if (current.line > 0) {
      const row = { ...current, location, subsection: location.section.subsection, span };
      const rows = this.rows.get(location.section) ?? [];
      this.rows.set(location.section, rows);
      const counted = viewOf(row, rows);
      const beginsAnew = current.view?.kind === 'reset' && !isZero(counted);
      const viewNumber = beginsAnew ? constant(0n, span) : counted;
      rows.push({ ...row, viewNumber, beginsAnew });
      if (current.view?.kind === 'name') current.view.define(viewNumber);
    }
    const ofOneRow = { discriminator: 0, basicBlock: false, prologueEnd: false, epilogueBegin: false, view: undefined };
    Object.assign(current, ofOneRow);
  }

  /** The rows of each section that has any, in the order of the subsections. */
  sequences(): LineRow[][] {
    return [...this.rows.values()].map((rows) => rows.sort((a, b) => a.subsection - b.subsection));
  }
}

/** The number of a row's view: one more than that of the row before if that has the same address, else 0. */
function viewOf(
  { location, subsection, span }: Pick<LineRow, 'location' | 'subsection' | 'span'>,
  rows: readonly LineRow[],
): Bound {
  const zero = constant(0n, span);
  const before = rows.findLast((row) => row.subsection === subsection);
  if (before === undefined) return zero;
  const { fragment, offset } = before.location;
  const isSame = fragment === location.fragment && offset === location.offset;
  if (!isSame && (fragment === location.fragment || fragment.length > offset)) return zero;
  const { viewNumber } = before;
  if (isSame && viewNumber.kind === 'constant') return { ...viewNumber, value: viewNumber.value + 1n, span };
  // Between the two there is something whose size the layout finds out. A comparison that holds is all ones.
  const binary = (operator: '+' | '&' | '==', left: Bound, right: Bound): Bound => {
    return { kind: 'binary', operator, left, right, span };
  };
  const place = (at: Location): Bound => ({ kind: 'location', location: at, span });
  const next = binary('+', viewNumber, constant(1n, span));
  const value = binary('&', binary('==', place(location), place(before.location)), next);
  const symbol = new AssemblySymbol('view');
  symbol.definition = { kind: 'value', value, span };
  return { kind: 'symbol', symbol, span };
}

function isZero(number: Bound): boolean {
  return number.kind === 'constant' && number.value === 0n;
}
