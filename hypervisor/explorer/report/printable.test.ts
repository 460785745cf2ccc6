import { describe, expect, it } from 'vitest';
import { escaped, printable } from './printable.ts';

describe('printable', () => {
  it('leaves ordinary text and line feeds as they are', () => {
    expect(printable('sector 40 – “fine”\nübrig 😀')).toBe('sector 40 – “fine”\nübrig 😀');
  });

  it('shows control characters as pictures of them', () => {
    expect(printable('\0\t\r\u001b[2J\u007f')).toBe('␀␉␍␛[2J␡');
  });

  it('replaces what no document may hold', () => {
    expect(printable('a\ud800b\udc00c\ufffe\uffff\u0085')).toBe('a\ufffdb\ufffdc\ufffd\ufffd\ufffd');
  });

  it('replaces what turns the direction of a text', () => {
    expect(printable('driver\u202es.exe\u2066')).toBe('driver\ufffds.exe\ufffd');
  });
});

describe('escaped', () => {
  it('leaves nothing that ends a text, an attribute or a section of either kind', () => {
    expect(escaped(`</script><a b="c" d='e'>&amp;]]>`)).toBe(
      '&lt;/script&gt;&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;amp;]]&gt;',
    );
  });
});
