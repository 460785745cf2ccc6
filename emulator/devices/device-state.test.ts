import { expect, it } from 'vitest';
import { encodeDeviceState } from './device-state.ts';

/** Of the states of devices that there are not. */
const textOf = (state: Readonly<Record<string, unknown>>): string =>
  new TextDecoder().decode(encodeDeviceState(state as Parameters<typeof encodeDeviceState>[0]));

it('writes fields in order of name, bytes in hexadecimal, and the rest as JSON', () => {
  const bytes = Uint8Array.from([0, 9, 0xab, 0xff]);
  const state = { b: { list: [1, -2.5, true, null, []], bytes }, a: { text: 'a"b\n', none: {} } };
  expect(textOf(state)).toBe('{a:{none:{},text:"a\\"b\\n"},b:{bytes:x0009abff,list:[1,-2.5,true,null,[]]}}');
});

it('writes what is no ASCII in UTF-8', () => {
  expect(textOf({ a: { é: 'ü€😀' } })).toBe('{a:{é:"ü€😀"}}');
});

it('writes as much as there is', () => {
  const bytes = Uint8Array.from({ length: 300_000 }, (_, index) => index * 7);
  const text = 'x'.repeat(3000);
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  expect(textOf({ a: { bytes, text } })).toBe(`{a:{bytes:x${digits},text:"${text}"}}`);
});
