/** The assembler as the package's users have it. */
import { describe, expect, it } from 'vitest';
import { assemble, locateDiagnostics, renderDiagnostics } from './library.ts';

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
  [
    [[{ ...NOP[0], bytes: 'abc' }]],
    'TypeError: assemble: source 1 is { name: "a.s", text: " nop\\n", bytes: "abc" }; ',
  ],
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
    `TypeError: assemble: option 'defines' is new Map([["X", 1]]); expected a Map from names to bigints, `,
  ],
  ...['', 'A B', '1', '%r3', 'A\n', '"'].map((name): [unknown[], string] => [
    [NOP, { defines: new Map([[name, 1n]]) }],
    `TypeError: assemble: option 'defines' is new Map([[${JSON.stringify(name)}, 1n]]); expected a Map from names `,
  ]),
  [[NOP, { warnings: ['misaligned'] }], `TypeError: assemble: option 'warnings' is ["misaligned"]; expected a Set of `],
  [
    [NOP, { warnings: new Set(['no']) }],
    `RangeError: assemble: option 'warnings' is new Set(["no"]); expected a Set of 'delay-slot', `,
  ],
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

  it('takes a source whose bytes, or whose text, are undefined', () => {
    const { image } = assemble([{ ...NOP[0], bytes: undefined }]);
    expect(image).toEqual(assemble(NOP).image);
    const archive = { name: 'a.a', text: undefined, bytes: new TextEncoder().encode('!<arch>\n') };
    expect(assemble([archive]).diagnostics).toEqual([]);
  });

  it('defines symbols with the names that sources have', () => {
    const names = ['X', '_', '.L1', '$a', 'ünï', 'a.b$c'];
    const text = names.map((name) => ` .word ${name}\n`).join('');
    const { diagnostics } = assemble([{ name: 'a.s', text }], { defines: new Map(names.map((name) => [name, 1n])) });
    expect(diagnostics).toEqual([]);
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

describe('diagnostics', () => {
  const { diagnostics } = assemble([{ name: 'a.s', text: ' bogus\n' }], { entry: 'nobody' });

  it('are told as text, in color too, and as data', () => {
    expect(renderDiagnostics(diagnostics)).toMatch(/^a\.s:1:2: error: unknown instruction/);
    expect(renderDiagnostics(diagnostics, true)).toContain('\x1b[1;31merror:');
    expect(locateDiagnostics(diagnostics)).toMatchObject([{ line: 1, column: 2 }, { severity: 'error' }]);
    expect(renderDiagnostics([])).toBe('');
  });

  const NONE: readonly (readonly [string, unknown, string])[] = [
    ['nothing', undefined, 'undefined'],
    ['the whole result', assemble([]), '{ image: '],
    ['their text', renderDiagnostics(diagnostics), '"a.s:1:2: error'],
    ['a copy', structuredClone(diagnostics), '[{ severity: "error"'],
    ['a copy of one without a place', JSON.parse(JSON.stringify(diagnostics.slice(1))), '[{ severity: "error"'],
    ['their places', locateDiagnostics(diagnostics), '[{ severity: "error"'],
    ['something with a span that is none', [{ span: null }], '[{ span: null }]'],
  ];

  it.each(NONE)('are not %s', (_, given, shown) => {
    for (const [name, act] of Object.entries({ renderDiagnostics, locateDiagnostics })) {
      expect(() => act(given as typeof diagnostics)).toThrow(`${name}: its first argument is ${shown}`);
      expect(() => act(given as typeof diagnostics)).toThrow('; expected the diagnostics that assemble() gives');
    }
  });
});
