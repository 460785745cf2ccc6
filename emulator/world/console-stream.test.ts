import { expect, test } from 'vitest';
import { RESULT } from '../board.ts';
import { ConsoleStream } from './console-stream.ts';
import { TextSink } from './testing/text-sink.ts';

function newStream() {
  const sink = new TextSink();
  const results: number[] = [];
  const stream = new ConsoleStream(sink);
  return {
    sink,
    stream,
    results,
    write: (start: number, text: string) => stream.write(start, Buffer.from(text), (result) => results.push(result)),
    byte: (text: string) => stream.byte(text.charCodeAt(0), (result) => results.push(result)),
  };
}

test('stream bytes are counted, raw bytes are not', () => {
  const { sink, stream, write, byte } = newStream();
  write(0, 'ab');
  byte('!');
  write(2, 'c');
  expect(sink.text).toBe('ab!c');
  expect(stream.position()).toBe(3);
});

test('writing again prints only what is new', () => {
  const { sink, write, results } = newStream();
  write(0, 'hello');
  write(0, 'hello');
  write(3, 'lo, world');
  expect(sink.text).toBe('hello, world');
  expect(results).toEqual([RESULT.DONE, RESULT.DONE, RESULT.DONE]);
});

test.each([6, 0xfffffff0, 0x80000005])('a START of %i beyond position 5 is an error', (start) => {
  const { sink, stream, write, results } = newStream();
  write(0, 'hello');
  write(start, 'x');
  expect(results).toEqual([RESULT.DONE, RESULT.ERROR]);
  expect(sink.text).toBe('hello');
  expect(stream.position()).toBe(5);
});

test('a slow sink gets everything in order of issue, joined while it was busy', () => {
  const { sink, write, byte, results } = newStream();
  sink.held = true;
  write(0, 'one ');
  for (const letter of 'two ') byte(letter);
  write(4, 'three');
  expect(results).toEqual([]);
  sink.release();
  expect(results).toEqual([RESULT.DONE]);
  sink.release();
  expect(sink.text).toBe('one two three');
  expect(results).toHaveLength(6);
  expect(sink.writes).toBe(2);
});

test('what nobody takes is an error', () => {
  const { sink, write, results } = newStream();
  sink.broken = true;
  write(0, 'lost');
  expect(results).toEqual([RESULT.ERROR]);
});
