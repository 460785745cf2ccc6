/**
 * From an executable back to source that assembles to the same bytes: instructions where code is, words where data are,
 * labels where symbols are and where branches lead.
 */
import { PAGE_SIZE } from '../../emulator/board.ts';
import { SECTION_FLAGS, SYMBOL_TYPE } from '../../emulator/elf/format.ts';
import { readImage, type Image, type ImageSection, type ImageSymbol } from '../../emulator/elf/image.ts';
import { bitFieldProblem } from '../../emulator/isa/bit-field.ts';
import { decode } from '../../emulator/isa/decode.ts';
import { disassemble } from '../../emulator/isa/disassemble.ts';

/** A branch target that the disassembler writes relative to the instruction. */
const RELATIVE = /(?<=[ ,])\.([+-]\d+)(?=,|$)/;

/** Names that can stand as labels. */
const NAME = /^[A-Za-z_.$][\w.$]*$/;

/** The source text. Throws an ElfError if the file is no executable for PA-RISC, or is damaged. */
export function disassembleImage(file: Uint8Array, name: string): string {
  const image = readImage(file);
  const labels = new Labels(image);
  // Memory of threads that starts as zero has addresses that other sections have, too.
  const ofThreads = new Labels(threadMemory(image), labels);
  const moved = movedSections(image.sections).map((section) => section.name);
  const result =
    moved.length === 0 ? 'To have the same image again' : `hvasm would place ${moved.join(', ')} elsewhere`;
  const lines = [`; ${name}, disassembled. ${result}:`, `;     hvasm ${optionsOf(image, labels)} FILE`];
  for (const { name: symbol, value } of labels.absolute) lines.push(`${symbol} = ${hex(value)}`);
  for (const section of image.sections) {
    const own = isOfThreads(section) ? ofThreads : labels;
    lines.push('', ...linesOf(section, own));
    const end = section.address + section.size;
    // A label behind the last byte belongs to this section, unless another one begins there.
    const isLast = !image.sections.some((other) => isOfThreads(other) === isOfThreads(section) && contains(other, end));
    if (isLast) lines.push(...labelLines(end, own));
  }
  lines.push(...commentLines(image));
  return `${lines.join('\n')}\n`;
}

const WORD = 4;

/** The address for --text-base: that of the first section, or of its page. */
function baseOf(sections: readonly ImageSection[]): number {
  const first = Math.min(...sections.map(({ address }) => address), 0xffffffff);
  return first - (first % PAGE_SIZE);
}

/** What does not lie where our linker would put it: behind what comes before, and on a page of its own if its rights are others. */
function movedSections(sections: readonly ImageSection[]): ImageSection[] {
  const inOrder = sections.filter((section) => !takesNoRoom(section)).sort((a, b) => orderOf(a) - orderOf(b));
  let end = baseOf(sections);
  return inOrder.filter((section, index) => {
    const isNew = index > 0 && segmentOf(inOrder[index - 1]) !== segmentOf(section);
    // Behind the data stands the linkage table, if only an empty one.
    if (section.data === undefined) end = alignUp(end, WORD);
    const start = alignUp(isNew ? alignUp(end, PAGE_SIZE) : end, section.alignment);
    end = start + section.size;
    return start !== section.address;
  });
}

/** Memory of threads that starts as zero. */
function takesNoRoom(section: ImageSection): boolean {
  return isOfThreads(section) && section.data === undefined;
}

/** The order of segments: executable, read-only, executable and writable, writable; and in them what starts as zero last. */
function rankOf({ flags, data }: ImageSection): number {
  const isWritable = (flags & SECTION_FLAGS.WRITE) !== 0;
  if ((flags & SECTION_FLAGS.EXECINSTR) !== 0) return isWritable ? 2 : 0;
  if (!isWritable) return 1;
  return data === undefined ? 4 : 3;
}

function segmentOf(section: ImageSection): number {
  return Math.min(rankOf(section), 3);
}

/** In a segment the usual section comes first, and in front of it the memory of threads. */
function orderOf(section: ImageSection): number {
  if (isOfThreads(section)) return 2 * rankOf(section) - 0.5;
  return 2 * rankOf(section) + (['.text', '.rodata', '.data', '.bss'].includes(section.name) ? 0 : 1);
}

function alignUp(address: number, alignment: number): number {
  return Math.ceil(address / alignment) * alignment;
}

