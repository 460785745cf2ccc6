import { closeSync, linkSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findClash, type Output } from './clashes.ts';

let folder: string;
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'clash-'));
  mkdirSync(at('sub'));
  writeFileSync(at('input'), 'data');
  symlinkSync('input', at('symbolic'));
  linkSync(at('input'), at('hard'));
  symlinkSync('sub', at('folder'));
  symlinkSync('sub/new', at('dangling'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const trace = (name: string): Output => ({ what: 'the trace', place: at(name) });
const input = (): { what: string; place: string } => ({ what: 'the image', place: at('input') });

describe('an output that is an input', () => {
  it.each(['input', './sub/../input', 'symbolic', 'hard', 'folder/../input'])('is found by the name %s', (name) => {
    const output = { what: 'the trace', place: `${folder}/${name}` };
    expect(findClash([input()], [output])).toBe(
      `the trace '${output.place}' is the same file as the image '${at('input')}'`,
    );
  });

  it('is found through a descriptor', () => {
    const file = openSync(at('input'), 'r');
    try {
      expect(findClash([{ what: 'standard input', place: file }], [trace('hard')])).toBe(
        `the trace '${at('hard')}' is the same file as standard input`,
      );
      // Both come from the shell, as in `2>&1`.
      expect(findClash([{ what: 'stdin', place: file }], [{ what: 'stdout', place: file }])).toBeUndefined();
    } finally {
      closeSync(file);
    }
  });

  it('is no matter where nothing can be lost', () => {
    expect(
      findClash([{ what: 'the image', place: '/dev/null' }], [{ what: 'the trace', place: '/dev/null' }]),
    ).toBeUndefined();
  });
});

describe('two outputs in one file', () => {
  it.each([
    ['new', './new'],
    ['sub/new', 'folder/new'],
    ['dangling', 'sub/new'],
    ['folder/../new', 'new'],
    ['input', 'hard'],
  ])('are found, %s and %s', (one, other) => {
    const places = [one, other].map((name) => `${folder}/${name}`);
    const outputs = places.map((place) => ({ what: 'the trace', place }));
    expect(findClash([], outputs)).toBe(`the trace '${places[1]}' is the same file as the trace '${places[0]}'`);
  });

  it('are told from two files', () => {
    expect(findClash([input()], [trace('new'), trace('sub/new'), trace('nowhere/new')])).toBeUndefined();
  });
});

describe('a file of another kind', () => {
  const image = (name: string): Output => ({ what: 'the image', place: at(name), magic: '\x7fELF' });

  it.each(['a.s', 'b.S', 'board.inc', 'main.c', 'link.s'])('is a source: %s', (name) => {
    if (name === 'link.s') symlinkSync('input', at(name));
    else writeFileSync(at(name), '\tnop\n');
    expect(findClash([], [trace(name)])).toContain(`the trace '${at(name)}' would overwrite a source`);
    expect(findClash([], [image(name)])).toContain('would overwrite a source');
    expect(findClash([], [{ ...trace(name), isSource: true }])).toBeUndefined();
  });

  it('is binary, and does not begin as the output would', () => {
    writeFileSync(at('disk'), new Uint8Array(512));
    writeFileSync(at('program'), '\x7fELF\0\0');
    expect(findClash([], [trace('disk')])).toContain('would overwrite a file of another kind');
    expect(findClash([], [trace('program')])).toContain('would overwrite a file of another kind');
    expect(findClash([], [image('disk')])).toContain('would overwrite a file of another kind');
    expect(findClash([], [image('program')])).toBeUndefined();
  });

  it('is not where none can be: whoever opens it says why', () => {
    symlinkSync('circle', at('circle'));
    expect(findClash([], [trace('circle'), trace('input/new')])).toBeUndefined();
  });

  it('is not what an earlier run may have left: text, or nothing', () => {
    writeFileSync(at('empty.s'), '');
    expect(findClash([], [trace('input'), trace('empty.s'), image('none')])).toBeUndefined();
  });
});
