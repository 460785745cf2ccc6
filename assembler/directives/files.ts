/**
 * .include and .incbin: text and bytes of other files. Where a text can't be had, it may define what the rest needs; bytes
 * define nothing.
 */
import { isUtf16, SourceText, sourceText, type Span } from '../diagnostics/source.ts';
import { wrongEncoding } from '../diagnostics/wording.ts';
import { wordsOf } from '../syntax/escapes.ts';
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, integerArgument, wrongArgument, type Directive, type Services } from './directive.ts';

/** Deeper than anybody nests files on purpose. */
const MAX_DEPTH = 100;
/** A file may include itself under a condition, but hardly so often. */
const MAX_OPEN = 10;

const include = directive(1, 1, ({ args, span }, unit, services) => {
  if (span.source.depth >= MAX_DEPTH) {
    unit.diagnostics.error(
      span,
      `files and macros are nested more than ${MAX_DEPTH} deep: does this file include itself?`,
    );
    return;
  }
  const file = readFile(args[0], span, unit, services, (place, message) => {
    unit.diagnostics.missing(place, message);
  });
  if (file === undefined) return;
  if (services.texts.readsForEver(file.path) || timesOpen(file.path, span) >= MAX_OPEN) {
    unit.diagnostics.error(span, `${file.path} includes itself again and again`);
    return;
  }
  const text = sourceText(file.bytes);
  if (isUtf16(text)) unit.diagnostics.missing(args[0].span, wrongEncoding(file.path));
  else services.texts.include(new SourceText(file.path, text, { kind: 'include', note: 'included from here', span }));
});

const incbin = directive(1, 3, ({ args, span }, unit, services) => {
  const range = { min: 0, max: 2 ** 32 };
  const skip = integerArgument(args[1], 'the number of bytes to skip', unit, 0, range);
  const count = integerArgument(args[2], 'the number of bytes', unit, 2 ** 32, range);
  const file = readFile(args[0], span, unit, services, (place, message) => {
    unit.diagnostics.error(place, message);
  });
  if (file === undefined || skip === undefined || count === undefined) return;
  if (skip > file.bytes.length) {
    unit.diagnostics.error(args[1].span, `${file.path} has ${file.bytes.length} bytes: can't skip ${skip}`);
    return;
  }
  if (args.length === 3 && args[2].kind !== 'empty' && skip + count > file.bytes.length) {
    unit.diagnostics.error(args[2].span, `${file.path} has ${file.bytes.length - skip} bytes there, not ${count}`);
    return;
  }
  unit.emit(file.bytes.subarray(skip, skip + count), span);
});

/** How many of the texts around this place are the file. */
function timesOpen(path: string, span: Span): number {
  let count = 0;
  for (let at: Span | undefined = span; at !== undefined; at = at.source.origin?.span) {
    if (at.source.name === path && at.source.origin?.kind !== 'macro') count++;
  }
  return count;
}

/**
 * Looks beside the file that contains the directive, then in the working directory, then along -I, then among the files that
 * come with the assembler.
 */
function readFile(
  argument: Argument,
  span: Span,
  unit: Unit,
  { files, includePaths, ownIncludes }: Services,
  missing: (place: Span, message: string) => void,
): { path: string; bytes: Uint8Array } | undefined {
  if (argument.kind !== 'string') {
    wrongArgument(argument, 'a file name in double quotes', unit);
    return undefined;
  }
  const name = wordsOf(argument);
  const beside = span.source.name.replace(/[^/]*$/, '');
  const folders = name.startsWith('/') ? [''] : [...new Set([beside, '', ...includePaths.map((path) => `${path}/`)])];
  const own = ownIncludes.get(name);
  for (const path of [...folders.map((folder) => folder + name), ...(own === undefined ? [] : [own])]) {
    try {
      const bytes = files.read(path);
      if (bytes !== undefined) return { path, bytes };
    } catch (error) {
      missing(argument.span, `can't read '${path}': ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
  const places = folders.map((folder) => (folder === '' ? '.' : folder)).join(', ');
  missing(argument.span, `can't find the file '${name}'; looked in ${places}`);
  return undefined;
}

export const fileDirectives: Readonly<Record<string, Directive>> = { '.include': include, '.incbin': incbin };
