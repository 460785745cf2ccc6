/**
 * hvasm against GNU as on what compilers write: each .s gives the same object file from both, section by section, byte by
 * byte, relocation by relocation. Then the objects are linked, by hvasm and by GNU ld, and run. Needs
 * gcc-hppa-linux-gnu, binutils-hppa-linux-gnu, csmith and libcsmith-dev.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assemble, assembleObject, type BinaryInput } from './assemble.ts';
import { renderDiagnostics } from './diagnostics/render.ts';
import { requireGnuTools } from './testing/gnu.ts';
import { describeObject, differences } from './testing/objects.ts';

const corpus = join(import.meta.dirname, 'testing', 'corpus');
const sources = readdirSync(corpus).filter((name) => name.endsWith('.c'));
const levels = ['-O0', '-O2', '-Os'];
/** With what debuggers need, in gcc's usual version of DWARF and an older one, and with a section for each function. */
const debugging = [
  '-O0 -g',
  '-O2 -g',
  '-Os -g',
  '-O2 -g -gdwarf-4 -ffunction-sections -fdata-sections',
  '-O2 -g3 -fexceptions -fasynchronous-unwind-tables',
];
/** Programs of csmith's, by the number it makes them from. */
const seeds = [1, 2, 3, 5];

const GCC = 'hppa-linux-gnu-gcc';
const FLAGS = ['-w', '-march=1.1', '-ffreestanding', '-fno-pic', '-fno-tree-loop-distribute-patterns'];
/** csmith's headers want those of a C library, for which the guest programs' one serves. */
const HEADERS = [
  '-isystem',
  '/usr/include/csmith',
  '-isystem',
  join(import.meta.dirname, '..', 'examples', 'c', 'runtime', 'include'),
];
const WANTED_LINES = 100_000;

const folder = mkdtempSync(join(tmpdir(), 'hvasm-gcc-'));
const path = (name: string): string => join(folder, name);
let linesCompared = 0;
let linesDiffering = 0;

