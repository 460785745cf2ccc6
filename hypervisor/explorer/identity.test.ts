import { expect, it, test } from 'vitest';
import { differingIn, identityOf, parseIdentity, printIdentity } from './identity.ts';

const nothing = new Uint8Array(0);
const GUEST = { name: 'a', image: Uint8Array.of(1), disk: nothing, append: '', input: nothing, ram: 1, tlbEntries: 2 };

test('what is printed is read back', () => {
  const identity = identityOf(GUEST, 'status 0', '0.1.0');
  expect(printIdentity(identity)).toMatch(/^image:[0-9a-f]{8},disk:e3b0c442,options:[0-9a-f]{8},tool:0\.1\.0$/);
  expect(parseIdentity(printIdentity(identity))).toEqual(identity);
});

it.each([
  [{ image: Uint8Array.of(2) }, 'image'],
  [{ disk: Uint8Array.of(0) }, 'disk'],
  [{ append: 'run sh' }, 'options'],
  [{ input: Uint8Array.of(10) }, 'options'],
  [{ ram: 2 }, 'options'],
])('%j is another %s', (change, what) => {
  const [one, other] = [GUEST, { ...GUEST, ...change }].map((guest) => identityOf(guest, '', '1'));
  expect(differingIn(one, other)).toEqual([what]);
});

test('the name of a guest is not in it; what is expected and the tool are', () => {
  const one = identityOf(GUEST, '', '1');
  expect(differingIn(one, identityOf({ ...GUEST, name: 'b' }, '', '1'))).toEqual([]);
  expect(differingIn(one, identityOf(GUEST, 'status 1', '2'))).toEqual(['options', 'tool']);
});

it.each([
  '',
  'image:1',
  'image:00000000,disk:00000000,options:00000000,tool:',
  'image:0000000g,disk:00000000,options:00000000,tool:1',
])('%j is none', (text) => {
  expect(parseIdentity(text)).toBeUndefined();
});
