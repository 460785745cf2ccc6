/** The commands start with the code that V8 kept of their bundles when they were built, and run their bundles whatever is beside them. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tool, Workshop } from '../kernel/testing/tools.ts';
import { CODE } from '../launch/bundle.ts';

const DIST = join(import.meta.dirname, '../dist');
/** Tells on standard error of each script with code whether V8 took it. */
const WITNESS = `
const vm = require('node:vm');
vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options);
    const { filename, cachedData } = options;
    const file = require('node:path').basename(filename);
    const taken = cachedData ? !this.cachedDataRejected : undefined;
    require('node:fs').writeSync(2, JSON.stringify({ file, of: process.argv[2], taken }) + '\\n');
  }
};
`;

const workshop = new Workshop();
const witness = workshop.path('witness.cjs');
beforeAll(async () => {
  writeFileSync(witness, WITNESS);
  await workshop.assemble('examples/hello/hello.s', 'hello');
});
afterAll(() => workshop.remove());

/** The bundles that a command runs, and whether V8 took the code kept of them. */
function bundlesOf(command: readonly string[]): readonly string[] {
  const env = { ...process.env, NODE_OPTIONS: `--require ${witness}` };
  const { status, stderr } = spawnSync(process.execPath, command, { cwd: workshop.folder, env, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  const lines = stderr.split('\n').filter((line) => line.startsWith('{'));
  return lines.map((line) => {
    const { file, of, taken } = JSON.parse(line) as { file: string; of: string; taken?: boolean };
    return `${file}${file === 'local-replica.cjs' ? ` ${of}` : ''}: ${taken ? 'as it was kept' : 'compiled'}`;
  });
}

describe('the code that was kept', () => {
  it.each([
    ['hvasm', [tool('hvasm'), '--version'], ['assembler.cjs: as it was kept']],
    ['hvrun', [tool('hvrun'), '--bare', 'hello'], ['main.cjs: as it was kept']],
    [
      'a pair',
      [tool('hvrun'), 'hello'],
      ['local-replica.cjs backup', 'local-replica.cjs primary', 'main.cjs'].map((name) => `${name}: as it was kept`),
    ],
  ])('is what %s starts with', (_, command, bundles) => {
    expect([...bundlesOf(command)].sort()).toEqual(bundles);
  });
});

describe('hvasm, of which', () => {
  const folder = workshop.path('dist');
  const [hvasm, bundle] = ['hvasm.js', 'assembler.cjs'].map((name) => join(folder, name));
  const code = bundle + CODE;
  beforeAll(() => {
    mkdirSync(folder);
    writeFileSync(workshop.path('package.json'), '{"type":"module"}');
  });

  it.each([
    ['no code was kept', undefined],
    ['the code is empty', 0],
    ['the code is in part there', 5000],
  ])('%s runs its bundle', (_, length) => {
    for (const name of ['hvasm.js', 'assembler.cjs']) cpSync(join(DIST, name), join(folder, name));
    if (length !== undefined) writeFileSync(code, readFileSync(join(DIST, `assembler.cjs${CODE}`)).subarray(0, length));
    expect(bundlesOf([hvasm, '--version'])).toEqual(['assembler.cjs: compiled']);
  });

  it('the bundle has been changed since does what it says now', () => {
    cpSync(join(DIST, `assembler.cjs${CODE}`), code);
    const text = readFileSync(join(DIST, 'assembler.cjs'), 'latin1');
    const version = /"0(\.\d+\.\d+)"/g;
    expect(text).toMatch(version);
    writeFileSync(bundle, text.replace(version, '"9$1"'));
    utimesSync(code, 1, 1);
    const { stdout } = spawnSync(process.execPath, [hvasm, '--version'], { encoding: 'utf8' });
    expect(stdout).toMatch(/^9\./);
  });
});
