import { describe, expect, it } from 'vitest';
import { escaped, printable, printableJson, printableName } from './printable.ts';

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

describe('printableName', () => {
  it('stays in its line', () => {
    expect(printableName('wait\nhvrun: all is well\u001b[2J')).toBe('wait␊hvrun: all is well␛[2J');
    expect(printableName('größe')).toBe('größe');
  });
});

describe('printableJson', () => {
  it('is the same value, and nothing that a terminal would obey', () => {
    const value = { name: 'a\u009b2J\u202e\u007f\u001b\n', 'größe 😀': [1, 'ü'] };
    expect(JSON.parse(printableJson(value))).toEqual(value);
    expect(printableJson(value)).toBe('{"name":"a\\u009b2J\\u202e\\u007f\\u001b\\n","größe 😀":[1,"ü"]}');
  });
});
