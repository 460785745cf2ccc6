/** From one assembled file to a relocatable object: sections, relocations, and the symbols that others can need. */
import {
  FLAGS_LEVEL_1_0,
  FLAGS_LEVEL_1_1,
  SECTION_FLAGS,
  SHN_LORESERVE,
  SYMBOL_BINDING,
  SYMBOL_TYPE,
  VISIBILITY,
} from '../../emulator/elf/format.ts';
import type {
  ObjectFile,
  ObjectGroup,
  ObjectRelocation,
  ObjectSection,
  ObjectSymbol,
} from '../../emulator/elf/object-file.ts';
import type { Diagnostics } from '../diagnostics/diagnostics.ts';
import { evaluate } from '../expressions/evaluate.ts';
import { OWN_SCOPE, offsetOf, reduce } from '../expressions/reduce.ts';
import { AssemblySymbol } from '../expressions/bound.ts';
import { layOut, alignUp } from '../layout/layout.ts';
import type { Section } from '../layout/section.ts';
import type { PlacedSection } from '../sections/location.ts';
import { UNWIND_TABLE } from '../layout/standard-sections.ts';
import type { Unit } from '../unit.ts';
import { bindingOf, SYMBOL_TYPES } from './image.ts';
import { isLocalName } from './kept-symbols.ts';
import { resolveFixup, type DraftRelocation } from './relocations.ts';
import { sectionType } from './section-types.ts';

/** A section and its relocation section take two numbers each; the tables take some too. */
const MAX_SECTIONS = Math.floor(SHN_LORESERVE / 2) - 8;

/** The object file; what can't be said in one is reported. */
export function objectOf(unit: Unit, diagnostics: Diagnostics): ObjectFile {
  const sections = [...unit.sections.values()];
  if (sections.length > MAX_SECTIONS) {
    diagnostics.error(undefined, `an object file has at most ${MAX_SECTIONS} sections, not ${sections.length}`);
  }
  layOut(sections, OWN_SCOPE, diagnostics);
  const drafts = new Map(sections.map((section) => [section, draftsOf(section, diagnostics)]));
  return new ObjectBuilder(unit, drafts, diagnostics).build();
}

/** Stores what is known, and gives the relocations for the rest. */
function draftsOf(section: Section, diagnostics: Diagnostics): DraftRelocation[] {
  const drafts: DraftRelocation[] = [];
  for (const fixup of section.fixups) {
    const result = resolveFixup(fixup);
    if (result === undefined) continue;
    if ('type' in result) {
      if (result.warning !== undefined) diagnostics.warning(result.warning.span, result.warning.message);
      drafts.push(result);
    } else diagnostics.error(result.span, result.message);
  }
  for (const { target } of drafts) reportNumeric(target, diagnostics);
  return drafts.sort((a, b) => a.offset - b.offset);
}

/** A numeric label must be in this file. */
function reportNumeric(target: AssemblySymbol | PlacedSection | undefined, diagnostics: Diagnostics): void {
  if (!(target instanceof AssemblySymbol) || target.definition !== undefined) return;
  const numeric = /^(\d+)f$/.exec(target.name);
  if (numeric !== null) diagnostics.error(target.firstUse, `there is no label ${numeric[1]}: after this line`);
}

class ObjectBuilder {
  private readonly sections = new Map<PlacedSection, ObjectSection & { linkedTo?: ObjectSection | undefined }>();
  private readonly sectionSymbols = new Map<PlacedSection, ObjectSymbol>();
  private readonly symbols = new Map<AssemblySymbol, ObjectSymbol>();
  private readonly signatures = new Map<string, ObjectSymbol>();
  private readonly unit: Unit;
  private readonly diagnostics: Diagnostics;
  private readonly drafts: ReadonlyMap<Section, readonly DraftRelocation[]>;

  constructor(unit: Unit, drafts: ReadonlyMap<Section, readonly DraftRelocation[]>, diagnostics: Diagnostics) {
    this.unit = unit;
    this.diagnostics = diagnostics;
    this.drafts = drafts;
  }

