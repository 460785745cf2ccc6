/**
 * The folder in which each unit of a program was compiled: DW_AT_comp_dir of the first entry of each unit of .debug_info (DWARF 2
 * to 5, 3.1 and 7.5 of each). Names of sources count from there; line tables say it themselves from version 5 on.
 */
import { Cursor, Damaged, MAX_NAMES } from './dwarf-cursor.ts';
import { readForm, type NameSections } from './dwarf-forms.ts';

export interface InfoSections extends NameSections {
  /** .debug_info and .debug_abbrev. */
  readonly info: Uint8Array;
  readonly abbreviations: Uint8Array;
}

const AT = { stmt_list: 0x10, comp_dir: 0x1b } as const;
const UNIT = { type: 2, skeleton: 4, split_compile: 5, split_type: 6 } as const;
const FORM_IMPLICIT_CONST = 0x21;
/** Abbreviations that are looked at for a unit's first entry, which has the first one as a rule. */
const MOST_ABBREVIATIONS = 1000;

/** The folders, by where in .debug_line their units' tables begin. */
export function compileFolders(sections: InfoSections): ReadonlyMap<number, string> {
  const folders = new Map<number, string>();
  const info = new Cursor(sections.info, { left: MAX_NAMES });
  while (info.left > 0) {
    try {
      const { cursor, offsetBytes } = info.unit();
      const { table, folder } = readFirstEntry(cursor, offsetBytes, sections);
      if (table !== undefined && folder !== undefined) folders.set(table, folder);
    } catch (error) {
      if (!(error instanceof Damaged)) throw error;
      if (info.isBroken) break;
    }
  }
  return folders;
}

function readFirstEntry(unit: Cursor, offsetBytes: 4 | 8, sections: InfoSections): { table?: number; folder?: string } {
  const version = unit.u16();
  if (version < 2 || version > 5) throw new Damaged();
  const kind = version >= 5 ? unit.u8() : undefined;
  if (kind === UNIT.type || kind === UNIT.split_type) return {};
  // Behind the table of abbreviations, in version 5 in front of it, stands the size of an address.
  if (kind !== undefined) unit.skip(1);
  const abbreviations = unit.over(sections.abbreviations).after(unit.offset(offsetBytes));
  if (kind === undefined) unit.skip(1);
  if (kind === UNIT.skeleton || kind === UNIT.split_compile) unit.skip(8);
  const found: { table?: number; folder?: string } = {};
  for (const { attribute, form, constant } of attributesOf(abbreviations, unit.uleb())) {
    const value = form === FORM_IMPLICIT_CONST ? constant : readForm(unit, form, offsetBytes, sections);
    if (attribute === AT.stmt_list && typeof value === 'number') found.table = value;
    if (attribute === AT.comp_dir && typeof value === 'string') found.folder = value;
  }
  return found;
}

interface Attribute {
  readonly attribute: number;
  readonly form: number;
  /** Of an implicit constant. */
  readonly constant: number;
}

/** What the abbreviation with this code says of an entry. */
function attributesOf(abbreviations: Cursor, wanted: number): readonly Attribute[] {
  for (let i = 0; i < MOST_ABBREVIATIONS; i += 1) {
    const code = abbreviations.uleb();
    if (code === 0) break;
    // The tag, and whether there are children.
    abbreviations.uleb();
    abbreviations.skip(1);
    const attributes = readAttributes(abbreviations);
    if (code === wanted) return attributes;
  }
  throw new Damaged();
}

function readAttributes(abbreviations: Cursor): Attribute[] {
  const attributes: Attribute[] = [];
  for (;;) {
    const [attribute, form] = [abbreviations.uleb(), abbreviations.uleb()];
    if (attribute === 0 && form === 0) return attributes;
    attributes.push({ attribute, form, constant: form === FORM_IMPLICIT_CONST ? abbreviations.sleb() : 0 });
  }
}
