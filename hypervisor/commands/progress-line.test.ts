import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ProgressLine } from './progress-line.ts';

let written: string[];
beforeEach(() => {
  written = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => void vi.restoreAllMocks());

it('changes on a terminal, and is cleared for what else is shown', () => {
  const line = new ProgressLine(true);
  line.show('one of two');
  line.show('two of two');
  line.clear();
  line.clear();
  expect(written).toEqual(['\r\u001b[Kone of two', '\r\u001b[Ktwo of two', '\r\u001b[K']);
});

it('is seldom told elsewhere, in lines that stay', () => {
  let now = 0;
  const line = new ProgressLine(false, () => now);
  for (; now <= 150_000; now += 1000) line.show(`${now / 1000} of 200`);
  line.clear();
  expect(written).toEqual(['hvrun: 61 of 200\n', 'hvrun: 122 of 200\n']);
});