function optionsOf({ sections, entry }: Image, labels: Labels): string {
  const base = baseOf(sections);
  const start = labels.at(entry).at(0)?.name;
  return `--text-base ${hex(base)}${start === undefined ? '' : ` --entry ${start}`}`;
}

/** A name at an address, with what its symbol says. */
interface LabelledPlace {
  readonly name: string;
  readonly global: boolean;
  readonly type: number;
  readonly size: number;
}

/** The names of places: the image's symbols, and made-up ones where branches lead. */
class Labels {
  readonly absolute: readonly ImageSymbol[];
  private readonly byAddress = new Map<number, LabelledPlace[]>();
  private readonly names = new Set<string>();

  /** @param others whose names are taken already */
  constructor({ symbols, sections, entry }: Pick<Image, 'symbols' | 'sections' | 'entry'>, others?: Labels) {
    for (const name of others?.names ?? []) this.names.add(name);
    const isOwn = ({ type }: ImageSymbol): boolean => (type === SYMBOL_TYPE.TLS) === (others !== undefined);
    const own = symbols.filter(
      (symbol) => isOwn(symbol) && NAME.test(symbol.name) && symbol.name !== '.' && this.isNew(symbol.name),
    );
    this.absolute = own.filter(({ absolute }) => absolute);
    for (const { name, value, global, absolute, type, size } of own) {
      if (!absolute) this.add(value, { name, global, type, size });
    }
    for (const section of sections.filter(isCode)) {
      for (const address of targetsIn(section)) this.makeAt(address);
      if (contains(section, entry)) this.makeAt(entry);
    }
  }

  at(address: number): readonly LabelledPlace[] {
    return this.byAddress.get(address) ?? [];
  }

  /** Places with names from `first` up to `last`, in order. */
  between(first: number, last: number): number[] {
    const places = [...this.byAddress.keys()].filter((address) => address >= first && address <= last);
    return places.sort((a, b) => a - b);
  }

  private isNew(name: string): boolean {
    if (this.names.has(name)) return false;
    this.names.add(name);
    return true;
  }

  private makeAt(address: number): void {
    if (this.byAddress.has(address)) return;
    let name = `L${address.toString(16)}`;
    while (!this.isNew(name)) name += '_';
    this.add(address, { name, global: false, type: SYMBOL_TYPE.NOTYPE, size: 0 });
  }

  private add(address: number, place: LabelledPlace): void {
    const there = this.byAddress.get(address) ?? [];
    there.push(place);
    this.byAddress.set(address, there);
  }
}

function isOfThreads({ flags }: ImageSection): boolean {
  return (flags & SECTION_FLAGS.TLS) !== 0;
}

/** The symbols of threads' memory, which say how far from its start they lie, with addresses in the sections it comes from. */
function threadMemory({ symbols, sections, entry }: Image): Pick<Image, 'symbols' | 'sections' | 'entry'> {
  const start = Math.min(...sections.filter(isOfThreads).map(({ address }) => address));
  const moved = symbols
    .filter(({ type }) => type === SYMBOL_TYPE.TLS)
    .map((symbol) => ({ ...symbol, value: symbol.value + start }));
  return { symbols: moved, sections: [], entry };
}

function isCode({ flags, data }: ImageSection): boolean {
  return (flags & SECTION_FLAGS.EXECINSTR) !== 0 && data !== undefined;
}

function contains({ address, size }: ImageSection, place: number): boolean {
  return place >= address && place < address + size;
}

/** Where the branches of a section lead, as far as that lies in it. */
function targetsIn(section: ImageSection): number[] {
  const targets: number[] = [];
  for (const [address, word] of wordsOf(section)) {
    const target = targetOf(disassemble(word), address);
    if (target !== undefined && contains(section, target)) targets.push(target);
  }
  return targets;
}

function targetOf(text: string, address: number): number | undefined {
  const distance = RELATIVE.exec(text)?.[1];
  return distance === undefined ? undefined : address + Number(distance);
}

function* wordsOf({ address, data }: ImageSection): Generator<[address: number, word: number]> {
  if (data === undefined) return;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let at = 0; at + 4 <= data.length; at += 4) yield [address + at, view.getUint32(at)];
}

