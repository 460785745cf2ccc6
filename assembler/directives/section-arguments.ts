/**
 * What .section says of a section: `name, "flags", @type, ...`, or Sun's `name, #alloc, #write` (GNU as manual,
 * ".section"). It is read as text: names can have characters that are operators elsewhere.
 */
import type { Span } from '../diagnostics/source.ts';
import type { SectionAttributes, SectionKind } from '../sections/attributes.ts';
import { standardAttributes } from '../layout/standard-sections.ts';
import { scrub } from '../macros/scrub.ts';
import { wordsIn } from '../syntax/escapes.ts';
import type { Unit } from '../unit.ts';

/** One argument, as it is written. */
interface Word {
  readonly text: string;
  readonly span: Span;
}

export interface SectionArguments {
  readonly name: string;
  readonly attributes: SectionAttributes;
  /** There is more than the name. */
  readonly isExplicit: boolean;
  /** The number of a subsection, which .pushsection can have. */
  readonly subsection: Word | undefined;
}

/** Reads the arguments; undefined after an error. */
export function sectionArguments(rest: Span, span: Span, unit: Unit): SectionArguments | undefined {
  const words = wordsOf(rest);
  const first = words.shift();
  const name = first === undefined ? '' : unquoted(first.text);
  if (first === undefined || name === '') {
    unit.diagnostics.error(first?.span ?? span, 'expected a section name, found nothing');
    return undefined;
  }
  if (!first.text.startsWith('"') && /[\s;]/.test(name)) {
    unit.diagnostics.error(
      first.span,
      `expected a section name, found '${name}'; names with spaces stand in double quotes`,
    );
    return undefined;
  }
  const subsection = /^[\w(]/.test(words.at(0)?.text ?? '') ? words.shift() : undefined;
  const attributes = new AttributeReader(name, words, unit).read();
  return attributes && { name, attributes, isExplicit: words.length > 0, subsection };
}

/** Splits the text at commas outside of strings. */
function wordsOf(rest: Span): Word[] {
  const scrubbed = scrub(rest, true);
  const words: Word[] = [];
  for (const match of scrubbed.text.matchAll(/((?:"(?:[^"\\]|\\[^])*"|[^,"])*)(?:,|$)/g)) {
    const { index } = match;
    const [whole, text] = match;
    if (whole === '' && (words.length === 0 || !scrubbed.text.endsWith(','))) break;
    words.push({ text: text.trim(), span: scrubbed.span(index, index + text.length) });
  }
  return words;
}

function unquoted(text: string): string {
  return text.length > 1 && text.startsWith('"') && text.endsWith('"') ? wordsIn(text.slice(1, -1)) : text;
}

/** The letters of the flags. */
const FLAGS: Readonly<Record<string, string>> = {
  a: 'allocated',
  w: 'writable',
  x: 'executable',
  M: 'mergeable',
  S: 'strings',
  T: 'thread-local',
  G: 'in a group',
  '?': 'in the present group',
  o: 'in the order of another section',
  e: 'not in executables',
  R: 'kept though nothing uses it',
};

/** Sun's words for some of them. */
const WORDS: Readonly<Record<string, string>> = {
  '#alloc': 'a',
  '#write': 'w',
  '#execinstr': 'x',
  '#exclude': 'e',
  '#tls': 'T',
};

const KINDS = ['note', 'init_array', 'fini_array', 'preinit_array'];
const TYPES: ReadonlySet<string> = new Set(['progbits', 'nobits', ...KINDS]);

class AttributeReader {
  private readonly words: Word[];
  private readonly unit: Unit;
  private readonly usual: SectionAttributes;

  constructor(name: string, words: readonly Word[], unit: Unit) {
    this.words = [...words];
    this.unit = unit;
    this.usual = standardAttributes(name);
  }

  /** The attributes that the words give, or those that go with the name. */
  read(): SectionAttributes | undefined {
    const { words, usual } = this;
    const [first] = words as readonly (Word | undefined)[];
    if (first === undefined) return usual;
    if (first.text.startsWith('#')) return this.readWords();
    words.shift();
    if (!/^".*"$/.test(first.text)) {
      this.error(first, `expected section flags such as "aw", found '${first.text}'`);
      return undefined;
    }
    const flags = this.readFlags(first);
    return flags && this.readRest(flags.letters, flags.other, first);
  }

  private error({ span }: Word, message: string): void {
    this.unit.diagnostics.error(span, message);
  }

  private readWords(): SectionAttributes | undefined {
    const unknown = this.words.find(({ text }) => !Object.hasOwn(WORDS, text));
    if (unknown !== undefined) {
      this.error(unknown, `expected one of ${Object.keys(WORDS).join(', ')}, found '${unknown.text}'`);
      return undefined;
    }
    return this.attributes(this.words.map(({ text }) => WORDS[text]).join(''), 0, undefined, {});
  }

  /** Letters, and flags that are written as a number. */
  private readFlags(word: Word): { letters: string; other: number } | undefined {
    const text = unquoted(word.text);
    const letters = text.replace(/0x[0-9a-f]+|\d+/gi, '');
    const numbers = text.match(/0x[0-9a-f]+|\d+/gi) ?? [];
    const unknown = [...letters].find((letter) => !Object.hasOwn(FLAGS, letter));
    if (unknown !== undefined) {
      const known = Object.entries(FLAGS).map(([letter, meaning]) => `${letter} (${meaning})`);
      this.error(word, `unknown section flag '${unknown}': there are ${known.join(', ')}`);
      return undefined;
    }
    return { letters, other: numbers.reduce((sum, each) => (sum | numberOf(each)) >>> 0, 0) };
  }

