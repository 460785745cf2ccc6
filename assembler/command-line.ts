/** hvasm's command line: options, files in and out, exit status. */
import { Command, CommanderError, Option } from 'commander';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  assemble,
  assembleObject,
  DEFAULT_TEXT_BASE,
  type AssembleResult,
  type BinaryInput,
  type FileAccess,
  type Source,
} from './assemble.ts';
import { encodeText } from '../emulator/elf/byte-text.ts';
import { isArchive } from '../emulator/elf/archive.ts';
import { isObject } from '../emulator/elf/object-reader.ts';
import { ElfError } from '../emulator/elf/reader.ts';
import { findClash, type Input, type Output } from '../emulator/host/clashes.ts';
import type { Place } from '../emulator/host/same-file.ts';
import type { Diagnostic } from './diagnostics/diagnostics.ts';
import { sourceText } from './diagnostics/source.ts';
import { diagnosticsToJson } from './diagnostics/json.ts';
import { visible } from './diagnostics/visible.ts';
import { renderDiagnostics } from './diagnostics/render.ts';
import { DEFAULT_WARNINGS, WARNINGS, warningNames } from './diagnostics/warnings.ts';
import { findLibraries, isLibrary, markLibraries } from './libraries.ts';
import { disassembleImage } from './disassembly/disassemble-image.ts';
import {
  appendFolder,
  parseAddress,
  parseCount,
  parseDefine,
  parseFile,
  parseSymbol,
  parseWarning,
  separately,
  type WarningChoice,
} from './option-values.ts';
import { dependencyRule } from './output/dependencies.ts';
import { symbolTableText } from './output/listing.ts';
import { ELF_MAGIC, reason, removeProgram, STDOUT, writeOutputs, type OutputFile } from './output-files.ts';
import { VERSION } from './version.ts';

/** Exit statuses; 64 to 73 are those of sysexits.h, 141 is what a shell gives for SIGPIPE. */
export const STATUS = { OK: 0, BAD_SOURCE: 1, USAGE: 64, NO_INPUT: 66, CANNOT_WRITE: 73, STDOUT_GONE: 141 } as const;

const EXAMPLES = `
Examples:
  hvasm kernel.s                      assemble to a.out, ready for hvrun
  hvasm -o demo -I include a.s b.s    two files, one image; .globl symbols are shared
  hvasm -c a.s                        assemble to a.o, to be linked later
  hvasm a.o b.s libgcc.a -o prog      link objects, sources and archives
  hvasm main.o -L lib -l demo -o prog  link what main.o needs of lib/libdemo.a
  hvasm -D DEBUG=1 --listing - a.s    define a symbol, print the listing
  generate | hvasm -o - - | tool      standard input and output
  hvasm --disassemble a.out           source that assembles to a.out again

.include "board.inc" finds the constants of hvrun's board from any folder.

No output may be an input or another output. All outputs are whole, or as they were before; after
errors in the source the program that an earlier run left at -o is removed.

Exit status: 0 done, 1 errors in the source, 64 wrong usage, 66 an input file is missing, 73 the
output can't be written, 141 nobody reads standard output any more.`;

/** What any source may include; from here as from the bundle in dist/ the folders of this package are one level up. */
const OWN_INCLUDES = new Map([['board.inc', fileURLToPath(new URL('../kernel/board.inc', import.meta.url))]]);

/** Permissions of the files that are made, less the umask. */
const PROGRAM_MODE = 0o755;
const TEXT_MODE = 0o644;

/** DWARF's versions, that of -g alone, as GNU as has it, and the newest one. */
const DWARF_VERSIONS = [2, 3, 4, 5] as const;
const USUAL_DWARF = 2;
const NEWEST_DWARF = 5;