  build(): ObjectFile {
    const relocations = new Map<Section, ObjectRelocation[]>();
    for (const section of this.drafts.keys()) {
      const list: ObjectRelocation[] = [];
      relocations.set(section, list);
      this.addSection(section, list);
    }
    for (const [section, object] of this.sections) object.linkedTo = this.linkedTo(section);
    this.addSymbols();
    for (const [section, drafts] of this.drafts) {
      for (const { offset, type, target, addend } of drafts) {
        relocations.get(section)?.push({ offset, type, addend, symbol: this.symbolOf(target) });
      }
    }
    const flags = this.unit.level === '1.0' ? FLAGS_LEVEL_1_0 : FLAGS_LEVEL_1_1;
    const signatures = this.addSignatures();
    const symbols = [...this.fileSymbol(), ...this.sectionSymbols.values(), ...this.symbols.values(), ...signatures];
    return { flags, sections: [...this.sections.values()], groups: this.groups(), symbols };
  }

  private addSection(section: Section, relocations: readonly ObjectRelocation[]): void {
    const { attributes, alignment, name } = section;
    const size = alignUp(section.size, alignment);
    let data: Uint8Array | undefined;
    if (!attributes.nobits) {
      data = new Uint8Array(size);
      data.set(section.contents());
    }
    const isList = typeof attributes.kind === 'string' && attributes.kind !== 'note';
    const object: ObjectSection = {
      name,
      type: sectionType(attributes),
      flags: sectionFlags(section),
      alignment,
      entrySize: attributes.merged?.entrySize ?? attributes.entrySize ?? (isList || name === UNWIND_TABLE ? 4 : 0),
      size,
      data,
      relocations,
      about: name === UNWIND_TABLE ? this.sections.get(this.textSection()) : undefined,
    };
    this.sections.set(section, object);
    this.sectionSymbols.set(section, {
      name: '',
      value: 0,
      size: 0,
      type: SYMBOL_TYPE.SECTION,
      binding: SYMBOL_BINDING.LOCAL,
      visibility: VISIBILITY.DEFAULT,
      place: object,
    });
  }

  /** The section whose order this one follows: the one of that name, or with a symbol of it. */
  private linkedTo({ attributes: { linkedTo } }: PlacedSection): ObjectSection | undefined {
    if (linkedTo === undefined || linkedTo === '') return undefined;
    const symbol = this.unit.symbols.get(linkedTo);
    const place = symbol?.definition && offsetOf({ kind: 'symbol', symbol, span: symbol.definition.span });
    const section = place?.section ?? [...this.sections.keys()].find(({ name }) => name === linkedTo);
    if (section === undefined) this.diagnostics.error(undefined, `'${linkedTo}' is no section and no place in one`);
    return section && this.sections.get(section);
  }

  /** Gives each group the symbol of its name. If there is none, there is one for it alone, which this gives. */
  private addSignatures(): ObjectSymbol[] {
    const added: ObjectSymbol[] = [];
    const known = new Map([...this.symbols.values()].map((symbol) => [symbol.name, symbol]));
    for (const [{ attributes }] of this.sections) {
      const { group } = attributes;
      if (group === undefined || this.signatures.has(group.name)) continue;
      let symbol = known.get(group.name);
      if (symbol === undefined) {
        const local = { binding: SYMBOL_BINDING.LOCAL, visibility: VISIBILITY.DEFAULT };
        symbol = { name: group.name, value: 0, size: 0, type: SYMBOL_TYPE.NOTYPE, ...local, place: 'group' };
        added.push(symbol);
      }
      this.signatures.set(group.name, symbol);
    }
    return added;
  }

  private groups(): ObjectGroup[] {
    return [...this.signatures].map(([name, signature]) => {
      const members = [...this.sections].filter(([{ attributes }]) => attributes.group?.name === name);
      const comdat = members.some(([{ attributes }]) => attributes.group?.comdat);
      return { signature, comdat, sections: members.map(([, section]) => section) };
    });
  }

  /** The source that the first .file names. */
  private fileSymbol(): ObjectSymbol[] {
    const local = { binding: SYMBOL_BINDING.LOCAL, visibility: VISIBILITY.DEFAULT };
    const { sourceName: name } = this.unit;
    return name === undefined ? [] : [{ name, value: 0, size: 0, type: SYMBOL_TYPE.FILE, ...local, place: 'absolute' }];
  }

  /** The first of all sections, which an unwind table is said to be about. */
  private textSection(): Section {
    return this.unit.sections.values().next().value ?? this.unit.section;
  }

