/**
 * The package as others get it: packed by npm as it packs what is published, and installed into an empty folder, without the network.
 * It has no test in it, its commands, library and types work, and its pages link to nothing that is not there.
 */
import { build } from 'esbuild';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
/** Of a checkout, what is made from the rest, or is big and not asked for. */
const MADE = ['.git', 'node_modules', 'dist', 'test-results', 'try'].map((name) => join(ROOT, name));
const place = realpathSync(mkdtempSync(join(tmpdir(), 'hvft-package-')));
const folder = join(place, 'a folder');
const installed = join(folder, 'node_modules/hvft');

function run(command: string, args: readonly string[], cwd = folder): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: status ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** Files of a folder, with all that is in it. */
function filesOf(place: string): string[] {
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    const path = join(place, entry.name);
    return entry.isDirectory() ? filesOf(path) : [relative(installed, path)];
  });
}

/** A checkout of its own: npm builds before it packs, and other tests use what is built in this one. */
function checkout(): string {
  const copy = join(place, 'checkout');
  cpSync(ROOT, copy, { recursive: true, filter: (path) => !MADE.includes(path) });
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** A package of this checkout's, for the programs of the folder. */
function lend(name: string): void {
  const link = join(folder, 'node_modules', name);
  rmSync(link, { force: true });
  symlinkSync(join(ROOT, 'node_modules', name), link);
}

beforeAll(() => {
  mkdirSync(folder);
  // With the scripts, in npm's own order. What they print stands before the JSON.
  run('npm', ['pack', '--pack-destination', folder], checkout());
  const [packed] = readdirSync(folder);
  run('npm', ['init', '-y']);
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${packed}`]);
});
afterAll(() => rmSync(place, { recursive: true }));

describe('the installed package', () => {
  it('has no tests, and the licences of what is bundled', () => {
    const files = filesOf(installed);
    expect(files.filter((file) => /\.(test|processes|conformance|thorough)\.ts$|(^|\/)testing\//.test(file))).toEqual(
      [],
    );
    const notices = readFileSync(join(installed, 'dist/THIRD-PARTY.txt'), 'utf8');
    for (const name of ['chevrotain', 'commander', 'linkedom', '@observablehq/plot', 'd3-array']) {
      expect(notices).toMatch(new RegExp(`^${name} [\\d.]+ \\(`, 'm'));
    }
    expect(notices).toContain('Apache License');
  });

  it('has all to which its pages link', () => {
    const pages = filesOf(installed).filter((file) => file.endsWith('.md'));
    expect(pages).toContain('README.md');
    const missing = pages.flatMap((page) =>
      [...readFileSync(join(installed, page), 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
        .filter(([, link]) => !/^https?:/.test(link) && !existsSync(join(installed, dirname(page), link)))
        .map(([, link]) => `${page}: ${link}`),
    );
    expect(missing).toEqual([]);
  });

  it('has all that its package.json names', () => {
    const { bin, exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as {
      bin: Record<string, string>;
      exports: Record<string, string | Record<string, string>>;
    };
    const named = [bin, ...Object.values(exports)].flatMap((value) =>
      typeof value === 'string' ? [value] : Object.values(value),
    );
    expect(named.filter((path) => !existsSync(join(installed, path)))).toEqual([]);
    writeFileSync(join(folder, 'resolve.mjs'), "console.log(import.meta.resolve('hvft/kernel/board.inc'));");
    expect(run('node', ['resolve.mjs'])).toMatch(/hvft\/kernel\/board\.inc\n$/);
  });

  it("runs the README's first page: a kernel on the pair, whose primary is killed", () => {
    const kernel = join(installed, 'kernel');
    run('npx', ['hvasm', join(kernel, 'kernel.s'), '-o', 'kernel']);
    expect(run('npx', ['hvrun', 'kernel'])).toContain('kernel: ');
    run('npx', ['hvasm', join(kernel, 'user/work.s'), '-o', 'work']);
    run('tar', ['--format=ustar', '-cf', 'disk.tar', 'work']);
    run('truncate', ['-s', '+64K', 'disk.tar']);
    const printed = run('npx', [
      'hvrun',
      '--disk',
      'disk.tar',
      '--append',
      'run work 40 16',
      '--kill',
      'primary@command=20',
      'kernel',
    ]);
    expect(printed).toContain('work 040 of 040: crc 8ebae247');
    expect(run('npx', ['hvrun', '--version'])).toBe(run('npx', ['hvasm', '--version']).replace('hvasm', 'hvrun'));
  });

  it('is a library that does what docs/library.md shows', () => {
    const page = readFileSync(join(installed, 'docs/library.md'), 'utf8');
    const examples = [...page.matchAll(/```js\n((?:(?!```).)*)```\n\nprints[^`]*```\n(.*?)```/gs)];
    expect(examples).toHaveLength(2);
    for (const [, code, output] of examples) {
      writeFileSync(join(folder, 'try.mjs'), code);
      expect(run('node', ['try.mjs'])).toBe(output);
    }
  });

  it('has a matcher that needs nothing of Vitest but expect.extend', () => {
    const stand = join(folder, 'node_modules/vitest');
    mkdirSync(stand, { recursive: true });
    writeFileSync(
      join(stand, 'package.json'),
      JSON.stringify({ name: 'vitest', type: 'module', exports: './index.js' }),
    );
    writeFileSync(
      join(stand, 'index.js'),
      'export const expect = { extend: (matchers) => (globalThis.matchers = matchers) };',
    );
    const guest = 'kernel';
    writeFileSync(
      join(folder, 'survive.mjs'),
      `import 'hvft/vitest';
import { readFileSync } from 'node:fs';
const { pass, message } = await matchers.toSurviveEverything(readFileSync('${guest}'), { only: ['doubt'], depth: 1 });
console.log(pass, message().split(':')[0]);
`,
    );
    expect(run('node', ['survive.mjs'])).toBe('true holds\n');
    rmSync(stand, { recursive: true });
  });

  it('is a library that a web page can carry', async () => {
    const contents = `import { assemble, explore, renderDiagnostics, runGuest, simulateGuest } from 'hvft';
const text = ' .level 1.1\\n_start: ldil L%0xf0000000,%r3\\n stw %r0,0(%r3)\\n';
const { image, diagnostics } = assemble([{ name: 'a.s', text }]);
if (!image) throw new Error(renderDiagnostics(diagnostics));
globalThis.over = runGuest({ image }).then(({ status }) => 
  [status, simulateGuest({ image, runs: 3 }).verdict, explore({ image, depth: 1 }).verdict].join(' '));
`;
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: folder },
      bundle: true,
      platform: 'browser',
      write: false,
    });
    // What is there of a page's is all that it has: no process, no require.
    const page = { TextEncoder, TextDecoder, performance, setTimeout, over: undefined as Promise<string> | undefined };
    runInNewContext(outputFiles[0].text, page);
    expect(await page.over).toBe('0 holds holds');
  });

  it.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('has types for strict projects (module %s, resolution %s)', (module, moduleResolution) => {
    writeFileSync(
      join(folder, 'use.ts'),
      `import { assemble, explore, Machine, renderDiagnostics, runGuest, simulateGuest, type GuestResult } from 'hvft';
const { image, diagnostics } = assemble([{ name: 'a.s', text: '' }]);
if (!image) throw new Error(renderDiagnostics(diagnostics));
export const result: Promise<GuestResult> = runGuest({ image });
export const verdict: 'holds' | 'broken' | 'undecided' = explore({ image, only: ['doubt'] }).verdict;
export const seeds: number = simulateGuest({ image, runs: 1 }).failed.length;
export const make: new (...options: never[]) => Machine = Machine;
// @ts-expect-error: no such option
void runGuest({ image, speed: 1 });
`,
    );
    const [, shown] = /```js\n(.*?)```/s.exec(readFileSync(join(installed, 'docs/library.md'), 'utf8'))!;
    writeFileSync(join(folder, 'shown.ts'), shown);
    writeFileSync(
      join(folder, 'survive.ts'),
      `import { assemble } from 'hvft';
import { expect, it } from 'vitest';
import 'hvft/vitest';
it('survives', async () => {
  await expect(assemble([{ name: 'a.s', text: '' }])).toSurviveEverything({ disk: new Uint8Array(512), depth: 2 });
  // @ts-expect-error: the image is what is expected to survive
  await expect(1).toSurviveEverything({ image: new Uint8Array() });
});
`,
    );
    const common = { module, moduleResolution, target: 'es2022', strict: true, noEmit: true, types: [] };
    const check = (file: string, lib: readonly string[]): void => {
      const compilerOptions = { ...common, lib, skipLibCheck: false };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
      run('node', [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.']);
    };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    lend('vitest');
    check('use.ts', ['es2022']);
    // It prints.
    check('shown.ts', ['es2022', 'dom']);
    // Vitest's own types ask for a page's, or Node's.
    check('survive.ts', ['es2023', 'dom']);
  });
});

describe('a checkout in which nothing is installed', () => {
  it('is not built, and says what comes first, to npm install -g as well', () => {
    const bare = join(folder, 'checkout');
    cpSync(join(ROOT, 'scripts'), join(bare, 'scripts'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(bare, 'package.json'));
    const { status, stderr } = spawnSync('node', ['scripts/build.mjs'], { cwd: bare, encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      1,
      'hvft: what builds it is not installed; `npm ci` in this folder comes first\n',
    ]);
  });
});
