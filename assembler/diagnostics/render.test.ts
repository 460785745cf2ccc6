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

  it('shows what included the text it is in', () => {
    const origin = { kind: 'include', note: 'included from here', span: source.span(0, 5) } as const;
    const inner = new SourceText('b.inc', 'x\n', origin);
    const text = renderDiagnostic({ severity: 'error', message: 'no', span: inner.span(0, 1), notes: [] });
    expect(text).toBe('b.inc:1:1: error: no\n    x\n    ^\na.s:1:1: note: included from here\n    first\n    ^^^^^\n');
  });
});