interface Options {
  /** The version of DWARF that was asked for last. */
  readonly dwarf?: number;
  readonly compile?: boolean;
  readonly output?: string;
  readonly include?: readonly string[];
  readonly libraryPath?: readonly string[];
  readonly gcSections?: boolean;
  readonly define?: ReadonlyMap<string, bigint>;
  readonly listing?: string;
  readonly symbols?: boolean;
  readonly map?: string;
  readonly dependencies?: string;
  readonly disassemble?: boolean;
  readonly warn: WarningChoice;
  readonly color: 'auto' | 'always' | 'never';
  readonly diagnostics: 'text' | 'json';
  readonly textBase: number;
  readonly entry?: string;
  readonly maxErrors: number;
}

/** Runs hvasm with these arguments, and gives its exit status. Diagnostics go to stderr. */
export function runCommandLine(args: readonly string[]): number {
  const program = buildProgram();
  let status: number = STATUS.OK;
  program.action((files: string[], options: Options) => {
    const problem = misplacedOption(program, options);
    if (problem !== undefined) {
      process.stderr.write(`hvasm: ${problem}\n`);
      status = STATUS.USAGE;
    } else status = options.disassemble === true ? disassembleFile(files, options) : assembleFiles(files, options);
  });
  try {
    program.parse(markLibraries(args, program), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? STATUS.OK : STATUS.USAGE;
  }
  return status;
}

function buildProgram(): Command {
  const program = new Command('hvasm')
    .description('Assembles PA-RISC 1.1 source in GNU as syntax, and links it to an ELF executable.')
    .usage('[options] file...')
    .argument('<files...>', 'sources, object files (.o) and archives (.a); - is standard input')
    .option('-o, --output <file>', 'the file to write (default: a.out, or file.o with -c)', parseFile)
    .option('-c, --compile', 'write a relocatable object file, to be linked later')
    .option('-I, --include <folder>', 'look for .include and .incbin files here too', appendFolder)
    .option('-D, --define <name=value>', 'define a symbol (value 1 if none is given)', parseDefine)
    .option('-l, --library <name>', 'link libNAME.a, here among the files (:NAME is the file NAME)', separately)
    .option('-L, --library-path <folder>', 'look for libraries here, in the order of the -L', appendFolder)
    .option('--gc-sections', 'leave out sections that nothing uses')
    .option('--listing <file>', 'write a listing; - is standard output', parseFile)
    .option('--symbols', 'print the symbols and their values')
    .addOption(
      new Option('--text-base <address>', 'address of .text, a multiple of 4096')
        .argParser(parseAddress)
        .default(DEFAULT_TEXT_BASE, `0x${DEFAULT_TEXT_BASE.toString(16)}`),
    )
    .option('--entry <symbol>', 'where execution begins (default: _start, or the start of .text)', parseSymbol)
    .option('--max-errors <number>', 'stop after so many errors, 0 for no limit', parseCount, 20)
    .option('--map <file>', 'write a map of sections and symbols; - is standard output', parseFile)
    .option('-M, --dependencies <file>', "write make's rule for the files read; - is standard output", parseFile)
    .option('-g, --gen-debug', 'record the source lines for debuggers, also in the linked program')
    .on('option:gen-debug', () => program.setOptionValue('dwarf', USUAL_DWARF));
  for (const version of DWARF_VERSIONS) addDwarf(program, version);
  return program
    .option('--disassemble', 'take an executable apart: source that assembles to it again')
    .addOption(
      new Option('-W, --warn <name>', 'switch a warning on, or off as no-NAME; all, none, error')
        .argParser(parseWarning)
        .default({ names: DEFAULT_WARNINGS, areErrors: false }, 'see below'),
    )
    .addOption(new Option('--color <when>', 'color messages').choices(['auto', 'always', 'never']).default('auto'))
    .addOption(new Option('--diagnostics <form>', 'form of messages').choices(['text', 'json']).default('text'))
    .version(VERSION)
    .helpOption('-h, --help', 'show this text')
    .addHelpText('after', warningsText() + EXAMPLES)
    .showHelpAfterError('Try hvasm --help.')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'hvasm: ')) })
    .exitOverride();
}

/** `--gdwarf-N` is -g in a certain version of DWARF. */
function addDwarf(program: Command, version: number): void {
  const option = new Option(`--gdwarf-${version}`, `-g in version ${version} of DWARF`);
  program.addOption(version === NEWEST_DWARF ? option : option.hideHelp());
  program.on(`option:${option.name()}`, () => program.setOptionValue('dwarf', version));
}

