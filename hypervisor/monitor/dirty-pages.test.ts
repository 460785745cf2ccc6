import { describe, expect, it } from 'vitest';
import { DirtyPages, PageSet } from './dirty-pages.ts';

const sorted = (pages: number[]): number[] => pages.sort((a, b) => a - b);

describe('pages that were stored to', () => {
  /** The processor tells each page once. */
  function pages() {
    let stored: number[] = [];
    const dirty = new DirtyPages(() => stored.splice(0), 4);
    return { dirty, store: (...numbers: number[]) => (stored = [...stored, ...numbers]) };
  }

  it('are told to each reader once', () => {
    const { dirty, store } = pages();
    const [one, other] = [dirty.reader(), dirty.reader()];
    store(2, 0, 2);
    expect(sorted(one.take())).toEqual([0, 2]);
    expect(one.take()).toEqual([]);
    store(3);
    expect(sorted(other.take())).toEqual([0, 2, 3]);
    expect(one.take()).toEqual([3]);
  });

  it('are told again if they are stored to again', () => {
    const { dirty, store } = pages();
    const reader = dirty.reader();
    store(0);
    expect(reader.take()).toEqual([0]);
    store(0);
    expect(reader.take()).toEqual([0]);
  });

  it('are not told to a reader that came later, nor to one that is closed', () => {
    const { dirty, store } = pages();
    const early = dirty.reader();
    store(1);
    const late = dirty.reader();
    expect(late.take()).toEqual([]);
    expect(early.take()).toEqual([1]);
    early.close();
    store(2);
    expect(late.take()).toEqual([2]);
    expect(early.take()).toEqual([]);
  });

  it('are all, each once, if RAM was changed behind the processor', () => {
    const { dirty, store } = pages();
    const reader = dirty.reader();
    store(3);
    dirty.addAll();
    expect(sorted(reader.take())).toEqual([0, 1, 2, 3]);
  });
});

describe('a set of pages', () => {
  it('has what was added, and gives the last one back first', () => {
    const set = new PageSet(4);
    expect([set.add(0), set.add(3), set.add(0)]).toEqual([true, true, false]);
    expect([0, 1, 2, 3].map((page) => set.has(page))).toEqual([true, false, false, true]);
    expect(set.size).toBe(2);
    expect([set.pop(), set.has(3), set.has(0)]).toEqual([3, false, true]);
    expect(set.add(3)).toBe(true);
    expect(sorted(set.take())).toEqual([0, 3]);
    expect([set.size, set.has(0), set.has(3), set.pop()]).toEqual([0, false, false, undefined]);
  });
});
