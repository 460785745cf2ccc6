/** What hvasm has for people and their tools: warnings by name, colour, JSON, maps, dependencies. */
import { describe, expect, it } from 'vitest';
import { assemble, type AssembleOptions } from './assemble.ts';
import { diagnosticsToJson } from './diagnostics/json.ts';
import { renderDiagnostics } from './diagnostics/render.ts';
import { sourceText } from './diagnostics/source.ts';
import { DEFAULT_WARNINGS, warningNames, withOption, type WarningName } from './diagnostics/warnings.ts';
import { dependencyRule } from './output/dependencies.ts';

function messages(text: string, options: AssembleOptions = {}): string[] {
  const { diagnostics } = assemble([{ name: 'in.s', text }], options);
  return diagnostics.map(({ severity, message }) => `${severity}: ${message}`);
}

const all: ReadonlySet<WarningName> = new Set(warningNames());

describe('warnings', () => {
  it('point at a branch in a delay slot', () => {
    const text = '_start:\tb\t_start\n\tbv\t%r0(%rp)\n\tnop\n';
    expect(messages(text)).toEqual([]);
    expect(messages(text, { warnings: all })).toEqual([
      'warning: this branch stands in the delay slot of the one before [-Wdelay-slot]',
    ]);
  });

  it('point at a label in a delay slot', () => {
    const warned = 'warning: this label stands in the delay slot of the branch before [-Wdelay-slot]';
    const text = '_start:\tb\t_start\n.L1:\tnop\n\tb,n\t.L1\n_again:\tb\t_again\n\tnop\n';
    expect(messages(text)).toEqual([]);
    expect(messages(text, { warnings: new Set(['delay-slot']) })).toEqual([warned]);
  });

  it('let a branch follow a nullified slot, or another section', () => {
    const text = '_start:\tb,n\t_start\n\tb\t_start\n\t.section .text.more\n\tb\t_start\n\tnop\n\tb\t_start\n';
    expect(messages(text, { warnings: all })).toEqual([]);
  });

  it('point at labels that nothing uses, but for the entry and what is global', () => {
    const text = '\t.globl shared\n_start:\nshared:\nused:\tb\tused\n\tnop\nleft:\tnop\n1:\tnop\n';
    expect(messages(text, { warnings: all })).toEqual(["warning: label 'left' is never used [-Wunused-label]"]);
  });

  it('can be switched off, or made errors', () => {
    const text = '\t.byte 300\n';
    const warned = 'value 300 is outside -128 to 255 and loses bits: it becomes 44 [-Wtruncation]';
    expect(messages(text)).toEqual([`warning: ${warned}`]);
    expect(messages(text, { warnings: new Set() })).toEqual([]);
    expect(messages(text, { warningsAreErrors: true })).toEqual([`error: ${warned}`]);
    expect(messages('\t.warning "mine"\n', { warnings: new Set() })).toEqual(['warning: mine']);
  });

  it('are chosen by name, no-name, all and none', () => {
    expect(withOption(DEFAULT_WARNINGS, 'all')).toEqual(all);
    expect(withOption(all, 'none')).toEqual(new Set());
    expect(withOption(new Set(), 'delay-slot')).toEqual(new Set(['delay-slot']));
    expect(withOption(new Set(['delay-slot', 'truncation']), 'no-delay-slot')).toEqual(new Set(['truncation']));
    expect(withOption(all, 'delayslot')).toBeUndefined();
  });
});

describe('diagnostics', () => {
  const source = '\t.macro m\n\tldw 1(%r1\n\t.endm\n\tm\n';
  const { diagnostics } = assemble([{ name: 'in.s', text: source }]);

  it('come as JSON with places and the stack of macros', () => {
    expect(JSON.parse(diagnosticsToJson(diagnostics))).toEqual([
      {
        severity: 'error',
        message: 'expected ")" to close the parenthesis, found the end of the statement',
        file: 'in.s',
        line: 2,
        column: 11,
        endLine: 2,
        endColumn: 12,
        notes: [],
        stack: [
          {
            kind: 'macro',
            message: "in expansion of macro 'm'",
            file: 'in.s',
            line: 4,
            column: 2,
            endLine: 4,
            endColumn: 3,
          },
        ],
      },
    ]);
  });

  it('without a place have none in JSON', () => {
    const { diagnostics: list } = assemble([{ name: 'in.s', text: '' }], { entry: 'absent' });
    expect(JSON.parse(diagnosticsToJson(list))).toEqual([
      { severity: 'error', message: "the entry symbol 'absent' is not defined", notes: [], stack: [] },
    ]);
  });

  it('in colour say the same', () => {
    const colored = renderDiagnostics(diagnostics, true);
    expect(colored).toContain('\x1b[1;31merror:\x1b[0m');
    expect(colored.replace(/\x1b\[[\d;]*m/g, '')).toBe(renderDiagnostics(diagnostics));
  });
});

describe('the map', () => {
  it('shows sections, the files they come from, the entry and the symbols', () => {
    const sources = [
      { name: 'a.s', text: '\t.globl _start\n_start:\tnop\n\tnop\n\t.data\nx:\t.word 1\n' },
      { name: 'b.s', text: '\tnop\n' },
    ];
    expect(assemble(sources).map).toBe(`Sections

address   size      align  section
00010000  0000000c  4      .text
00010000  00000008           a.s
00010008  00000004           b.s
00011000  00000004  1      .data
00011000  00000004           a.s

Entry point 00010000

Symbols

00010000 g .text _start
00011000 l .data x
`);
  });
});

describe('dependencies', () => {
  it('are the sources and what they read', () => {
    const files = { read: (path: string) => (path === 'more.inc' ? Buffer.from('\tnop\n') : undefined) };
    expect(assemble([{ name: 'in.s', text: '\t.include "more.inc"\n' }], { files }).included).toEqual(['more.inc']);
    expect(dependencyRule('a.out', ['in.s'], ['more.inc', 'more.inc'])).toBe(
      'a.out: in.s \\\n  more.inc\n\nmore.inc:\n',
    );
  });

  it("escape make's special characters", () => {
    expect(dependencyRule('a b', ['x$y#.s'], [])).toBe('a\\ b: x$$y\\#.s\n');
  });
});

describe('UTF-16', () => {
  const text = '_start:\tnop\n\tbogus\n';
  const said = 'is UTF-16 text; a source is ASCII or UTF-8';
  const encodings: [string, Buffer][] = [
    ['with its mark, small end first', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['with its mark, big end first', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['without one', Buffer.from(text, 'utf16le')],
  ];
  it.each(encodings)('is one error, not one for each line: %s', (_, bytes) => {
    expect(messages(sourceText(bytes))).toEqual([`error: in.s ${said}`]);
    const files = { read: () => bytes };
    expect(messages('\t.include "a.inc"\n\tb\tinside\n', { files })).toEqual([`error: a.inc ${said}`]);
  });
});
