import { expect, it } from 'vitest';
import { ByteWriter } from './byte-writer.ts';

/** A message of `length` bytes, each of them `byte`. */
function message(byte: number, length: number): Uint8Array {
  const writer = new ByteWriter();
  for (let at = 0; at < length; at += 1) writer.u8(byte);
  return writer.finish();
}

it('leaves a message as it is while others are written, of whatever length', () => {
  const lengths = Array.from({ length: 600 }, (_, index) => (index * 37) % 200).concat(9000, 63, 64, 65, 20_000, 1);
  const messages = lengths.map((length, index) => message(index & 0xff, length));
  lengths.forEach((length, index) => expect([...messages[index]]).toEqual(new Array(length).fill(index & 0xff)));
});

it('writes a message while others are being written', () => {
  const outer = new ByteWriter();
  outer.u32(0x01020304);
  const middle = new ByteWriter();
  middle.u8(5);
  outer.bytes(message(6, 3));
  middle.u8(7);
  expect([...middle.finish()]).toEqual([5, 7]);
  outer.u8(8);
  expect([...outer.finish()]).toEqual([1, 2, 3, 4, 0, 0, 0, 3, 6, 6, 6, 8]);
});

it('goes on after one that was given up for a number out of range', () => {
  const writer = new ByteWriter();
  writer.u8(1);
  expect(() => writer.u8(256)).toThrow(RangeError);
  expect([...message(2, 2)]).toEqual([2, 2]);
});
