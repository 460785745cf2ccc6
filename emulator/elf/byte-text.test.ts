import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, encodeText } from './byte-text.ts';

describe('text whose bytes matter', () => {
  it.each([
    ['Stra\u00dfe', [0x53, 0x74, 0x72, 0x61, 0xc3, 0x9f, 0x65]],
    ['Stra\udcdfe', [0x53, 0x74, 0x72, 0x61, 0xdf, 0x65]],
    ['\ud83d\ude00', [0xf0, 0x9f, 0x98, 0x80]],
    ['\ud83d\ude00\udcff', [0xf0, 0x9f, 0x98, 0x80, 0xff]],
    ['\udcc3', [0xc3]],
    ['\udcc3\udcc3x', [0xc3, 0xc3, 0x78]],
    // Too long a form, a surrogate, beyond the last character, cut off: no UTF-8.
    ['\udcc0\udc80', [0xc0, 0x80]],
    ['\udce0\udc80\udc80', [0xe0, 0x80, 0x80]],
    ['\udced\udcb3\udc9f', [0xed, 0xb3, 0x9f]],
    ['\udcf4\udc90\udc80\udc80', [0xf4, 0x90, 0x80, 0x80]],
    ['\udcf0\udc9f\udc98', [0xf0, 0x9f, 0x98]],
    ['\ufeff', [0xef, 0xbb, 0xbf]],
    ['\ufffd', [0xef, 0xbf, 0xbd]],
  ])('%j', (text, bytes) => {
    expect(decodeText(Uint8Array.from(bytes))).toBe(text);
    expect([...encodeText(text)]).toEqual(bytes);
  });

  it('is UTF-8 wherever it can be, and loses nothing', () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
        fc.uint8Array({ maxLength: 4 }),
      ),
    );
    fc.assert(
      fc.property(pieces, (parts) => {
        const bytes = Buffer.concat(parts);
        const text = decodeText(bytes);
        expect(Buffer.from(encodeText(text)).equals(bytes)).toBe(true);
        const usual = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
        expect(text.replace(/[\ufffd\udc80-\udcff]+/gu, '')).toBe(usual.replace(/\ufffd+/g, ''));
      }),
      { numRuns: 200 },
    );
  });
});
