import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHostPort, isWildcard, parseHostPort } from './host-port.ts';

describe("a port's address", () => {
  it.each([
    ['127.0.0.1:7000', '127.0.0.1', 7000],
    ['bus.example.org:0', 'bus.example.org', 0],
    ['[::1]:65535', '::1', 65535],
    ['[fe80::1%eth0]:1', 'fe80::1%eth0', 1],
  ])('%s', (text, host, port) => {
    expect(parseHostPort(text)).toEqual({ host, port });
    expect(formatHostPort({ host, port })).toBe(text);
  });

  it.each(['', '7000', 'host', 'host:', ':7000', 'host:65536', 'host:-1', '::1:7000', 'a b:1', 'host:1x', '[]:1'])(
    'is not %j',
    (text) => expect(parseHostPort(text)).toBeUndefined(),
  );

  it('is read back from whatever was taken', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400, unit: fc.constantFrom(...'ab1.:[]%-0 ') }), (text) => {
        const address = parseHostPort(text);
        if (address) expect(parseHostPort(formatHostPort(address))).toEqual(address);
      }),
    );
  });
});

it('of all interfaces is known', () => {
  expect(['0.0.0.0', '::', '127.0.0.1', 'host'].map(isWildcard)).toEqual([true, true, false, false]);
});
