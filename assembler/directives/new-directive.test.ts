/** docs/add-a-directive.md, done: `.twice N` emits a word; the mock is its file and its line in the table. */
import { expect, it, vi } from 'vitest';
import { assemble } from '../assemble.ts';
import type { Directive } from './directive.ts';

vi.mock('./table.ts', async (original) => {
  const { directives } = await original<{ directives: ReadonlyMap<string, Directive> }>();
  const { directive, integerArgument } = await import('./directive.ts');
  const twice = directive(1, 1, ({ args, span }, unit) => {
    const value = integerArgument(args[0], 'the number', unit, undefined, { min: 0, max: 100 });
    if (value === undefined) return;
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value * 2);
    unit.emit(bytes, span);
  });
  return { directives: new Map([...directives, ['.twice', twice]]) };
});

const messages = (text: string): string[] =>
  assemble([{ name: 'twice.s', text }]).diagnostics.map(({ message }) => message);

it('is a directive like all others, with its errors', () => {
  const text = '\t.data\n\t.globl _start\n_start:\t.twice 20 + 1\n';
  const { image, diagnostics } = assemble([{ name: 'twice.s', text }]);
  expect(diagnostics).toEqual([]);
  expect(Buffer.from(image!).includes(Buffer.of(0, 0, 0, 42))).toBe(true);
  expect(messages('\t.twice 101\n')).toContain('the number must be 0 to 100, not 101');
  expect(messages('\t.twice\n').length).toBeGreaterThan(0);
});
