import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { InputFeed, WINDOW } from './input-feed.ts';

function newInput() {
  const stream = new PassThrough();
  const pieces: { from: number; length: number; end: boolean }[] = [];
  const input = new InputFeed(stream, (from, bytes, end) => pieces.push({ from, length: bytes.length, end }));
  /** How many bytes have been handed on; checks that their numbers follow each other. */
  const given = () =>
    pieces.reduce((next, { from, length }) => {
      expect(from).toBe(next);
      return next + length;
    }, 0);
  return { stream, pieces, input, given };
}

/** Lets the streams do all they can. */
async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
}

test('bytes are numbered from 0, and the end is told once, after the last', async () => {
  const { stream, pieces } = newInput();
  stream.write('abc');
  await settle();
  stream.write('de');
  await settle();
  stream.end();
  await settle();
  expect(pieces).toEqual([
    { from: 0, length: 3, end: false },
    { from: 3, length: 2, end: false },
    { from: 5, length: 0, end: true },
  ]);
});

test('a full consumer gets no more than the window, and the rest when it has taken some', async () => {
  const { stream, pieces, input, given } = newInput();
  stream.end(Buffer.alloc(3 * WINDOW));
  await settle();
  expect(given()).toBe(WINDOW);
  expect(stream.isPaused()).toBe(true);
  input.taken(1000);
  await settle();
  expect(given()).toBe(WINDOW + 1000);
  input.taken(WINDOW + 1000);
  await settle();
  expect(given()).toBe(2 * WINDOW + 1000);
  expect(pieces.some(({ end }) => end)).toBe(false);
  input.taken(2 * WINDOW + 1000);
  await settle();
  expect(given()).toBe(3 * WINDOW);
  expect(pieces.at(-1)?.end).toBe(true);
});

test('a stream that breaks is the end of input', async () => {
  const { stream, pieces } = newInput();
  stream.destroy(new Error('EIO'));
  await settle();
  expect(pieces).toEqual([{ from: 0, length: 0, end: true }]);
});

test('after close nothing comes any more', async () => {
  const { stream, pieces, input } = newInput();
  input.close();
  stream.end('late');
  await settle();
  expect(pieces).toEqual([]);
});
