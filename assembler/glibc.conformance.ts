/**
 * Whole programs with a C library, linked by hvasm and by GNU ld: the same pieces with the same contents and references, and
 * the same output under qemu-hppa. Needs gcc-hppa-linux-gnu, g++-hppa-linux-gnu, libc6-dev-hppa-cross and qemu-user.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readImage } from '../emulator/elf/image.ts';
import { assemble, type AssembleResult } from './assemble.ts';
import { renderDiagnostics } from './diagnostics/render.ts';
import { requireGnuTools } from './testing/gnu.ts';
import { differencesOf, gnuPieces, LinkedProgram, Objects, ownPieces } from './testing/linked.ts';
import { runLinked, staticFiles } from './testing/static-programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'hvasm-glibc-'));
const path = (name: string): string => join(folder, name);

beforeAll(requireGnuTools);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const HELLO = `
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>
static __thread int calls;
static int compare(const void *a, const void *b) { calls++; return *(const int *)a - *(const int *)b; }
static void bye(void) { printf("bye, %s\\n", strerror(ENOENT)); }
int main(int argc, char **argv) {
  int list[] = {3, 1, 2};
  atexit(bye);
  qsort(list, 3, sizeof *list, compare);
  printf("%d %d %d %s %.3f %d\\n", list[0], list[1], list[2], argc > 0 ? "run" : "", 1.0 / argc, calls > 0);
  return 7;
}`;

const EXCEPTIONS = `
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <thread>
thread_local int own = 5;
struct Guard { ~Guard() { std::cout << "left\\n"; } };
static int check(int x) { if (x > 2) throw std::runtime_error("too large: " + std::to_string(x)); return x; }
int main() {
  std::map<std::string, int> map;
  try { Guard guard; for (int i = 0; i < 5; i++) map["k" + std::to_string(i)] = check(i); }
  catch (const std::exception &e) { std::cout << e.what() << " " << map.size() << " " << own++ << std::endl; }
  std::thread([] { std::cout << "thread " << own << std::endl; }).join();
  return own;
}`;

/** What each linker makes of one program. */
function linkBoth(name: string, source: string): { result: AssembleResult; map: string } {
  const compiler = name.endsWith('.cc') ? 'hppa-linux-gnu-g++' : 'hppa-linux-gnu-gcc';
  writeFileSync(path(name), source);
  execFileSync(compiler, ['-O2', '-c', '-o', path(`${name}.o`), path(name)]);
  const files = staticFiles(path(`${name}.o`), name.endsWith('.cc'));
  const result = assemble(files.map((file) => ({ name: file, bytes: readFileSync(file) })));
  expect(renderDiagnostics(result.diagnostics)).toBe('');
  writeFileSync(path(`${name}.own`), result.image ?? '', { mode: 0o755 });
  const archives = files.filter((file) => file.endsWith('.a'));
  const [before, after] = [
    files.slice(0, files.indexOf(archives[0])),
    files.slice(files.indexOf(archives[archives.length - 1]) + 1),
  ];
  const options = ['-static', '-Map', path(`${name}.map`), '-o', path(`${name}.gnu`)];
  execFileSync('hppa-linux-gnu-ld', [...options, ...before, '--start-group', ...archives, '--end-group', ...after]);
  return { result, map: readFileSync(path(`${name}.map`), 'utf8') };
}

/** Symbols that the linker defines are in no file, and so not in hvasm's symbol table; GNU ld lists those that are used. */
const OF_LINKER = /^(\$global\$|_GLOBAL_OFFSET_TABLE_|_edata|_end|__bss_start|__(start|stop)_\w+) /;

/** GNU ld's room for relocations of thread-local storage, of which none is needed: zeros. */
const UNUSED_TABLE = '.rela.dyn';

describe.each([
  ['hello.c', HELLO],
  ['exceptions.cc', EXCEPTIONS],
])('%s', (name, source) => {
  let linked: ReturnType<typeof linkBoth>;
  beforeAll(() => {
    linked = linkBoth(name, source);
  });

  it('runs the same, whoever linked it', () => {
    const expected = runLinked(path(`${name}.gnu`));
    expect(expected.status).toBeGreaterThan(0);
    expect(runLinked(path(`${name}.own`))).toEqual(expected);
  });

  it('has the same pieces, bytes and references', () => {
    const names = staticFiles(path(`${name}.o`), name.endsWith('.cc'));
    const objects = new Objects(new Map(names.map((file) => [file, readFileSync(file)])));
    const own = new LinkedProgram(readFileSync(path(`${name}.own`)), ownPieces(linked.result.map), objects);
    const gnu = new LinkedProgram(readFileSync(path(`${name}.gnu`)), gnuPieces(linked.map), objects);
    const { compared, found } = differencesOf(own, gnu, objects);
    process.stdout.write(`${name}: ${compared} words and references compared with GNU ld, ${found.length} differ\n`);
    expect(found.slice(0, 40)).toEqual([]);
    // Which of several groups is taken depends on the order of the members; GNU ld leaves rows of zeros for the others.
    const rows = (program: LinkedProgram): string[] =>
      program
        .unwindTable()
        .filter((row) => !row.includes('without a name'))
        .map((row) => (name.endsWith('.c') ? row : row.replace(/^\S+ (\S+) .*$/, '$1')))
        .sort();
    expect(rows(own)).toEqual(rows(gnu));
    expect(compared).toBeGreaterThan(50_000);
  });

  it('has the same sections and global symbols', () => {
    const [own, gnu] = ['own', 'gnu'].map((which) => readImage(readFileSync(path(`${name}.${which}`))));
    const sections = ({ sections: list }: typeof own): string[] =>
      list
        .map((each) => each.name)
        .filter((each) => each !== UNUSED_TABLE)
        .sort();
    expect(sections(own)).toEqual(sections(gnu));
    const globals = ({ symbols }: typeof own): Set<string> =>
      new Set(
        symbols.filter(({ global }) => global).map(({ name: symbol, type, size }) => `${symbol} ${type} ${size}`),
      );
    const [ours, theirs] = [globals(own), globals(gnu)];
    expect([...ours].filter((line) => !theirs.has(line))).toEqual([]);
    const missing = [...theirs].filter((line) => !ours.has(line));
    expect(missing.filter((line) => !OF_LINKER.test(line))).toEqual([]);
  });
});
