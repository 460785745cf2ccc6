/**
 * Leaves out what nothing uses (`--gc-sections`): from the entry on, and from what is there to be found by others, all is
 * kept that relocations lead to. What is kept in any case is GNU ld's choice (KEEP in its linker scripts, SHF_GNU_RETAIN).
 */
import type { AssemblySymbol, Bound } from '../expressions/bound.ts';
import type { Scope } from '../expressions/evaluate.ts';
import type { Section } from '../layout/section.ts';
import type { PlacedSection } from '../sections/location.ts';
import type { LinkInput } from './input.ts';
import { leaveOut } from './left-out.ts';
import { outputName } from './output-names.ts';
import { isTable, recordsOf, type TableRecord } from './table-records.ts';

/** Functions that run at the start and at the end, by the names of the sections that list or hold them. */
const KEPT = /^\.(init|fini|jcr)$|^\.((pre)?init_array|fini_array|ctors|dtors)(\.|$)/;
const KEPT_KINDS: readonly unknown[] = ['note', 'init_array', 'fini_array', 'preinit_array'];

/** `__start_name`, by which a program finds all sections of a name. */
const ENDS = /^(?:__(?:start|stop)_|\.(?:startof|sizeof)\.)(.+)$/;

export interface Used {
  readonly inputs: LinkInput[];
  /** Names of common memory that is used. */
  readonly common: ReadonlySet<string>;
}

/** The inputs without unused sections; the layout of all files must be done. `root` counts as used. */
export function keepUsed(inputs: readonly LinkInput[], root: Bound | undefined, scope: Scope): Used {
  const search = new Search(inputs, scope);
  search.run(root);
  const kept = inputs.map((input) => {
    const sections = [...input.sections.values()];
    const remaining = sections.filter((section) => search.keeps(section, input));
    if (remaining.length === sections.length) return input;
    const left = sections.filter((section) => !remaining.includes(section));
    leaveOut(left, input.symbols.all(), false);
    const { name, symbols, isObject } = input;
    return { name, symbols, isObject, sections: { values: () => remaining } };
  });
  return { inputs: kept, common: search.common };
}

class Search {
  readonly common = new Set<string>();
  private readonly scope: Scope;
  private readonly inputs: readonly LinkInput[];
  private readonly used = new Set<PlacedSection>();
  private readonly open: PlacedSection[] = [];
  private readonly owners = new Map<PlacedSection, LinkInput>();
  private readonly byName = new Map<string, Section[]>();
  /** What records of tables about a section lead to: the data and the function that unwinding through it needs. */
  private readonly unwinding = new Map<PlacedSection, Bound[]>();
  private readonly visiting = new Set<AssemblySymbol>();

  constructor(inputs: readonly LinkInput[], scope: Scope) {
    this.inputs = inputs;
    this.scope = scope;
    for (const input of inputs) {
      for (const section of input.sections.values()) {
        this.owners.set(section, input);
        const name = outputName(section.name);
        this.byName.set(name, [...(this.byName.get(name) ?? []), section]);
      }
    }
  }

  run(root: Bound | undefined): void {
    for (const { sections } of this.inputs) {
      for (const section of sections.values()) {
        const records = recordsOf(section, this.scope);
        if (records !== undefined) this.noteRecords(records);
        else if (isTable(section) || isKept(section)) this.use(section);
      }
    }
    if (root !== undefined) this.useAll(root);
    for (let next = this.open.pop(); next !== undefined; next = this.open.pop()) this.follow(next as Section);
  }

  /** Whether a section stays; debug information does if something does that it may be about. */
  keeps(section: Section, { sections }: LinkInput): boolean {
    if (this.used.has(section) || isTable(section)) return true;
    if (section.attributes.allocated) return false;
    const loaded = [...sections.values()].filter(({ attributes, size }) => attributes.allocated && size > 0);
    return loaded.length === 0 || loaded.some((each) => this.used.has(each));
  }

  /** A record is about the first place it names. */
  private noteRecords(records: readonly TableRecord[]): void {
    const commons = new Map(records.map((record) => [record.start, record]));
    for (const { fixups, common, isCommon } of records) {
      const [about, ...others] = fixups.map(({ expression }) => expression);
      const section = isCommon || fixups.length === 0 ? undefined : this.sectionOf(about);
      if (section === undefined) continue;
      const shared = common === undefined ? [] : (commons.get(common)?.fixups ?? []);
      const needed = [...others, ...shared.map(({ expression }) => expression)];
      this.unwinding.set(section, [...(this.unwinding.get(section) ?? []), ...needed]);
    }
  }

  private sectionOf(expression: Bound): PlacedSection | undefined {
    let first = expression;
    while (first.kind === 'binary') first = first.left;
    if (first.kind === 'location') return first.location.section;
    const definition = first.kind === 'symbol' ? this.scope.resolve(first.symbol).definition : undefined;
    return definition?.kind === 'label' ? definition.location.section : undefined;
  }

  private use(section: PlacedSection): void {
    if (this.used.has(section)) return;
    this.used.add(section);
    this.open.push(section);
  }

  private follow(section: Section): void {
    const { group } = section.attributes;
    const owner = this.owners.get(section);
    for (const other of owner?.sections.values() ?? []) {
      const isOfGroup = group !== undefined && other.attributes.group?.name === group.name;
      if (isOfGroup || other.attributes.linkedTo === section.name) this.use(other);
    }
    for (const expression of this.unwinding.get(section) ?? []) this.useAll(expression);
    if (!section.attributes.allocated) return;
    for (const { expression } of section.fixups) this.useAll(expression);
  }

  /** Definitions can lead to definitions without end. */
  private useAll(expression: Bound): void {
    const open = [expression];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next.kind === 'location') this.use(next.location.section);
      else if (next.kind === 'unary') open.push(next.operand);
      else if (next.kind === 'binary') open.push(next.right, next.left);
      else if (next.kind === 'symbol') {
        const value = this.useSymbol(next.symbol);
        if (value !== undefined) open.push(value);
      }
    }
  }

  /** The value that it was assigned, if there is one to be followed. */
  private useSymbol(mentioned: AssemblySymbol): Bound | undefined {
    const symbol = this.scope.resolve(mentioned);
    if (this.visiting.has(symbol)) return undefined;
    this.visiting.add(symbol);
    const { definition, name } = symbol;
    if (definition?.kind === 'label') this.use(definition.location.section);
    if (definition === undefined) this.common.add(name);
    const ends = ENDS.exec(mentioned.name);
    for (const section of ends === null ? [] : (this.byName.get(ends[1]) ?? [])) this.use(section);
    return definition?.kind === 'value' ? definition.value : undefined;
  }
}

function isKept({ name, attributes }: Section): boolean {
  const { kind, retained, allocated, group } = attributes;
  if (!allocated) return false;
  return retained === true || KEPT.test(name) || (group === undefined && KEPT_KINDS.includes(kind));
}
