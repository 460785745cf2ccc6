import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from './render.ts';
import { SourceText } from './source.ts';

const source = new SourceText('a.s', 'first\n\t  wrong here\n');

describe('a diagnostic', () => {
  it('shows its line with carets below, tabs kept', () => {
    const start = source.text.indexOf('wrong');
    const text = renderDiagnostic({ severity: 'error', message: 'no', span: source.span(start, start + 5), notes: [] });
    expect(text).toBe('a.s:2:4: error: no\n    \t  wrong here\n    \t  ^^^^^\n');
  });

  it('underlines the part of its span that lies in the first line', () => {
    const text = renderDiagnostic({ severity: 'warning', message: 'no', span: source.span(0, 12), notes: [] });
    expect(text).toBe('a.s:1:1: warning: no\n    first\n    ^^^^^\n');
  });

  it('has a caret at the end of the text too', () => {
    const end = source.text.length;
    expect(renderDiagnostic({ severity: 'error', message: 'no', span: source.span(end, end + 1), notes: [] })).toBe(
      'a.s:3:1: error: no\n    \n    ^\n',
    );
  });

  it('shows a part of a long line, around its place', () => {
    const long = new SourceText('a.s', `\t.byte ${'1,'.repeat(500_000)}x\ty, ${'2,'.repeat(500_000)}`);
    const at = long.text.indexOf('x');
    const text = renderDiagnostic({ severity: 'error', message: 'no', span: long.span(at, at + 3), notes: [] });
    const [, line, carets] = text.split('\n');
    expect(line).toBe(`    ...${'1,'.repeat(40)}x\ty, ${'2,'.repeat(77)}2...`);
    expect(carets).toBe(`    ${' '.repeat(83)}^^^`);
    const whole = renderDiagnostic({ severity: 'error', message: 'no', span: long.span(1, 6), notes: [] });
    expect(whole.split('\n')[1]).toBe(`    \t.byte ${'1,'.repeat(116)}1...`);
    const all = long.span(at, long.text.length);
    expect(renderDiagnostic({ severity: 'error', message: 'no', span: all, notes: [] }).split('\n')[2]).toHaveLength(
      250,
    );
  });

  it('says nothing to a terminal, whatever is in its source, and keeps its columns', () => {
    const strange = new SourceText('größe\u001b[2J.s', '\t\u001b[31m "übrig\u009b\u202e\udc80" x\n');
    const at = strange.text.indexOf('x');
    const message = "unknown '\u001b[2J\u0007'";
    expect(renderDiagnostic({ severity: 'error', message, span: strange.span(at, at + 1), notes: [] })).toBe(
      `größe␛[2J.s:1:19: error: unknown '␛[2J␇'\n    \t␛[31m "übrig\ufffd\ufffd\udc80" x\n    \t${' '.repeat(17)}^\n`,
    );
    expect(renderDiagnostic({ severity: 'error', message, span: undefined, notes: [] })).toBe(
      "hvasm: error: unknown '␛[2J␇'\n",
    );
  });

  it('never cuts a character in two', () => {
    for (const length of [100, 101]) {
      const long = new SourceText('a.s', '\u{1f600}'.repeat(length) + 'x'.repeat(length % 2) + '\u{1f600}'.repeat(900));
      const span = long.span(2 * length, 2 * length + 1);
      const text = renderDiagnostic({ severity: 'error', message: `'${long.text}'`, span, notes: [] });
      expect(text).not.toMatch(/(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])/);
    }
  });

  it('shows the beginning and the end of a long name', () => {
    const name = `a${'b'.repeat(1_000_000)}c`;
    const message = `undefined symbol '${name}'; did you mean '${name}'?`;
    const shown = `'a${'b'.repeat(78)}...${'b'.repeat(17)}c'`;
    const text = renderDiagnostic({ severity: 'error', message, span: undefined, notes: [] });
    expect(text).toBe(
      `hvasm: error: undefined symbol ${shown.slice(0, -1)}';; did you mean ${shown}?\n`.replace("';;", "';"),
    );
    expect(
      renderDiagnostic({ severity: 'error', message: 'no '.repeat(9999), span: undefined, notes: [] }),
    ).toHaveLength('hvasm: error: ...\n'.length + 2000);
  });

  it('shows what included the text it is in', () => {
    const origin = { kind: 'include', note: 'included from here', span: source.span(0, 5) } as const;
    const inner = new SourceText('b.inc', 'x\n', origin);
    const text = renderDiagnostic({ severity: 'error', message: 'no', span: inner.span(0, 1), notes: [] });
    expect(text).toBe('b.inc:1:1: error: no\n    x\n    ^\na.s:1:1: note: included from here\n    first\n    ^^^^^\n');
  });
});