function warningsText(): string {
  const lines = warningNames().map(
    (name) => `  ${name.padEnd(15)} ${WARNINGS[name].what}${WARNINGS[name].on ? ' (on)' : ''}`,
  );
  return `\nWarnings:\n${lines.join('\n')}\n`;
}

/** What a linked program alone has, and what is of use where a program is taken apart. */
const OF_PROGRAMS = new Set(['--map', '--entry', '--text-base', '--gc-sections', '-l', '-L']);
const OF_DISASSEMBLY = new Set(['--disassemble', '-o', '--color', '--diagnostics']);

/** Says which of the options that were given is of no use with another one. */
function misplacedOption(program: Command, { compile, disassemble }: Options): string | undefined {
  const options = program.options.filter((option) => program.getOptionValueSource(option.attributeName()) === 'cli');
  const names = options.map(({ short, long }) => short ?? long ?? '');
  const given = program.args.some(isLibrary) ? [...names, '-l'] : names;
  if (disassemble === true) {
    const other = given.find((name) => !OF_DISASSEMBLY.has(name));
    if (other !== undefined) return `--disassemble writes source alone: ${other} doesn't go with it`;
  }
  const other = compile === true ? given.find((name) => OF_PROGRAMS.has(name)) : undefined;
  return other && `${other} is about a linked program: it doesn't go with -c`;
}

/** Writes the source to -o, or to standard output. */
function disassembleFile(names: readonly string[], options: Options): number {
  const { output } = options;
  const [name] = names;
  if (names.length !== 1) {
    process.stderr.write('hvasm: --disassemble takes one file\n');
    return STATUS.USAGE;
  }
  if (output !== undefined && clash([name], [{ what: '-o', place: placeOf(output), isSource: true }]))
    return STATUS.USAGE;
  let text: string;
  try {
    text = disassembleImage(readFileSync(name === '-' ? 0 : name), name);
  } catch (error) {
    if (error instanceof ElfError) {
      process.stderr.write(`hvasm: can't disassemble '${name}': ${visible(error.message)}\n`);
      return STATUS.BAD_SOURCE;
    }
    process.stderr.write(`hvasm: can't read '${name}': ${reason(error)}\n`);
    return STATUS.NO_INPUT;
  }
  return writeAll([{ path: output ?? STDOUT, contents: encodeText(text), mode: TEXT_MODE }]);
}

function showDiagnostics(diagnostics: readonly Diagnostic[], { diagnostics: form, color }: Options): void {
  const colored =
    color === 'always' || (color === 'auto' && process.stderr.isTTY && process.env['NO_COLOR'] === undefined);
  const text = form === 'json' ? diagnosticsToJson(diagnostics) : renderDiagnostics(diagnostics, colored);
  // A full device refuses even nothing.
  if (text !== '') process.stderr.write(encodeText(text));
}

