import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { ConsoleOutput } from './console-output.ts';

/** A stream whose reader is under the test's control. */
function newOutput() {
  const accept: ((error?: Error) => void)[] = [];
  const stream = new Writable({ write: (_chunk, _encoding, callback) => void accept.push(callback) });
  const told: boolean[] = [];
  const lost: string[] = [];
  const output = new ConsoleOutput(stream, ({ message }) => lost.push(message));
  const write = (text: string) => output.write(Buffer.from(text), (taken) => told.push(taken));
  return { accept, told, output, write, lost };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('a write is done when the reader has taken it', async () => {
  const { accept, told, write } = newOutput();
  write('a');
  await settle();
  expect(told).toEqual([]);
  accept[0]();
  await settle();
  expect(told).toEqual([true]);
});

test('a reader that is gone is told once, and what comes then is refused', async () => {
  const { accept, told, write, lost } = newOutput();
  write('a');
  write('b');
  accept[0](new Error('EPIPE'));
  await settle();
  write('c');
  expect(told).toEqual([false, false, false]);
  expect(lost).toEqual(['EPIPE']);
});

test('abandoned, it waits for nobody', () => {
  const { told, output, write, lost } = newOutput();
  write('a');
  output.abandon();
  write('b');
  expect(told).toEqual([false, false]);
  expect(lost).toEqual([]);
});
