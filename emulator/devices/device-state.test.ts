import { expect, it } from 'vitest';
import type { AnyRequest } from './definition.ts';
import { encodeDeviceState } from './device-state.ts';

const EMPTY = new Uint8Array(0);

/** Of a device whose requests are such as there are not. */
const textOf = (outstanding: readonly object[], input = EMPTY): string =>
  new TextDecoder().decode(encodeDeviceState({ a: { outstanding: outstanding as AnyRequest[], input } }));

it('writes devices and fields in order of name, bytes in hexadecimal, and the rest as JSON', () => {
  const bytes = Uint8Array.from([0, 9, 0xab, 0xff]);
  const requests = [
    { text: 'a"b\n', none: {} },
    { list: [1, -2.5, true, null, []], bytes },
  ] as never;
  const state = { b: { outstanding: requests, input: bytes }, a: { input: EMPTY, outstanding: [] } };
  expect(new TextDecoder().decode(encodeDeviceState(state))).toBe(
    '{a:{input:x,outstanding:[]},' +
      'b:{input:x0009abff,outstanding:[{none:{},text:"a\\"b\\n"},{bytes:x0009abff,list:[1,-2.5,true,null,[]]}]}}',
  );
});

it('writes a request that comes once more as it did, and an equal one like it', () => {
  const request = { id: 3, data: Uint8Array.of(1, 2) };
  const text = '{a:{input:x,outstanding:[{data:x0102,id:3},{data:x0102,id:3}]}}';
  expect(textOf([request, request])).toBe(text);
  expect(textOf([request, { data: Uint8Array.of(1, 2), id: 3 }])).toBe(text);
});

it('writes what is no ASCII in UTF-8', () => {
  expect(textOf([{ é: 'ü€😀' }])).toBe('{a:{input:x,outstanding:[{é:"ü€😀"}]}}');
});

it('writes as much as there is', () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index * 7);
  const text = 'x'.repeat(3000);
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  expect(textOf([{ bytes, text }], bytes)).toBe(
    `{a:{input:x${digits},outstanding:[{bytes:x${digits},text:"${text}"}]}}`,
  );
});