function linesOf(section: ImageSection, labels: Labels): string[] {
  const lines = [heading(section)];
  if (section.alignment > 1) lines.push(`\t.balign\t${section.alignment}`);
  if (section.data === undefined) return [...lines, ...zeros(section, labels)];
  const { data, address } = section;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const code = isCode(section);
  for (let at = 0; at < data.length;) {
    lines.push(...labelLines(address + at, labels));
    const inside = [1, 2, 3].some((more) => labels.at(address + at + more).length > 0);
    const whole = at + 4 <= data.length && (!code || at % 4 === 0) && !inside;
    if (!whole) lines.push(`\t.byte\t${hex(data[at])}`);
    else if (code) lines.push(`\t${instructionAt(section, address + at, view.getUint32(at), labels)}`);
    else lines.push(`\t${(address + at) % 4 === 0 ? '.word' : '.4byte'}\t${hex(view.getUint32(at))}`);
    at += whole ? 4 : 1;
  }
  return lines;
}

/** Loads and stores with a displacement that would fit the short form, if it were the short one. */
const LONG_FORM = /^((?:ld|st)[whb] (?:%r\d+,)?(-?\d+)\((?:%sr\d,)?)%r(\d+\).*)$/;

/** A base register without its percent sign makes the assembler take the long form. */
function inLongForm(text: string): string {
  const parts = LONG_FORM.exec(text);
  if (parts === null) return text;
  const displacement = Number(parts[2]);
  return displacement >= -16 && displacement < 16 ? `${parts[1]}${parts[3]}` : text;
}

function instructionAt(section: ImageSection, address: number, word: number, labels: Labels): string {
  const row = decode(word);
  if (row !== undefined && bitFieldProblem(row, word) !== undefined) {
    // More likely data; in any case it does nothing that is defined, and would be warned of.
    return `.word\t${hex(word)}\t; ${disassemble(word)}`;
  }
  const text = inLongForm(disassemble(word));
  const target = targetOf(text, address);
  const label = target !== undefined && contains(section, target) ? labels.at(target).at(0) : undefined;
  return (label === undefined ? text : text.replace(RELATIVE, () => label.name)).replace(' ', '\t');
}

function zeros({ address, size }: ImageSection, labels: Labels): string[] {
  const lines: string[] = [];
  let from = address;
  const end = address + size;
  for (const at of [...labels.between(address, end - 1), end]) {
    if (at > from) lines.push(`\t.space\t${at - from}`);
    if (at < end) lines.push(...labelLines(at, labels));
    from = at;
  }
  return lines;
}

function labelLines(address: number, labels: Labels): string[] {
  return labels
    .at(address)
    .flatMap(({ name, global, type, size }) => [
      ...(global ? [`\t.globl\t${name}`] : []),
      ...(Object.hasOwn(TYPE_LINES, type) ? [TYPE_LINES[type](name)] : []),
      ...(size > 0 ? [`\t.size\t${name}, ${size}`] : []),
      `${name}:`,
    ]);
}

/** How source says a symbol's type. */
const TYPE_LINES: Readonly<Record<number, (name: string) => string>> = {
  [SYMBOL_TYPE.OBJECT]: (name) => `\t.type\t${name}, @object`,
  [SYMBOL_TYPE.FUNC]: (name) => `\t.type\t${name}, @function`,
  [SYMBOL_TYPE.MILLICODE]: (name) => `\t.import\t${name}, millicode`,
};

/** The strings of those who made the program. */
function commentLines({ notes }: Image): string[] {
  const comment = notes.get('.comment');
  if (comment === undefined || comment.length === 0) return [];
  const bytes = Array.from(comment, (byte) => hex(byte));
  const lines = Array.from({ length: Math.ceil(bytes.length / 16) }, (_, i) =>
    bytes.slice(16 * i, 16 * i + 16).join(', '),
  );
  return ['', '\t.section .comment', ...lines.map((line) => `\t.byte\t${line}`)];
}

function heading({ name, flags, data }: ImageSection): string {
  if (['.text', '.data', '.bss', '.rodata'].includes(name)) return `\t${name}`;
  const letters = [
    'a',
    (flags & SECTION_FLAGS.WRITE) === 0 ? '' : 'w',
    (flags & SECTION_FLAGS.EXECINSTR) === 0 ? '' : 'x',
    (flags & SECTION_FLAGS.TLS) === 0 ? '' : 'T',
  ].join('');
  return `\t.section ${name},"${letters}",@${data === undefined ? 'nobits' : 'progbits'}`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
