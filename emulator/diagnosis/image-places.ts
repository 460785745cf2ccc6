/**
 * What a guest's image says of places in the machine's memory: names and source lines, by physical address. Only of memory
 * that the image was loaded to; what a guest loads from elsewhere has names of its own, which nobody here knows.
 */
import { FLAGS_LEVEL, FLAGS_LEVEL_2_0 } from '../elf/format.ts';
import { readImage, type Image } from '../elf/image.ts';
import { ElfError, type Segment } from '../elf/reader.ts';
import { SourceLines, type SourceLine } from '../elf/source-lines.ts';
import { SymbolTable, type Label } from '../elf/symbol-table.ts';
import { printableName } from '../report/printable.ts';

const NOTHING = new Uint8Array(0);

interface Tables {
  readonly flags: number;
  readonly segments: readonly Segment[];
  readonly symbols: SymbolTable;
  readonly lines: SourceLines;
}

export class ImagePlaces {
  readonly #file: Uint8Array;
  /** Read when somebody asks. */
  #tables: Tables | undefined;

  /** `file`: the bytes of an executable. One whose symbols are damaged has none. */
  constructor(file: Uint8Array) {
    this.#file = file;
  }

  /** The nearest name at or before an address, for people: whatever stands in the image, it is printable. */
  labelAt(physical: number): Label | undefined {
    const address = this.#linked(physical);
    const label = address === undefined ? undefined : this.#read().symbols.labelAt(address);
    return label && { ...label, name: printableName(label.name) };
  }

  /** `main.c:12`, printable. */
  lineAt(physical: number): string | undefined {
    const found = this.sourceLineAt(physical);
    return found && `${found.file}:${found.line}`;
  }

  /** The same as file and line. */
  sourceLineAt(physical: number): SourceLine | undefined {
    const address = this.#linked(physical);
    const found = address === undefined ? undefined : this.#read().lines.at(address);
    return found && { ...found, file: printableName(found.file) };
  }

  /** Whether the image is for PA-RISC 2.0, which has instructions that this machine has not. */
  get isForLevel2(): boolean {
    return (this.#read().flags & FLAGS_LEVEL) === FLAGS_LEVEL_2_0;
  }

  /** The physical addresses that belong to `name`, from the first up to, but without, the second. */
  rangeOf(name: string): readonly [start: number, end: number] | undefined {
    const range = this.#read().symbols.rangeOf(name);
    if (range === undefined) return undefined;
    const [start, end] = range;
    const segment = this.#read().segments.find(({ virtualAddress, memorySize }) =>
      holds(virtualAddress, memorySize, start),
    );
    if (segment === undefined) return undefined;
    const distance = segment.physicalAddress - segment.virtualAddress;
    return [start + distance, end + distance];
  }

  #read(): Tables {
    if (this.#tables) return this.#tables;
    const image = readableImage(this.#file);
    const note = (name: string): Uint8Array => image?.notes.get(name) ?? NOTHING;
    this.#tables = {
      flags: image?.flags ?? 0,
      segments: image?.segments ?? [],
      symbols: new SymbolTable(image ?? { symbols: [] }),
      lines: new SourceLines({
        lines: note('.debug_line'),
        lineStrings: note('.debug_line_str'),
        strings: note('.debug_str'),
        info: note('.debug_info'),
        abbreviations: note('.debug_abbrev'),
      }),
    };
    return this.#tables;
  }

  /** An address as the image was linked; undefined outside of what was loaded. */
  #linked(physical: number): number | undefined {
    const segment = this.#read().segments.find(({ physicalAddress, memorySize }) =>
      holds(physicalAddress, memorySize, physical),
    );
    return segment && physical - segment.physicalAddress + segment.virtualAddress;
  }
}

/** For who has no image. */
export const NO_PLACES = new ImagePlaces(NOTHING);

function holds(start: number, size: number, address: number): boolean {
  return address >= start && address < start + size;
}

function readableImage(file: Uint8Array): Image | undefined {
  try {
    return readImage(file);
  } catch (error) {
    if (error instanceof ElfError) return undefined;
    throw error;
  }
}

/** `<main+0x10>`, or `<main>`. */
export function formatLabel({ name, offset }: Label): string {
  return offset === 0 ? `<${name}>` : `<${name}+0x${offset.toString(16)}>`;
}
