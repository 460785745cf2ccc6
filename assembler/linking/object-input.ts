/** An object file on its way into the image: its sections, symbols and relocations in the linker's terms. */
import { SECTION_FLAGS, SECTION_TYPE, SYMBOL_BINDING, SYMBOL_TYPE } from '../../emulator/elf/format.ts';
import type { ObjectFile, ObjectRelocation, ObjectSection, ObjectSymbol } from '../../emulator/elf/object-file.ts';
import { relocationType } from '../../emulator/elf/relocation-types.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { SourceText, type Span } from '../diagnostics/source.ts';
import { type Bound, AssemblySymbol, type SymbolType } from '../expressions/bound.ts';
import { Section } from '../layout/section.ts';
import type { SectionAttributes, SectionKind } from '../sections/attributes.ts';
import type { LinkInput } from './input.ts';

/** The sections and symbols of an object file. What this linker can't do is reported with the place that needs it. */
export function objectInput(name: string, object: ObjectFile, diagnostics: Diagnostics): LinkInput {
  return new ObjectConverter(name, diagnostics).convert(object);
}

class ObjectConverter {
  private readonly name: string;
  private readonly diagnostics: Diagnostics;
  private readonly span: Span;
  private readonly sections = new Map<ObjectSection, Section>();
  private readonly symbols = new Map<ObjectSymbol, AssemblySymbol>();

  constructor(name: string, diagnostics: Diagnostics) {
    this.name = name;
    this.diagnostics = diagnostics;
    this.span = new SourceText(name, '').span(0, 0);
  }

  convert(object: ObjectFile): LinkInput {
    const groups = new Map<ObjectSection, SectionAttributes['group']>();
    for (const { signature, comdat, sections } of object.groups) {
      for (const section of sections) groups.set(section, { name: signature.name, comdat });
    }
    for (const section of object.sections) this.sections.set(section, sectionOf(section, groups.get(section)));
    for (const symbol of object.symbols) this.symbols.set(symbol, this.symbolOf(symbol));
    for (const [from, section] of this.sections) {
      for (const relocation of from.relocations) this.addFixup(relocation, from, section);
    }
    const symbols = [...this.symbols.values()];
    const sections = [...this.sections.values()];
    return { name: this.name, symbols: { all: () => symbols }, sections: { values: () => sections }, isObject: true };
  }

  private symbolOf({ name, value, size, type, binding, place }: ObjectSymbol): AssemblySymbol {
    const symbol = new AssemblySymbol(name);
    const { span } = this;
    symbol.global = binding !== SYMBOL_BINDING.LOCAL;
    // Several files may have a unique symbol: any of them will do.
    symbol.unique = binding === SYMBOL_BINDING.GNU_UNIQUE;
    symbol.weak = binding === SYMBOL_BINDING.WEAK || symbol.unique;
    symbol.type = SYMBOL_TYPES[type] ?? 'notype';
    symbol.size = { kind: 'constant', value: BigInt(size), span };
    if (place === 'undefined') symbol.firstUse = span;
    else if (place === 'common') symbol.common = { size, alignment: Math.max(1, value), span };
    else if (place === 'absolute' || place === 'group')
      symbol.definition = { kind: 'value', value: this.constant(value), span };
    else {
      const section = this.sections.get(place);
      if (section !== undefined) {
        const location = { section, fragment: section.fragments[0], offset: value };
        symbol.definition = { kind: 'label', location, span };
      }
    }
    return symbol;
  }

  private constant(value: number): Bound {
    return { kind: 'constant', value: BigInt(value), span: this.span };
  }

  private addFixup({ offset, type, symbol, addend }: ObjectRelocation, from: ObjectSection, section: Section): void {
    const place = new SourceText(`${this.name}(${from.name}+0x${offset.toString(16)})`, '');
    const span = place.span(0, 0);
    const known = relocationType(type);
    if (known === undefined || known.field === 'doubleword' || known.field === 'w22') {
      this.diagnostics.error(span, `relocation type ${type} has no use in a static program for PA-RISC 1.1`);
      return;
    }
    // One that fills nothing in says that its symbol is needed.
    const fills = known.field !== 'none';
    if (!fills && symbol === undefined) return;
    if (fills && (from.data === undefined || offset + 4 > from.size)) {
      this.diagnostics.error(span, 'this relocation is for bytes that the section does not have');
      return;
    }
    const number: Bound = { kind: 'constant', value: BigInt(addend), span };
    const target = symbol === undefined ? undefined : this.symbols.get(symbol);
    const left: Bound = target === undefined ? this.constant(0) : { kind: 'symbol', symbol: target, span };
    const expression: Bound = { kind: 'binary', operator: '+', left, right: number, span };
    const location = { section, fragment: section.fragments[0], offset };
    section.fixups.push({
      location,
      field: { kind: 'relocation', type: known },
      selector: undefined,
      expression,
      span,
    });
  }
}

const SYMBOL_TYPES: Readonly<Partial<Record<number, SymbolType>>> = {
  [SYMBOL_TYPE.OBJECT]: 'object',
  [SYMBOL_TYPE.FUNC]: 'function',
  [SYMBOL_TYPE.MILLICODE]: 'millicode',
  [SYMBOL_TYPE.COMMON]: 'object',
  [SYMBOL_TYPE.TLS]: 'tls',
  [SYMBOL_TYPE.GNU_IFUNC]: 'ifunc',
  [SYMBOL_TYPE.FILE]: 'file',
};

const KINDS: Readonly<Partial<Record<number, SectionKind>>> = {
  [SECTION_TYPE.NOTE]: 'note',
  [SECTION_TYPE.INIT_ARRAY]: 'init_array',
  [SECTION_TYPE.FINI_ARRAY]: 'fini_array',
  [SECTION_TYPE.PREINIT_ARRAY]: 'preinit_array',
};

function sectionOf(
  { name, type, flags, alignment, entrySize, size, data, linkedTo }: ObjectSection,
  group: SectionAttributes['group'],
): Section {
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const attributes: SectionAttributes = {
    allocated: has(SECTION_FLAGS.ALLOC),
    writable: has(SECTION_FLAGS.WRITE),
    executable: has(SECTION_FLAGS.EXECINSTR),
    nobits: data === undefined,
    kind: KINDS[type],
    group,
    excluded: has(SECTION_FLAGS.EXCLUDE),
    retained: has(SECTION_FLAGS.RETAIN),
    linkedTo: linkedTo?.name,
    merged: has(SECTION_FLAGS.MERGE) ? { entrySize, strings: has(SECTION_FLAGS.STRINGS) } : undefined,
    threadLocal: has(SECTION_FLAGS.TLS),
  };
  const section = new Section(name, attributes);
  section.alignment = alignment;
  const [fragment] = section.fragments;
  fragment.length = size;
  // A copy: the linker writes into it, and an archive's member may be linked again.
  if (data !== undefined) fragment.bytes = Uint8Array.from(data);
  return section;
}
