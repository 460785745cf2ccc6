/**
 * The assembler as the package's users have it: what they give is looked at first, and any source may include board.inc, the
 * constants of the board, whether there are files to read or not.
 */
import { boardInclude } from '../emulator/board-files.ts';
import { DEVICES } from '../emulator/devices/known-devices.ts';
import { checkOptions, checkValue, isRecord, type Kind, type Kinds } from '../emulator/options/check-options.ts';
import { BYTES, count, isTagged, multiple, TEXT, TRUTH, withMethods } from '../emulator/options/kinds.ts';
import {
  assemble as assembleChecked,
  type AssembleOptions,
  type AssembleResult,
  type BinaryInput,
  type FileAccess,
  type Source,
} from './assemble.ts';
import type { Diagnostic } from './diagnostics/diagnostics.ts';
import { locateDiagnostics as locate, type LocatedDiagnostic } from './diagnostics/json.ts';
import { renderDiagnostics as render } from './diagnostics/render.ts';
import { warningNames } from './diagnostics/warnings.ts';
import { NAME } from './syntax/tokens.ts';

/** Where board.inc is in the package, for who has a look at the package's files; diagnostics call it so. */
const BOARD_INCLUDE = 'hvft/kernel/board.inc';

const isText = (value: unknown): value is string => typeof value === 'string';
const isName = (value: unknown): boolean => isText(value) && NAME.test(value);

const SOURCES: Kind = { words: "a list of sources, as in [{ name: 'a.s', text: '...' }]", type: Array.isArray };

const SOURCE: Kind = {
  words: 'an object with a name and a text, or with a name and the bytes of an object file or an archive',
  type: (value) =>
    isRecord(value) &&
    isText(value['name']) &&
    (value['bytes'] === undefined ? isText(value['text']) : isTagged(value['bytes'], 'Uint8Array')),
};

const DIAGNOSTICS: Kind = {
  words: 'the diagnostics that assemble() gives, and no copy of them',
  type: (value) => Array.isArray(value) && value.every(isDiagnostic),
};

/** With its sources: text can't be shown of a copy. */
function isDiagnostic(value: unknown): boolean {
  if (!isRecord(value) || !('span' in value)) return false;
  const { span } = value as unknown as Diagnostic;
  return span === undefined || typeof span?.source?.locate === 'function';
}

const KINDS: Kinds<AssembleOptions> = {
  files: withMethods('read'),
  includePaths: { words: 'a list of strings', type: (value) => Array.isArray(value) && value.every(isText) },
  ownIncludes: mapTo('paths', isText, isText),
  defines: mapTo("bigints, as in new Map([['DEBUG', 1n]])", (value) => typeof value === 'bigint', isName),
  textBase: multiple(4096, [0, 0xfffff000]),
  ...{ entry: TEXT, onlyUsed: TRUTH, maxErrors: count([0, 999_999_999]), listing: TRUTH },
  warnings: {
    words: `a Set of ${warningNames()
      .map((name) => `'${name}'`)
      .join(', ')}, or of some of them, or of none`,
    type: (value) => isTagged(value, 'Set'),
    range: (value: ReadonlySet<unknown>) => [...value].every((name) => (warningNames() as unknown[]).includes(name)),
  },
  ...{ warningsAreErrors: TRUTH, debugVersion: count([2, 5]), directory: TEXT, producer: TEXT },
};

function mapTo(what: string, isOne: (value: unknown) => boolean, isKey: (value: unknown) => boolean): Kind {
  const isMap = (value: unknown): value is ReadonlyMap<unknown, unknown> => isTagged(value, 'Map');
  const type = (value: unknown): boolean =>
    isMap(value) && [...value].every((pair) => isKey(pair[0]) && isOne(pair[1]));
  return { words: `a Map from names to ${what}`, type };
}

/**
 * Makes one image of sources, object files and archives; each file's global symbols are visible to the others. Of an
 * archive those members are taken that define what is missing. What is wrong with the sources is in the result; throws a
 * TypeError or a RangeError if an option is none.
 */
export function assemble(sources: readonly (Source | BinaryInput)[], options: AssembleOptions = {}): AssembleResult {
  checkValue('assemble: its first argument', sources, SOURCES);
  for (const [index, source] of sources.entries()) checkValue(`assemble: source ${index + 1}`, source, SOURCE);
  checkOptions('assemble', options, KINDS);
  const { files, ownIncludes = [] } = options;
  const result = assembleChecked(sources.map(asOne), {
    ...options,
    files: withBoard(files),
    ownIncludes: new Map([['board.inc', BOARD_INCLUDE], ...ownIncludes]),
  });
  return { ...result, included: result.included.filter((path) => path !== BOARD_INCLUDE) };
}

/** A source whose bytes are undefined is a text. */
function asOne(source: Source | BinaryInput): Source | BinaryInput {
  const { name, text, bytes } = source as Source & BinaryInput;
  return (bytes as Uint8Array | undefined) === undefined ? { name, text } : { name, bytes };
}

/** The diagnostics as text for people, as hvasm prints them; `color`: with a terminal's escape sequences. Throws a TypeError if they are none. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[], color = false): string {
  checkValue('renderDiagnostics: its first argument', diagnostics, DIAGNOSTICS);
  return render(diagnostics, color);
}

/** The diagnostics with files, lines and columns: what `hvasm --diagnostics json` prints. Throws a TypeError if they are none. */
export function locateDiagnostics(diagnostics: readonly Diagnostic[]): LocatedDiagnostic[] {
  checkValue('locateDiagnostics: its first argument', diagnostics, DIAGNOSTICS);
  return locate(diagnostics);
}

/** The user's files, and board.inc. */
function withBoard(files: FileAccess | undefined): FileAccess {
  return {
    read(path) {
      const bytes = files?.read(path);
      if (bytes !== undefined) checkValue('what files.read() gives', bytes, BYTES);
      return bytes ?? (path === BOARD_INCLUDE ? new TextEncoder().encode(boardInclude(DEVICES)) : undefined);
    },
  };
}
