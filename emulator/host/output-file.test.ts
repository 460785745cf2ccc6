import {
  chmodSync,
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openOutput, OutputError, writeWholeFiles } from './output-file.ts';
import { identityOf } from './same-file.ts';

let folder: string;
const at = (name: string): string => join(folder, name);
const text = (name: string): string => readFileSync(at(name), 'utf8');

beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'output-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(...names: string[]): void {
  writeWholeFiles(names.map((name) => ({ path: at(name), contents: 'new', mode: 0o755 })));
}

describe('whole files', () => {
  it('are made with their mode, less the umask', () => {
    write('a', 'b');
    expect([text('a'), text('b')]).toEqual(['new', 'new']);
    expect(statSync(at('a')).mode & 0o777).toBe(0o755 & ~process.umask());
    expect(readdirSync(folder).sort()).toEqual(['a', 'b']);
  });

  it('replace an older one, which keeps its permissions', () => {
    writeFileSync(at('a'), 'old');
    chmodSync(at('a'), 0o640);
    linkSync(at('a'), at('other'));
    write('a');
    expect([text('a'), text('other')]).toEqual(['new', 'old']);
    expect(statSync(at('a')).mode & 0o777).toBe(0o640);
  });

  it('are put where a symbolic link leads, and the link stays', () => {
    mkdirSync(at('sub'));
    symlinkSync('sub/a', at('link'));
    write('link');
    expect(text('sub/a')).toBe('new');
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(readdirSync(at('sub'))).toEqual(['a']);
  });

  it('change nothing, and leave nothing, if one of them cannot be written', () => {
    writeFileSync(at('a'), 'old');
    expect(() => write('a', 'none/b')).toThrow(OutputError);
    expect(text('a')).toBe('old');
    mkdirSync(at('folder'));
    expect(() => write('a', 'folder')).toThrow(expect.objectContaining({ path: at('folder') }));
    expect(text('a')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(['a', 'folder']);
  });

  it('go to devices as they are', () => {
    writeWholeFiles([{ path: '/dev/null', contents: 'new', mode: 0o755 }]);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    const full = { path: '/dev/full', contents: 'new', mode: 0o755 };
    expect(() => writeWholeFiles([{ path: at('a'), contents: 'new', mode: 0o755 }, full])).toThrow(OutputError);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('go to a descriptor behind what is there', () => {
    writeFileSync(at('log'), 'begin ');
    const file = openSync(at('log'), 'a');
    writeWholeFiles([{ path: `/proc/self/fd/${file}`, contents: 'end', mode: 0o644 }]);
    closeSync(file);
    expect(text('log')).toBe('begin end');
  });
});

describe('a file that grows', () => {
  it('is emptied when it is opened, and only then', () => {
    writeFileSync(at('a'), 'old and long');
    const file = openOutput(at('a'));
    expect(text('a')).toBe('');
    writeSync(file, 'new');
    closeSync(file);
    expect(text('a')).toBe('new');
  });

  it('is not emptied if it is an input', () => {
    writeFileSync(at('a'), 'old');
    linkSync(at('a'), at('other'));
    const inputs = new Set([identityOf(at('a'))!]);
    expect(() => openOutput(at('other'), { inputs })).toThrow(OutputError);
    expect(text('a')).toBe('old');
  });

  it('is not emptied if it is a descriptor of this process', () => {
    writeFileSync(at('log'), 'begin ');
    const log = openSync(at('log'), 'a');
    const file = openOutput(`/proc/self/fd/${log}`);
    writeSync(file, 'end');
    closeSync(file);
    closeSync(log);
    expect(text('log')).toBe('begin end');
  });
});