function assembleFiles(given: readonly string[], options: Options): number {
  const names = findLibraries(given, options.libraryPath ?? []);
  if (typeof names === 'string') {
    process.stderr.write(`hvasm: ${names}\n`);
    return STATUS.NO_INPUT;
  }
  const output = options.output ?? (options.compile === true ? objectName(names[0]) : 'a.out');
  const outputs = outputsOf(output, options);
  if (clash(names, outputs)) return STATUS.USAGE;
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
    ownIncludes: OWN_INCLUDES,
    defines: options.define,
    textBase: options.textBase,
    entry: options.entry,
    onlyUsed: options.gcSections === true,
    maxErrors: options.maxErrors,
    listing: options.listing !== undefined,
    warnings: options.warn.names,
    warningsAreErrors: options.warn.areErrors,
    debugVersion: options.dwarf,
    directory: process.cwd(),
  };
  const result =
    options.compile === true && 'text' in source ? assembleObject(source, settings) : assemble(inputs, settings);
  // What is printed must not get into an image that goes there, too.
  const printed = output === STDOUT ? process.stderr : process.stdout;
  for (const line of result.printed) printed.write(encodeText(`${line}\n`));
  showDiagnostics(result.diagnostics, options);
  // Which files the sources include is known only now.
  if (clash([...names, ...result.included], outputs)) return STATUS.USAGE;
  if (result.image === undefined) {
    if (options.diagnostics === 'text') summarize(result, options.maxErrors);
    removeProgram(output);
    return STATUS.BAD_SOURCE;
  }
  const sources = names.filter((name) => name !== '-');
  const { listing, map, dependencies } = options;
  const mode = options.compile === true ? TEXT_MODE : PROGRAM_MODE;
  const files: OutputFile[] = [{ path: output, contents: result.image, mode }];
  const add = (path: string, contents: string): unknown =>
    files.push({ path, contents: encodeText(contents), mode: TEXT_MODE });
  if (listing !== undefined) add(listing, result.listing);
  if (map !== undefined) add(map, result.map);
  if (dependencies !== undefined) add(dependencies, dependencyRule(output, sources, result.included));
  if (options.symbols === true) add(STDOUT, symbolTableText(result.symbols));
  return writeAll(files);
}

/** The files that the options ask for. */
function outputsOf(output: string, options: Options): Output[] {
  return [{ what: '-o', place: placeOf(output), magic: ELF_MAGIC }, ...textsOf(options)];
}

/** Those of them that come beside the program. */
function textsOf({ listing, map, dependencies, symbols }: Options): Output[] {
  const texts = [
    { what: '--listing', path: listing },
    { what: '--map', path: map },
    { what: '--dependencies', path: dependencies },
    { what: '--symbols', path: symbols === true ? STDOUT : undefined },
  ];
  return texts.flatMap(({ what, path }) => (path === undefined ? [] : [{ what, place: placeOf(path) }]));
}

/** Says why these inputs and outputs don't go together, if so. Nothing has been written yet. */
function clash(names: readonly string[], outputs: readonly Output[]): boolean {
  const inputs = names.map((name): Input => ({ what: 'the input', place: name === '-' ? 0 : name }));
  const [image, ...texts] = outputs;
  const mixed = image.place === 1 ? texts.find(({ place }) => place === 1) : undefined;
  const text = mixed ? `-o and ${mixed.what} both go to standard output` : findClash(inputs, outputs);
  if (text !== undefined) process.stderr.write(`hvasm: ${text}; nothing was written\n`);
  return text !== undefined;
}

/** Where a name of the command line leads that stands for an output. */
function placeOf(path: string): Place {
  return path === STDOUT ? 1 : path;
}

/**
 * A file by what is in it: objects and archives say so in their first bytes, all else is source, unless it is called an
 * object or archive: an empty one, as a full disk leaves it, would be a source without a fault.
 */
function inputOf(name: string, bytes: Uint8Array): Source | BinaryInput {
  const isBinary = isObject(bytes) || isArchive(bytes) || /\.[ao]$/.test(name);
  return isBinary ? { name, bytes } : { name, text: sourceText(bytes) };
}

/** The object file beside which the source would stand if it were in the working directory, as compilers name it. */
function objectName(source: string): string {
  return source === '-' ? 'a.out' : basename(source).replace(/(?:\.[sS])?$/, '.o');
}

function summarize({ diagnostics }: AssembleResult, maxErrors: number): void {
  const count = diagnostics.filter(({ severity }) => severity === 'error').length;
  const stopped = maxErrors > 0 && count >= maxErrors ? ', stopped there (--max-errors)' : '';
  process.stderr.write(`hvasm: ${count} error${count === 1 ? '' : 's'}${stopped}; no output written\n`);
}

function writeAll(files: readonly OutputFile[]): number {
  return writeOutputs(files) ? STATUS.OK : STATUS.CANNOT_WRITE;
}

const diskFiles: FileAccess = {
  read(path) {
    try {
      return readFileSync(Buffer.from(encodeText(path)));
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw new Error(reason(error), { cause: error });
    }
  },
};
