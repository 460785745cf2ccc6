/** hvasm's command line: options, files in and out, exit status. */
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  assemble,
  assembleObject,
  DEFAULT_TEXT_BASE,
  type AssembleResult,
  type BinaryInput,
  type FileAccess,
  type Source,
} from './assemble.ts';
import { isArchive } from '../emulator/elf/archive.ts';
import { isObject } from '../emulator/elf/object-reader.ts';
import { renderDiagnostics } from './diagnostics/render.ts';
import { symbolTableText } from './output/listing.ts';

/** Exit statuses; 64 and 66 are those of sysexits.h. */
const STATUS = { OK: 0, BAD_SOURCE: 1, USAGE: 64, NO_INPUT: 66, CANNOT_WRITE: 73 } as const;

const VERSION = '0.1.0';

const EXAMPLES = `
Examples:
  hvasm kernel.s                      assemble to a.out, ready for hvrun
  hvasm -o demo -I include a.s b.s    two files, one image; .globl symbols are shared
  hvasm -c a.s                        assemble to a.o, to be linked later
  hvasm a.o b.s libgcc.a -o prog      link objects, sources and archives
  hvasm -D DEBUG=1 -l - kernel.s      define a symbol, print the listing
  generate | hvasm -o out -           read standard input

Exit status: 0 done, 1 errors in the source (no output file is left), 64 wrong usage,
66 an input file is missing, 73 the output can't be written.`;

interface Options {
  readonly compile?: boolean;
  readonly output?: string;
  readonly include: readonly string[];
  readonly define: ReadonlyMap<string, bigint>;
  readonly listing?: string;
  readonly symbols?: boolean;
  readonly textBase: number;
  readonly entry?: string;
  readonly maxErrors: number;
}

/** Runs hvasm with these arguments, and gives its exit status. Diagnostics go to stderr. */
export function runCommandLine(args: readonly string[]): number {
  const program = buildProgram();
  let status: number = STATUS.OK;
  program.action((files: string[], options: Options) => {
    status = assembleFiles(files, options);
  });
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? STATUS.OK : STATUS.USAGE;
  }
  return status;
}

function buildProgram(): Command {
  return new Command('hvasm')
    .description('Assembles PA-RISC 1.1 source in GNU as syntax, and links it to an ELF executable.')
    .usage('[options] file...')
    .argument('<files...>', 'sources, object files (.o) and archives (.a); - is standard input')
    .option('-o, --output <file>', 'the file to write (default: a.out, or file.o with -c)')
    .option('-c, --compile', 'write a relocatable object file, to be linked later')
    .option('-I, --include <folder>', 'look for .include and .incbin files here too', appendPath, [])
    .option('-D, --define <name=value>', 'define a symbol (value 1 if none is given)', parseDefine, new Map())
    .option('-l, --listing <file>', 'write a listing; - is standard output')
    .option('--symbols', 'print the symbols and their values')
    .option('--text-base <address>', 'address of .text, a multiple of 4096', parseAddress, DEFAULT_TEXT_BASE)
    .option('--entry <symbol>', 'where execution begins (default: _start, or the start of .text)')
    .option('--max-errors <number>', 'stop after so many errors, 0 for no limit', parseCount, 20)
    .version(VERSION)
    .helpOption('-h, --help', 'show this text')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('Try hvasm --help.')
    .exitOverride();
}

function appendPath(path: string, paths: readonly string[]): readonly string[] {
  return [...paths, path];
}

function parseDefine(text: string, defines: ReadonlyMap<string, bigint>): ReadonlyMap<string, bigint> {
  const match = /^([A-Za-z_.$][\w.$]*)(?:=(-?)(0[xX][0-9a-fA-F]+|\d+))?$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It is NAME or NAME=NUMBER.');
  const [, name, sign, number] = match as unknown as [string, string, string | undefined, string | undefined];
  const value = BigInt(number ?? 1);
  return new Map([...defines, [name, sign === '-' ? -value : value]]);
}

