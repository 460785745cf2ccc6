/**
 * Symbols that the linker defines where the program uses them without defining them: ends of the code and the data, lists
 * of functions to be called at the start, and both ends of sections whose names are C names.
 */
import { SourceText } from '../diagnostics/source.ts';
import { AssemblySymbol } from '../expressions/bound.ts';
import { fileHeaderAddress } from './file-header.ts';
import type { OutputSection } from './output-section.ts';
import { Section } from '../layout/section.ts';
import { DATA } from '../layout/standard-sections.ts';

type Place = (sections: readonly OutputSection[]) => number;

const NAMED: Readonly<Record<string, Place>> = {
  ...everySpelling(
    'etext',
    endOf(({ attributes }) => attributes.executable),
  ),
  ...everySpelling(
    'edata',
    endOf(({ attributes }) => !attributes.nobits),
  ),
  ...everySpelling(
    'end',
    endOf(() => true),
  ),
  __bss_start: startOf(
    ({ attributes }) => attributes.nobits,
    endOf(() => true),
  ),
  __ehdr_start: fileHeaderAddress,
  __executable_start: fileHeaderAddress,
  _GLOBAL_OFFSET_TABLE_: ends('.got').start,
  ...bothEnds('__preinit_array', '.preinit_array'),
  ...bothEnds('__init_array', '.init_array'),
  ...bothEnds('__fini_array', '.fini_array'),
};

function everySpelling(name: string, place: Place): Record<string, Place> {
  return { [name]: place, [`_${name}`]: place, [`__${name}`]: place };
}

function bothEnds(prefix: string, section: string): Record<string, Place> {
  const { start, end } = ends(section);
  return { [`${prefix}_start`]: start, [`${prefix}_end`]: end };
}

/** Both ends of a section; 0 where there is none, so that such a list is empty. */
function ends(name: string): { start: Place; end: Place } {
  const find = (sections: readonly OutputSection[]): OutputSection | undefined =>
    sections.find((section) => section.name === name);
  return {
    start: (sections) => find(sections)?.address ?? 0,
    end: (sections) => {
      const found = find(sections);
      return found === undefined ? 0 : found.address + found.size;
    },
  };
}

type Test = (section: OutputSection) => boolean;

function endOf(test: Test): Place {
  return (sections) => {
    const ends = sections
      .filter((each) => each.attributes.allocated && test(each))
      .map((each) => each.address + each.size);
    return Math.max(0, ...ends);
  };
}

function startOf(test: Test, absent: Place): Place {
  return (sections) => sections.find((each) => each.attributes.allocated && test(each))?.address ?? absent(sections);
}

export class ProvidedSymbols {
  private readonly symbols = new Map<string, { readonly symbol: AssemblySymbol; readonly place: Place }>();

  private readonly names: ReadonlySet<string>;
  private sections: readonly OutputSection[] = [];

  /** @param names of all sections of the program */
  constructor(names: ReadonlySet<string>) {
    this.names = names;
  }

  /** The linker's symbol of this name, if it has one. */
  find(name: string): AssemblySymbol | undefined {
    const known = this.symbols.get(name);
    if (known !== undefined) return known.symbol;
    const place = Object.hasOwn(NAMED, name) ? NAMED[name] : this.endOfSection(name);
    if (place === undefined) return undefined;
    const symbol = new AssemblySymbol(name);
    this.symbols.set(name, { symbol, place });
    define(symbol, place(this.sections));
    return symbol;
  }

  /** `.startof.name`, `.sizeof.name`, and `__start_name`, `__stop_name`, which no section with a dot in its name can have. */
  private endOfSection(name: string): Place | undefined {
    const section = /^\.(startof|sizeof)\.(.+)$/.exec(name);
    if (section !== null && this.names.has(section[2])) {
      const { start, end } = ends(section[2]);
      return section[1] === 'startof' ? start : (sections) => end(sections) - start(sections);
    }
    const match = /^__(start|stop)_([A-Za-z_]\w*)$/.exec(name);
    if (match === null || !this.names.has(match[2])) return undefined;
    return ends(match[2])[match[1] === 'start' ? 'start' : 'end'];
  }

  /** Gives symbols their addresses, those that are found later too. */
  place(sections: readonly OutputSection[]): void {
    this.sections = sections;
    for (const { symbol, place } of this.symbols.values()) define(symbol, place(sections));
  }
}

function define(symbol: AssemblySymbol, address: number): void {
  const span = { source: new SourceText('(linker)', ''), start: 0, end: 0 };
  const section = new Section('(linker)', DATA);
  section.address = address;
  symbol.definition = { kind: 'label', location: { section, fragment: section.fragments[0], offset: 0 }, span };
}
