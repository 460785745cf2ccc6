/** Archives: members by the symbols they define; damage is an ElfError. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isArchive, readArchive } from './archive.ts';
import { ElfError } from './reader.ts';
import { buildArchive } from './testing/build-archive.ts';

const archive = buildArchive([
  { name: 'first.o', data: Uint8Array.of(1, 2, 3), symbols: ['one', 'two'] },
  { name: 'a-name-that-is-longer-than-a-header-allows.o', data: Uint8Array.of(4, 5), symbols: ['three'] },
]);

describe('an archive', () => {
  it('gives the member that defines a symbol', () => {
    const read = readArchive(archive);
    expect(read.members.map(({ name }) => name)).toEqual(['first.o', 'a-name-that-is-longer-than-a-header-allows.o']);
    expect([...(read.memberOf('two')?.read() ?? [])]).toEqual([1, 2, 3]);
    expect([...(read.memberOf('three')?.read() ?? [])]).toEqual([4, 5]);
    expect(read.memberOf('four')).toBeUndefined();
  });

  it('may be thin: its members are files beside it, or stand in archives there', () => {
    const header = (name: string): string => `${name.padEnd(48)}${'5'.padEnd(10)}\`\n`;
    const index = Buffer.from([0, 0, 0, 3, 0, 0, 0, 184, 0, 0, 0, 244, 0, 0, 1, 48, 97, 0, 98, 0, 99, 0]);
    const names = 'sub/a.o/\nin.a/\nb:3.o/\n';
    const thin = Buffer.concat([
      Buffer.from(`!<thin>\n${header('/').replace(/5 {9}/, '22        ')}`),
      index,
      Buffer.from(`${header('//').replace(/5 {9}/, '34        ')}${names.padEnd(34)}`),
      Buffer.from(header('/0') + header('/9:8') + header('/15')),
    ]);
    const inner = Buffer.from(`!<arch>\n${header('x.o/')}inner\n`);
    const files = new Map([
      ['sub/a.o', Buffer.from('outer')],
      ['in.a', inner],
    ]);
    const read = readArchive(thin, (path) => files.get(path));
    const text = (symbol: string): string => Buffer.from(read.memberOf(symbol)?.read() ?? []).toString();
    expect(read.members.map(({ name }) => name)).toEqual(['sub/a.o', 'in.a', 'b:3.o']);
    expect([text('a'), text('b')]).toEqual(['outer', 'inner']);
    expect(() => text('c')).toThrow(/files of their own, and this one is not there/);
    files.set('in.a', inner.subarray(0, 70));
    expect(() => text('b')).toThrow(/cut off/);
  });

  it('may be empty', () => {
    expect(readArchive(Buffer.from('!<arch>\n')).members).toEqual([]);
  });

  it.each([
    ['cut off', archive.subarray(0, archive.length - 2), /cut off/],
    ['followed by something else', Buffer.concat([archive, Buffer.from('x'.repeat(60))]), /no member's header/],
    ['without an index', Buffer.concat([archive.subarray(0, 8), archive.subarray(94)]), /no index|no member's header/],
  ])('that is %s is refused', (_, file, message) => {
    expect(isArchive(file)).toBe(true);
    expect(() => readArchive(file)).toThrow(ElfError);
    expect(() => readArchive(file)).toThrow(message);
  });

  it('is refused with a message whatever bytes are changed', () => {
    const change = fc.tuple(fc.nat(archive.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const file = Buffer.from(archive);
        for (const [at, value] of changes) file[at] = value;
        try {
          readArchive(file);
        } catch (error) {
          expect(error).toBeInstanceOf(ElfError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
