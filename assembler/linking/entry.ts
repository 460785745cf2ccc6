/** Where execution begins: at the symbol that --entry names, at `_start`, or at the start of .text. */
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { evaluate, type Scope } from '../expressions/evaluate.ts';
import { place, type AssemblySymbol, type Bound } from '../expressions/bound.ts';
import { addressOf } from '../layout/store.ts';
import type { LinkInput } from './input.ts';
import type { OutputSection } from './output-section.ts';
import { SourceText } from '../diagnostics/source.ts';

/** Where a program begins that says nothing else. */
export const DEFAULT_ENTRY = '_start';

/** As what the entry is looked for. */
export interface EntryRequest {
  /** undefined: {@link DEFAULT_ENTRY} if there is one. */
  readonly wanted: string | undefined;
  readonly inputs: readonly LinkInput[];
  readonly globals: ReadonlyMap<string, AssemblySymbol>;
}

/** The place where execution begins; undefined for a program without code. */
export function entryPlace(request: EntryRequest): Bound | undefined {
  const symbol = entrySymbol(request);
  if (symbol?.definition !== undefined) return { kind: 'symbol', symbol, span: symbol.definition.span };
  const sections = request.inputs.flatMap((input) => [...input.sections.values()]);
  const code = sections.find(({ attributes, size }) => attributes.executable && size > 0);
  const span = new SourceText('(linker)', '').span(0, 0);
  return code && place({ section: code, fragment: code.fragments[0], offset: 0 }, span);
}

/** The symbol at which execution begins: a global one before one that a file keeps to itself. */
function entrySymbol({ wanted, inputs, globals }: EntryRequest): AssemblySymbol | undefined {
  const name = wanted ?? DEFAULT_ENTRY;
  const find = (): AssemblySymbol | undefined =>
    inputs
      .flatMap(({ symbols }) => [...symbols.all()])
      .find((each) => each.name === name && each.definition !== undefined);
  return globals.get(name) ?? find();
}

/** The entry's address in the program whose sections are placed. */
export function entryAddress(
  request: EntryRequest,
  sections: readonly OutputSection[],
  scope: Scope,
  diagnostics: Diagnostics,
): number {
  const { wanted, inputs } = request;
  const symbol = entrySymbol(request);
  const span = symbol?.definition?.span;
  if (symbol === undefined || span === undefined) {
    if (wanted !== undefined) {
      const known = (): string[] => inputs.flatMap(({ symbols }) => [...symbols.all()].map((each) => each.name));
      const hint = diagnostics.didYouMean(undefined, wanted, known);
      diagnostics.error(undefined, `the entry symbol '${wanted}' is not defined${hint}`);
    }
    return sections.find((section) => section.name === '.text')?.address ?? 0;
  }
  const value = evaluate({ kind: 'symbol', symbol, span }, scope);
  const address = value.kind === 'value' ? Number(BigInt.asUintN(32, addressOf(value))) : 0;
  if (address % 4 !== 0) diagnostics.error(span, `the entry point 0x${address.toString(16)} is not a multiple of 4`);
  return address;
}