function parseAddress(text: string): number {
  const value = /^(0x[0-9a-f]+|\d+)$/i.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value) || value % 4096 !== 0 || value >= 2 ** 32) {
    throw new InvalidArgumentError('It is a multiple of 4096 (0x1000) below 0x100000000.');
  }
  return value;
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is a number.');
  return Number(text);
}

function assembleFiles(names: readonly string[], options: Options): number {
  const inputs: (Source | BinaryInput)[] = [];
  for (const name of names) {
    try {
      inputs.push(inputOf(name === '-' ? '(standard input)' : name, readFileSync(name === '-' ? 0 : name)));
    } catch (error) {
      process.stderr.write(`hvasm: can't read '${name}': ${reason(error)}\n`);
      return STATUS.NO_INPUT;
    }
  }
  const [source, second] = inputs;
  if (options.compile === true && (second !== undefined || 'bytes' in source)) {
    process.stderr.write('hvasm: -c makes one object file of one source file\n');
    return STATUS.USAGE;
  }
  const settings = {
    files: diskFiles,
    includePaths: options.include,
    defines: options.define,
    textBase: options.textBase,
    entry: options.entry,
    maxErrors: options.maxErrors,
    listing: options.listing !== undefined,
  };
  const result =
    options.compile === true && 'text' in source ? assembleObject(source, settings) : assemble(inputs, settings);
  const output = options.output ?? (options.compile === true ? objectName(names[0]) : 'a.out');
  for (const line of result.printed) process.stdout.write(`${line}\n`);
  process.stderr.write(renderDiagnostics(result.diagnostics));
  if (result.image === undefined) {
    summarize(result, options.maxErrors);
    removeOutput(output);
    return STATUS.BAD_SOURCE;
  }
  return writeResults(result, result.image, output, options);
}

/** A file by what is in it: objects and archives say so in their first bytes, all else is source. */
function inputOf(name: string, bytes: Uint8Array): Source | BinaryInput {
  return isObject(bytes) || isArchive(bytes) ? { name, bytes } : { name, text: Buffer.from(bytes).toString('utf8') };
}

/** The object file beside which the source would stand if it were in the working directory, as compilers name it. */
function objectName(source: string): string {
  return source === '-' ? 'a.out' : basename(source).replace(/(?:\.[sS])?$/, '.o');
}

/** What an earlier run left there would be taken for this source's program; but never remove /dev/null or a folder. */
function removeOutput(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return;
  try {
    rmSync(path);
  } catch (error) {
    process.stderr.write(`hvasm: can't remove '${path}' of an earlier run: ${reason(error)}\n`);
  }
}

function summarize({ diagnostics }: AssembleResult, maxErrors: number): void {
  const count = diagnostics.filter(({ severity }) => severity === 'error').length;
  const stopped = maxErrors > 0 && count >= maxErrors ? ', stopped there (--max-errors)' : '';
  process.stderr.write(`hvasm: ${count} error${count === 1 ? '' : 's'}${stopped}; no output written\n`);
}

function writeResults(result: AssembleResult, image: Uint8Array, output: string, options: Options): number {
  let path = output;
  try {
    writeFileSync(path, image, { mode: options.compile === true ? 0o644 : 0o755 });
    if (options.listing === '-') process.stdout.write(result.listing);
    else if (options.listing !== undefined) writeFileSync((path = options.listing), result.listing);
  } catch (error) {
    process.stderr.write(`hvasm: can't write '${path}': ${reason(error)}\n`);
    return STATUS.CANNOT_WRITE;
  }
  if (options.symbols === true) process.stdout.write(symbolTableText(result.symbols));
  return STATUS.OK;
}

const diskFiles: FileAccess = {
  read(path) {
    try {
      return readFileSync(path);
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw new Error(reason(error), { cause: error });
    }
  },
};

/** The operating system's reason in words, without the path and the call's name. */
function reason(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return /^E\w+: ([^,]+)/.exec(text)?.[1] ?? text;
}
