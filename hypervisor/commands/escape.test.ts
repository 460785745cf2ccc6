import { expect, test } from 'vitest';
import { EscapeFilter } from './escape.ts';

/** What comes of keys typed one after the other; '^' stands for Ctrl-A. */
function type(keys: string): { text: string; left: boolean } {
  const filter = new EscapeFilter();
  let text = '';
  for (const key of keys) {
    const { bytes, leave } = filter.filter(Uint8Array.of(key === '^' ? 1 : key.charCodeAt(0)));
    text += Buffer.from(bytes).toString('latin1').replaceAll('\x01', '^');
    if (leave) return { text, left: true };
  }
  return { text, left: false };
}

test.each([
  ['abc', 'abc', false],
  ['\x03\x04\x1a', '\x03\x04\x1a', false],
  ['ab^xcd', 'ab', true],
  ['^X', '', true],
  ['^^', '^', false],
  ['^ab', '^b', false],
  ['^b', '^b', false],
  ['^^x', '^x', false],
])('typing %j gives the guest %j, and leaves: %s', (keys, text, left) => {
  expect(type(keys)).toEqual({ text, left });
});

test('what follows Ctrl-A x in one piece is dropped', () => {
  expect(new EscapeFilter().filter(Buffer.from('a\x01xb'))).toEqual({ bytes: Uint8Array.of(97), leave: true });
});