  private addSymbols(): void {
    const targets = [...this.drafts.values()].flatMap((drafts) => drafts.map(({ target }) => target));
    const used = new Set(targets);
    // Local labels come last, in the order of the relocations.
    const named = [...this.unit.symbols.all()].filter((symbol) => symbol.global || !isLocalName(symbol));
    for (const symbol of [...named, ...targets]) {
      if (!(symbol instanceof AssemblySymbol) || this.symbols.has(symbol)) continue;
      const defined = symbol.definition !== undefined || symbol.common !== undefined;
      const worthKeeping = defined && !symbol.isAlias && !symbol.isRegister;
      const isFile = symbol.type === 'file';
      const missing = !defined && symbol.isWanted;
      if (!used.has(symbol) && !worthKeeping && !missing && !isFile) continue;
      const object = this.objectSymbol(symbol);
      if (object !== undefined) this.symbols.set(symbol, object);
    }
  }

  private symbolOf(target: AssemblySymbol | PlacedSection | undefined): ObjectSymbol | undefined {
    if (target === undefined) return undefined;
    return target instanceof AssemblySymbol ? this.symbols.get(target) : this.sectionSymbols.get(target);
  }

  private objectSymbol(symbol: AssemblySymbol): ObjectSymbol | undefined {
    const placed = this.placeOf(symbol);
    if (placed === undefined) return undefined;
    const defined = placed.place !== 'undefined';
    const size = symbol.size === undefined ? undefined : evaluate(symbol.size, OWN_SCOPE);
    const global = symbol.global || symbol.unique || !defined || placed.place === 'common';
    return {
      name: nameOf(symbol),
      size: size?.kind === 'value' ? Number(BigInt.asUintN(32, size.symbol + size.addend)) : (symbol.common?.size ?? 0),
      type: inThreadMemory(placed.place) ? SYMBOL_TYPE.TLS : SYMBOL_TYPES[symbol.type],
      binding: symbol.weak || global ? bindingOf(symbol) : SYMBOL_BINDING.LOCAL,
      visibility: VISIBILITY[symbol.visibility.toUpperCase() as keyof typeof VISIBILITY],
      ...placed,
    };
  }

  /** Where a symbol is; undefined for one that is another file's symbol plus something, which no table can hold. */
  private placeOf(symbol: AssemblySymbol): Pick<ObjectSymbol, 'place' | 'value'> | undefined {
    const { definition, common } = symbol;
    if (symbol.type === 'file') return { place: 'absolute', value: 0 };
    if (definition === undefined) {
      return common === undefined ? { place: 'undefined', value: 0 } : { place: 'common', value: common.alignment };
    }
    const place = offsetOf({ kind: 'symbol', symbol, span: definition.span });
    if (place !== undefined) return { place: this.sections.get(place.section) ?? 'undefined', value: place.offset };
    if (definition.kind === 'label') return undefined;
    const sum = reduce(definition.value);
    if (sum.kind === 'error' || sum.plus !== undefined || sum.minus !== undefined) return undefined;
    return { place: 'absolute', value: Number(BigInt.asUintN(32, sum.addend)) };
  }
}

/** Whatever a symbol was said to be, in memory of each thread it is a thread's own. */
function inThreadMemory(place: ObjectSymbol['place']): boolean {
  return typeof place !== 'string' && (place.flags & SECTION_FLAGS.TLS) !== 0;
}

/** A numeric label is written as GNU as names it. */
function nameOf({ name, occurrence }: AssemblySymbol): string {
  return occurrence === undefined ? name : `.L${name.slice(0, -1)}\u0002${occurrence}`;
}

function sectionFlags({ name, attributes }: Section): number {
  const { allocated, writable, executable, merged, threadLocal, group, excluded, retained, linkedTo } = attributes;
  return (
    ((allocated ? SECTION_FLAGS.ALLOC : 0) |
      (writable ? SECTION_FLAGS.WRITE : 0) |
      (executable ? SECTION_FLAGS.EXECINSTR : 0) |
      (merged === undefined ? 0 : SECTION_FLAGS.MERGE) |
      (merged?.strings === true ? SECTION_FLAGS.STRINGS : 0) |
      (threadLocal === true ? SECTION_FLAGS.TLS : 0) |
      (linkedTo === undefined ? 0 : SECTION_FLAGS.LINK_ORDER) |
      (attributes.otherFlags ?? 0) |
      (group === undefined ? 0 : SECTION_FLAGS.GROUP) |
      (retained === true ? SECTION_FLAGS.RETAIN : 0) |
      (excluded === true ? SECTION_FLAGS.EXCLUDE : 0) |
      (name === UNWIND_TABLE ? SECTION_FLAGS.INFO_LINK : 0)) >>>
    0
  );
}