beforeAll(() => {
  requireGnuTools();
  for (const [tool, packages] of [
    [GCC, 'gcc-hppa-linux-gnu'],
    ['csmith', 'csmith libcsmith-dev'],
  ] as const) {
    // csmith leaves a file about its platform where it runs, even if it is asked for its version alone.
    if (spawnSync(tool, ['--version'], { cwd: folder }).error !== undefined) {
      throw new Error(`${tool} is not installed: apt-get install ${packages}`);
    }
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Compiles to assembly, and compares both assemblers' objects of it. Gives hvasm's and GNU's. */
function compare(file: string, options: string, flags: readonly string[]): { ours: Uint8Array; gnu: Uint8Array } {
  const name = `${basename(file, '.c')}${options.replaceAll(' ', '')}`;
  execFileSync(GCC, [...FLAGS, ...flags, ...options.split(' '), '-S', '-o', path(`${name}.s`), file]);
  const text = readFileSync(path(`${name}.s`), 'utf8');
  execFileSync('hppa-linux-gnu-as', ['-o', path(`${name}.gnu.o`), path(`${name}.s`)]);
  const gnu = readFileSync(path(`${name}.gnu.o`));
  const { image, diagnostics } = assembleObject({ name: `${name}.s`, text });
  expect(renderDiagnostics(diagnostics)).toBe('');
  const ours = image ?? new Uint8Array();
  const found = differences(describeObject(ours), describeObject(gnu), 20);
  linesCompared += text.split('\n').length - 1;
  linesDiffering += found.length;
  expect(found).toEqual([]);
  return { ours, gnu };
}

describe("gcc's assembly gives the object file that GNU as makes of it", () => {
  const variants = [...levels, ...debugging];
  it.each(sources.flatMap((name) => variants.map((options) => [name, options])))('%s %s', (name, options) => {
    compare(join(corpus, name), options, []);
  });

  const programs = seeds.flatMap((seed) => [...levels, '-O2 -g'].map((options) => [seed, options] as const));
  it.each(programs)('csmith %i %s', (seed, options) => {
    const file = path(`csmith${seed}.c`);
    execFileSync('csmith', ['--seed', String(seed), '-o', file], { cwd: folder });
    compare(file, options, HEADERS);
  });

  it('for a hundred thousand lines and more', () => {
    process.stdout.write(`gcc: ${linesCompared} source lines compared with GNU as, ${linesDiffering} differ\n`);
    expect(linesDiffering).toBe(0);
    expect(linesCompared).toBeGreaterThanOrEqual(WANTED_LINES);
  });
});

describe('the corpus as a program', () => {
  const libgcc = (): BinaryInput => {
    const name = execFileSync(GCC, ['-print-libgcc-file-name'], { encoding: 'utf8' }).trim();
    return { name, bytes: readFileSync(name) };
  };

  /** The exit status on the bare board. */
  const run = (program: string): number | null =>
    spawnSync(process.execPath, [join(import.meta.dirname, '..', 'dist', 'hvrun.js'), '--bare', program]).status;

  /** Constructors in an order, a function that each file brings, and one that is far away. */
  const APART = `
    typedef void function(void);
    extern function *__init_array_start[], *__init_array_end[];
    extern int far(int);
    static int log;
    static void __attribute__((constructor)) one(void) { log = log * 5 + 1; }
    static void __attribute__((constructor)) two(void) { log = log * 5 + 2; }
    static void __attribute__((constructor(200))) three(void) { log = log * 5 + 3; }
    static void __attribute__((constructor(101))) four(void) { log = log * 5 + 4; }
    int main(void) {
      for (function **each = __init_array_start; each < __init_array_end; each++) (*each)();
      return far(log) & 255;
    }`;
  const FAR = `
\t.level\t1.1
\t.space\t0x90000
\t.globl\tfar
far:\tbv\t%r0(%rp)
\taddi\t7,%arg0,%ret0
`;

  it('with constructors, and a section for each function, far apart, runs as GNU ld links it', () => {
    writeFileSync(path('apart.c'), APART);
    writeFileSync(
      path('start.o'),
      assembleObject({ name: 'start.s', text: readFileSync(join(corpus, 'start.s'), 'utf8') }).image ?? '',
    );
    writeFileSync(path('far.o'), assembleObject({ name: 'far.s', text: FAR }).image ?? '');
    const { ours } = compare(path('apart.c'), '-O2 -g -ffunction-sections -fdata-sections', []);
    writeFileSync(path('apart.o'), ours);
    const names = ['start.o', 'apart.o', 'far.o'];
    execFileSync('hppa-linux-gnu-ld', ['--fatal-warnings', '-o', path('gnu'), ...names.map(path), libgcc().name]);
    const files = names.map((name) => ({ name, bytes: readFileSync(path(name)) }));
    const { image, diagnostics } = assemble([...files, libgcc()]);
    expect(renderDiagnostics(diagnostics)).toBe('');
    writeFileSync(path('own'), image ?? '');
    for (const [tool, options] of [
      ['hppa-linux-gnu-readelf', ['-a', '-w']],
      ['hppa-linux-gnu-objdump', ['-dl']],
    ] as const) {
      expect(spawnSync(tool, [...options, path('own')], { encoding: 'utf8', maxBuffer: 2 ** 26 }).stderr).toBe('');
    }
    // four, three, two, one: the old list of constructors runs from its end.
    const log = ((4 * 5 + 3) * 5 + 2) * 5 + 1;
    expect([run(path('own')), run(path('gnu'))]).toEqual([(log + 7) & 255, (log + 7) & 255]);
  });

  it.each(levels)('ends the same way whoever assembles and links it, %s', (level) => {
    const objects = sources.map((name) => ({ name, ...compare(join(corpus, name), level, []) }));
    const start = { name: 'start.s', text: readFileSync(join(corpus, 'start.s'), 'utf8') };
    const startObject = assembleObject(start).image ?? new Uint8Array();
    const gnuLinked = (which: 'ours' | 'gnu'): string => {
      const names = objects.map(({ name, [which]: bytes }) => {
        writeFileSync(path(`${name}.o`), bytes);
        return path(`${name}.o`);
      });
      writeFileSync(path('start.o'), startObject);
      const options = ['-nostdlib', '-static', '-Wl,--build-id=none', '-Wl,--fatal-warnings'];
      execFileSync(GCC, [...options, '-o', path(`${which}.elf`), path('start.o'), ...names, '-lgcc']);
      return path(`${which}.elf`);
    };
    const ownLinked = (which: 'ours' | 'gnu'): string => {
      const files = objects.map(({ name, [which]: bytes }) => ({ name: `${name}.o`, bytes }));
      const { image, diagnostics } = assemble([start, ...files, libgcc()]);
      expect(renderDiagnostics(diagnostics)).toBe('');
      writeFileSync(path(`own-${which}.elf`), image ?? new Uint8Array());
      return path(`own-${which}.elf`);
    };
    const expected = run(gnuLinked('gnu'));
    expect(expected).toBeGreaterThan(0);
    expect([run(gnuLinked('ours')), run(ownLinked('ours')), run(ownLinked('gnu'))]).toEqual(
      Array.from({ length: 3 }, () => expected),
    );
  });
});
