import { describe, expect, it } from 'vitest';
import { assemble } from './assemble.ts';
import { withOption, DEFAULT_WARNINGS } from './diagnostics/warnings.ts';

/** The warnings about a source, by their messages. */
function warningsOf(text: string, ...options: string[]): string[] {
  let warnings = DEFAULT_WARNINGS;
  for (const option of options) warnings = withOption(warnings, option) ?? warnings;
  return assemble([{ name: 'a.s', text }], { warnings }).diagnostics.map(({ message }) => message);
}

describe('a misspelt instruction without operands, which is a label', () => {
  it.each([
    ['nopp', 'nop'],
    ['rfii', 'rfi'],
    ['RETN', 'ret'],
    ['sycn', 'sync'],
  ])('%s is told, and what it may be', (name, meant) => {
    const message = `'${name}' is a label here, and never used; did you mean '${meant}'? A label's colon says that it is one [-Wmistaken-label]`;
    for (const behind of ['\n', ' ; a comment\n', '\t! nop\n', '']) {
      expect(warningsOf(`_start:\n${name}${behind}`)).toEqual([message]);
      expect(warningsOf(`_start:\n${name}${behind}`, 'unused-label')).toEqual([message]);
      expect(warningsOf(`_start:\n${name}${behind}`, 'no-mistaken-label')).toEqual([]);
    }
  });

  it.each([
    ['a colon', 'nopp:\n'],
    ['an operation behind it', 'nopp\tnop\n'],
    ['a use', 'nopp\n\tb,n\tnopp\n\tnop\n'],
    ['a use in front of it', '\tb,n\tnopp\n\tnop\nnopp\n'],
    ['.globl', '\t.globl nopp\nnopp\n'],
    ['a name that is no letter away', 'end\ntop\nloop\nstart\nrestart\n'],
  ])('a label with %s is not', (_, text) => {
    expect(warningsOf(`_start:\n${text}`)).toEqual([]);
  });

  it('the entry is not, whatever its name', () => {
    const { diagnostics } = assemble([{ name: 'a.s', text: 'nopp\n\tnop\n' }], { entry: 'nopp' });
    expect(diagnostics).toEqual([]);
  });
});