  /** The type, and what the flags ask for, in this order. */
  private readRest(letters: string, other: number, flags: Word): SectionAttributes | undefined {
    const { words } = this;
    const typeWord = words.shift();
    const type = typeWord === undefined ? undefined : this.typeOf(typeWord);
    if (type === null) return undefined;
    const merged = letters.includes('M') ? this.mergedEntries(letters, flags) : undefined;
    const linkedTo = letters.includes('o') ? this.linkedTo(flags) : undefined;
    const group = letters.includes('G') ? this.group(flags) : undefined;
    if (merged === null || linkedTo === null || group === null) return undefined;
    const present = letters.includes('?') ? this.unit.section.attributes.group : undefined;
    const unique = words.at(0)?.text === 'unique' ? this.uniqueNumber() : undefined;
    if (unique === null) return undefined;
    if (words.length > 0) {
      this.error(words[0], 'there are more arguments here than the flags ask for');
      return undefined;
    }
    return this.attributes(letters, other, type, { merged, linkedTo, unique, group: group ?? present });
  }

  private attributes(
    letters: string,
    other: number,
    type: SectionKind | 'progbits' | 'nobits' | undefined,
    more: Partial<SectionAttributes>,
  ): SectionAttributes {
    const has = (letter: string, flag: number): boolean => letters.includes(letter) || (other & flag) !== 0;
    const isKind = type !== 'progbits' && type !== 'nobits';
    const rest = (other & ~(1 | 2 | 4)) >>> 0;
    return {
      allocated: has('a', 2),
      writable: has('w', 1),
      executable: has('x', 4),
      nobits: type === undefined ? this.usual.nobits : type === 'nobits',
      ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)),
      ...(letters.includes('T') ? { threadLocal: true } : {}),
      ...(letters.includes('e') ? { excluded: true } : {}),
      ...(letters.includes('R') ? { retained: true } : {}),
      ...(rest === 0 ? {} : { otherFlags: rest }),
      kind: type === undefined ? this.usual.kind : isKind ? type : undefined,
    };
  }

  /** @progbits, %progbits, "progbits" or @7; null after an error. */
  private typeOf(word: Word): SectionKind | 'progbits' | 'nobits' | null {
    const found = /^(?:[@%](\w+)|"[@%]?(\w+)")$/.exec(word.text) as readonly (string | undefined)[] | null;
    const name = (found?.[1] ?? found?.[2] ?? '').toLowerCase();
    if (TYPES.has(name)) return name as SectionKind | 'progbits' | 'nobits';
    if (/^(?:0x[0-9a-f]+|\d+)$/.test(name)) {
      const number = numberOf(name);
      return KIND_NUMBERS[number] ?? number;
    }
    this.error(word, `expected one of ${[...TYPES].map((each) => `@${each}`).join(', ')}, found '${word.text}'`);
    return null;
  }

  /** What M and S say; null after an error. */
  private mergedEntries(letters: string, flags: Word): SectionAttributes['merged'] | null {
    const word = this.words.shift();
    if (word === undefined || !/^(?:0x[0-9a-f]+|\d+)$/i.test(word.text) || numberOf(word.text) === 0) {
      this.error(word ?? flags, 'the flag M needs the size of an entry: "aM",@progbits,4');
      return null;
    }
    return { entrySize: numberOf(word.text), strings: letters.includes('S') };
  }

  /** A section, or a symbol in one; '' for 0, which is none. */
  private linkedTo(flags: Word): string | null {
    const word = this.words.shift();
    if (word !== undefined) return word.text === '0' ? '' : unquoted(word.text);
    this.error(flags, 'the flag o needs another section, or a symbol in one: "ao",@progbits,.text');
    return null;
  }

  /** `name`, or `name,comdat`; null after an error. */
  private group(flags: Word): SectionAttributes['group'] | null {
    const { words } = this;
    const word = words.shift();
    if (word === undefined || word.text === '') {
      this.error(word ?? flags, 'the flag G needs the name of a group: "axG",@progbits,name,comdat');
      return null;
    }
    const comdat = words.at(0)?.text.toLowerCase() === 'comdat';
    if (comdat) words.shift();
    else if (words.length > 0 && words[0].text !== 'unique') {
      this.error(words[0], `expected comdat, or nothing, behind the group's name, found '${words[0].text}'`);
      return null;
    }
    return { name: unquoted(word.text), comdat };
  }

  /** `unique,5`; null after an error. */
  private uniqueNumber(): number | null {
    const [unique, number] = this.words.splice(0, 2) as [Word, Word | undefined];
    if (number !== undefined && /^(?:0x[0-9a-f]+|\d+)$/i.test(number.text)) return numberOf(number.text);
    this.error(number ?? unique, 'expected a number behind unique');
    return null;
  }
}

/** Types whose numbers are those of types with a name. */
const KIND_NUMBERS: Readonly<Partial<Record<number, SectionKind | 'progbits' | 'nobits'>>> = {
  1: 'progbits',
  7: 'note',
  8: 'nobits',
  14: 'init_array',
  15: 'fini_array',
  16: 'preinit_array',
};

/** A number as C writes it. */
function numberOf(text: string): number {
  return Number(/^0\d/.test(text) ? `0o${text.slice(1)}` : text) >>> 0;
}
