/** The package as others get it: packed, installed into an empty folder, with no test in it, its commands and library at work. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const folder = join(mkdtempSync(join(tmpdir(), 'hvft-package-')), 'a folder');
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

beforeAll(() => {
  mkdirSync(folder);
  run('npm', ['run', 'types'], ROOT);
  // The build stands; npm would do it again under the feet of other tests.
  const [{ filename }] = JSON.parse(
    run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], ROOT),
  ) as {
    filename: string;
  }[];
  run('npm', ['init', '-y']);
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${filename}`]);
});
afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

describe('the installed package', () => {
  it('has no tests, and all to which its README links', () => {
    const files = filesOf(installed);
    expect(files.filter((file) => /\.(test|processes|conformance)\.ts$|(^|\/)testing\//.test(file))).toEqual([]);
    const links = [...readFileSync(join(installed, 'README.md'), 'utf8').matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)];
    const missing = links
      .map(([, link]) => link)
      .filter((link) => !/^https?:/.test(link) && !existsSync(join(installed, link)));
    expect(missing).toEqual([]);
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
console.log(pass, message().split('\\n').at(-1).split(':')[0]);
`,
    );
    expect(run('node', ['survive.mjs'])).toBe('true holds\n');
    rmSync(stand, { recursive: true });
  });

  it('comes with types', () => {
    writeFileSync(
      join(folder, 'try.ts'),
      `import { assemble, runGuest, type GuestResult } from 'hvft';
const image: Uint8Array | undefined = assemble([{ name: 'a.s', text: '' }]).image;
export const result: Promise<GuestResult> = runGuest({ image: image! });
// @ts-expect-error: no such option
void runGuest({ image: image!, speed: 1 });
`,
    );
    const [, shown] = /```js\n(.*?)```/s.exec(readFileSync(join(installed, 'docs/library.md'), 'utf8'))!;
    writeFileSync(join(folder, 'shown.ts'), shown);
    const options = { module: 'nodenext', target: 'es2023', strict: true, noEmit: true, types: [], skipLibCheck: true };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['try.ts', 'shown.ts'] }),
    );
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
    cpSync(join(ROOT, 'node_modules/typescript'), join(folder, 'node_modules/typescript'), { recursive: true });
    run('node', ['node_modules/typescript/bin/tsc', '-p', '.']);
  });
});

describe('a checkout in which nothing is installed', () => {
  it('is not built, and says what comes first, to npm install -g as well', () => {
    const checkout = join(folder, 'checkout');
    cpSync(join(ROOT, 'scripts'), join(checkout, 'scripts'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(checkout, 'package.json'));
    const { status, stderr } = spawnSync('node', ['scripts/build.mjs'], { cwd: checkout, encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      1,
      'hvft: what builds it is not installed; `npm ci` in this folder comes first\n',
    ]);
  });
});
