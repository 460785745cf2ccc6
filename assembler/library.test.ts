/** The assembler as the package's users have it. */
import { describe, expect, it } from 'vitest';
import { locateDiagnostics } from './diagnostics/json.ts';
import { assemble } from './library.ts';

const NOP = [{ name: 'a.s', text: ' nop\n' }];

const BAD: readonly (readonly [readonly unknown[], string])[] = [
  [
    [],
    "TypeError: assemble: its first argument is undefined; expected a list of sources, as in [{ name: 'a.s', text: '...' }]",
  ],
  [['nop'], 'TypeError: assemble: its first argument is "nop"; expected a list of sources, as in '],
  [
    [{ name: 'a.s', text: '' }],
    'TypeError: assemble: its first argument is { name: "a.s", text: "" }; expected a list',
  ],
  [
    [[...NOP, { name: 'b.s' }]],
    'TypeError: assemble: source 2 is { name: "b.s" }; expected an object with a name and a text',
  ],
  [[[{ name: 'a.o', bytes: [1, 2] }]], 'TypeError: assemble: source 1 is { name: "a.o", bytes: [1, 2] }; '],
  [[NOP, null], 'TypeError: assemble: its options are null; expected an object'],
  [
    [NOP, { textBase: 3 }],
    "RangeError: assemble: option 'textBase' is 3; expected a multiple of 4096 from 0 to 4294963200",
  ],
  [[NOP, { textBase: -4096 }], "RangeError: assemble: option 'textBase' is -4096; "],
  [[NOP, { textBase: 2 ** 32 }], "RangeError: assemble: option 'textBase' is 4294967296; "],
  [[NOP, { textBase: '0x20000' }], `TypeError: assemble: option 'textBase' is "0x20000"; `],
  [[NOP, { debugVersion: 9 }], "RangeError: assemble: option 'debugVersion' is 9; expected a whole number from 2 to 5"],
  [
    [NOP, { defines: { X: 1n } }],
    "TypeError: assemble: option 'defines' is { X: 1n }; expected a Map from names to bigints, ",
  ],
  [
    [NOP, { defines: new Map([['X', 1]]) }],
    "TypeError: assemble: option 'defines' is of type Map; expected a Map from ",
  ],
  [[NOP, { warnings: ['misaligned'] }], `TypeError: assemble: option 'warnings' is ["misaligned"]; expected a Set of `],
  [[NOP, { warnings: new Set(['no']) }], "RangeError: assemble: option 'warnings' is of type Set; expected a Set of "],
  [
    [NOP, { files: () => undefined }],
    "TypeError: assemble: option 'files' is a function; expected an object with read()",
  ],
  [[NOP, { onlyused: true }], "TypeError: assemble: there is no option 'onlyused', only files, "],
];

describe('assemble', () => {
  it.each(BAD)('refuses %o', (given, words) => {
    let thrown: unknown;
    try {
      assemble(...(given as unknown as Parameters<typeof assemble>));
    } catch (error) {
      thrown = error;
    }
    expect(String(thrown).slice(0, words.length)).toBe(words);
  });

  it('takes all that its types allow', () => {
    const files = { read: () => undefined };
    const texts = { entry: 'start', directory: '/', producer: 'p' };
    const flags = { onlyUsed: true, listing: true, warningsAreErrors: true };
    const numbers = { textBase: 0x20000, maxErrors: 1, debugVersion: 5 };
    const maps = { defines: new Map([['X', 1n]]), ownIncludes: new Map([['a', 'b']]), warnings: new Set([]) };
    const source = [{ name: 'a.s', text: 'start: nop\n' }];
    const { image, diagnostics } = assemble(source, {
      ...{ files, includePaths: ['x'], ...texts, ...flags, ...numbers, ...maps },
    });
    expect([image?.length !== undefined, diagnostics]).toEqual([true, []]);
  });

  const BOARD = [{ name: 'a.s', text: ' .include "board.inc"\n .word DISK_PAGE\n' }];

  it('has board.inc, which is no file that was read', () => {
    const { image, included } = assemble(BOARD);
    expect([image !== undefined, included]).toEqual([true, []]);
  });

  it("takes the user's board.inc before its own", () => {
    const read = (path: string): Uint8Array | undefined =>
      path === 'board.inc' ? new TextEncoder().encode('DISK_PAGE = 5\n') : undefined;
    expect(assemble(BOARD, { files: { read } })).toMatchObject({ included: ['board.inc'] });
    const own = (path: string): Uint8Array | undefined => (path === 'mine.inc' ? read('board.inc') : undefined);
    const ownIncludes = new Map([['board.inc', 'mine.inc']]);
    expect(assemble(BOARD, { files: { read: own }, ownIncludes })).toMatchObject({ included: ['mine.inc'] });
  });

  it('says so if a file is text, and where', () => {
    const files = { read: () => 'nop\n' as unknown as Uint8Array };
    const { diagnostics } = assemble([{ name: 'a.s', text: '\n .include "b.s"\n' }], { files });
    expect(locateDiagnostics(diagnostics)).toMatchObject([
      {
        ...{ severity: 'error', file: 'a.s', line: 2, column: 11, endLine: 2, endColumn: 16, stack: [], notes: [] },
        message: `can't read 'b.s': what files.read() gives is "nop\\n"; expected a Uint8Array`,
      },
    ]);
  });
});
