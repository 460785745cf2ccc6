/**
 * A WebAssembly module, put together in memory: types, imports, functions, exports. Specified by the WebAssembly core
 * specification 2.0, section 5.5, "Modules". It knows nothing but WebAssembly.
 *
 *     const module = new ModuleBuilder();
 *     module.importMemory('machine', 'memory', 1);
 *     const peek = module.function({ parameters: ['i32'], results: ['i32'] });
 *     peek.get(peek.parameters[0]).load('i32.load');
 *     module.export('peek', peek);
 *     const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), { machine: { memory } });
 */
import { ByteSequence } from './byte-sequence.ts';
import { type Callee, FunctionBuilder, type FunctionType, type IndirectType } from './function-builder.ts';
import { TYPE_CODES, type ValueType } from './instructions.ts';

/** Bytes of WebAssembly's unit of memory. */
export const WASM_PAGE = 65536;
const MAX_PAGES = 65536;

/** Numbers of sections. */
const SECTION = { TYPE: 1, IMPORT: 2, FUNCTION: 3, EXPORT: 7, CODE: 10 } as const;
/** What an import or an export is. */
const FUNCTION = 0x00;
const TABLE = 0x01;
const MEMORY = 0x02;
const FUNCTION_TYPE = 0x60;
const FUNCTION_REFERENCE = 0x70;
const HAS_MAXIMUM = 0x01;

type Entry = (section: ByteSequence) => void;

export class ModuleBuilder {
  readonly #types: FunctionType[] = [];
  readonly #imports: Entry[] = [];
  readonly #functions: FunctionBuilder[] = [];
  readonly #exports = new Map<string, Callee>();
  readonly #surroundings: { hasMemory: boolean; hasTable: boolean; readonly checked: boolean };
  #importedFunctions = 0;

  /** `checked`: mistakes throw where they are made, and not when the module is compiled. That takes longer to write. */
  constructor(checked = true) {
    this.#surroundings = { hasMemory: false, hasTable: false, checked };
  }

  /** Imports the one memory that a module may have, of `pages` pages that never become more. */
  importMemory(module: string, name: string, pages: number): void {
    if (this.#surroundings.hasMemory) throw new Error('the module has a memory already');
    if (!Number.isInteger(pages) || pages < 0 || pages > MAX_PAGES) throw new RangeError(`a memory of ${pages} pages`);
    this.#surroundings.hasMemory = true;
    this.#import(module, name, (section) => {
      section.byte(MEMORY);
      section.byte(HAS_MAXIMUM);
      section.unsigned(pages);
      section.unsigned(pages);
    });
  }

  /** Imports the one table of functions that a module may have, of `length` entries that never become more. */
  importTable(module: string, name: string, length: number): void {
    if (this.#surroundings.hasTable) throw new Error('the module has a table already');
    this.#surroundings.hasTable = true;
    this.#import(module, name, (section) => {
      section.byte(TABLE);
      section.byte(FUNCTION_REFERENCE);
      section.byte(HAS_MAXIMUM);
      section.unsigned(length);
      section.unsigned(length);
    });
  }

  /** A type of functions that are called by way of the table. */
  functionType(type: FunctionType): IndirectType {
    return { module: this, index: this.#indexOf(type), type };
  }

  /** Imports a function. Imported ones are numbered first, so it comes before all others. */
  importFunction(module: string, name: string, type: FunctionType): Callee {
    if (this.#functions.length > 0) throw new Error('functions are imported before others are made');
    const typeIndex = this.#indexOf(type);
    this.#import(module, name, (section) => {
      section.byte(FUNCTION);
      section.unsigned(typeIndex);
    });
    this.#importedFunctions += 1;
    return { module: this, index: this.#importedFunctions - 1, type };
  }

  /** A new function, whose code is to be written. */
  function(type: FunctionType): FunctionBuilder {
    this.#indexOf(type);
    const index = this.#importedFunctions + this.#functions.length;
    const added = new FunctionBuilder(this, index, type, this.#surroundings);
    this.#functions.push(added);
    return added;
  }

  export(name: string, exported: Callee): void {
    if (exported.module !== this) throw new Error(`function ${exported.index} belongs to another module`);
    if (this.#exports.has(name)) throw new Error(`the module exports ${name} already`);
    this.#exports.set(name, exported);
  }

  /** Ends all functions and gives the module. */
  bytes(): Uint8Array<ArrayBuffer> {
    const module = new ByteSequence();
    module.append(new Uint8Array([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]));
    addSection(module, SECTION.TYPE, this.#types, writeType);
    addSection(module, SECTION.IMPORT, this.#imports, (section, write) => write(section));
    addSection(module, SECTION.FUNCTION, this.#functions, (section, { type }) => section.unsigned(this.#indexOf(type)));
    addSection(module, SECTION.EXPORT, [...this.#exports], (section, [name, { index }]) => {
      section.name(name);
      section.byte(FUNCTION);
      section.unsigned(index);
    });
    addSection(module, SECTION.CODE, this.#functions, (section, code) => section.sized(code.end()));
    return module.bytes();
  }

  #import(module: string, name: string, write: Entry): void {
    this.#imports.push((section) => {
      section.name(module);
      section.name(name);
      write(section);
    });
  }

  /** The number of a type, which is noted if it is new. */
  #indexOf(type: FunctionType): number {
    const known = this.#types.findIndex((other) => isSame(other, type));
    return known >= 0 ? known : this.#types.push(type) - 1;
  }
}

/** A section that holds a vector; without entries it is left out. */
function addSection<T>(
  module: ByteSequence,
  id: number,
  entries: readonly T[],
  write: (section: ByteSequence, entry: T) => void,
): void {
  if (entries.length === 0) return;
  const section = new ByteSequence();
  section.unsigned(entries.length);
  for (const entry of entries) write(section, entry);
  module.byte(id);
  module.sized(section.bytes());
}

function writeType(section: ByteSequence, { parameters, results }: FunctionType): void {
  section.byte(FUNCTION_TYPE);
  for (const types of [parameters, results]) writeTypes(section, types);
}

function writeTypes(section: ByteSequence, types: readonly ValueType[]): void {
  section.unsigned(types.length);
  for (const type of types) section.byte(TYPE_CODES[type]);
}

function isSame(a: FunctionType, b: FunctionType): boolean {
  return a.parameters.join() === b.parameters.join() && a.results.join() === b.results.join();
}
