import { spawnSync } from 'node:child_process';
import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const HVASM = join(import.meta.dirname, '../dist/hvasm.js');

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hvasm-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
const file = (name: string, contents: string): void => writeFileSync(join(folder, name), contents);

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function shell(command: string): Ended {
  if (!existsSync(HVASM)) throw new Error(`${HVASM} is missing: run \`npm run build\` first`);
  const script = `hvasm() { "${process.execPath}" "${HVASM}" "$@"; }\n${command}`;
  return spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' });
}

describe('an output of hvasm that is an input', () => {
  it.each([
    ['hvasm x.s -o x.s', 'x.s', "-o 'x.s' is the same file as the input 'x.s'"],
    ['hvasm x.s -o ./x.s', 'x.s', "-o './x.s' is the same file as the input 'x.s'"],
    ['hvasm x.s -o symbolic', 'x.s', "-o 'symbolic' is the same file as the input 'x.s'"],
    ['hvasm x.s -o hard', 'x.s', "-o 'hard' is the same file as the input 'x.s'"],
    ['hvasm -c x.s -o x.s', 'x.s', "-o 'x.s' is the same file as"],
    ['hvasm --listing x.s x.s', 'x.s', "--listing 'x.s' is the same file as"],
    ['hvasm --map hard x.s', 'x.s', "--map 'hard' is the same file as"],
    ['hvasm -M symbolic x.s', 'x.s', "--dependencies 'symbolic' is the same file as"],
    ['hvasm -o hard - < x.s', 'x.s', "-o 'hard' is the same file as the input"],
    ['hvasm --listing - x.s >> hard', 'x.s', "--listing is the same file as the input 'x.s'"],
    ['hvasm x.s -o more', 'more', "-o 'more' is the same file as the input 'more'"],
    ['hvasm x.s -o bytes', 'bytes', "-o 'bytes' is the same file as the input 'bytes'"],
    ['hvasm x.s --listing more', 'more', "--listing 'more' is the same file as the input 'more'"],
    ['hvasm bad.s -o more', 'more', "-o 'more' is the same file as the input 'more'"],
    ['hvasm -M other.s x.s', 'other.s', "--dependencies 'other.s' would overwrite a source"],
    ['hvasm -o other.s x.s', 'other.s', "-o 'other.s' would overwrite a source"],
    ['hvasm --listing a.out x.s', 'a.out', "--listing 'a.out' is the same file as -o 'a.out'"],
    ['hvasm a.out', 'a.out', "-o 'a.out' is the same file as the input 'a.out'"],
    ['hvasm --disassemble a.out -o ./a.out', 'a.out', "-o './a.out' is the same file as the input 'a.out'"],
  ])('is refused, and stays as it is: %s', (command, victim, told) => {
    file('x.s', '\t.include "more"\n\t.incbin "bytes"\n');
    file('bad.s', '\t.include "more"\n\tbogus %r1\n');
    file('other.s', '\tnop\n');
    file('more', '\tnop\n');
    file('bytes', 'four');
    symlinkSync('x.s', join(folder, 'symbolic'));
    linkSync(join(folder, 'x.s'), join(folder, 'hard'));
    shell('hvasm other.s');
    const before = text(victim);
    const names = readdirSync(folder);
    const { status, stderr } = shell(command);
    expect(stderr).toContain(`hvasm: ${told}`);
    expect(status).toBe(64);
    expect(text(victim)).toBe(before);
    expect(readdirSync(folder)).toEqual(names);
  });
});

describe('two outputs of hvasm in one place', () => {
  it.each(['-o new --listing new', '-o new --map ./new', '--listing new -M new', '-o - --listing -'])(
    'are refused: %s',
    (options) => {
      file('x.s', '\tnop\n');
      expect(shell(`hvasm ${options} x.s`).status).toBe(64);
      expect(readdirSync(folder)).toEqual(['x.s']);
    },
  );

  it('may be standard output if both are text', () => {
    file('x.s', 'here:\tnop\n');
    const { status, stdout } = shell('hvasm --listing - --symbols x.s');
    expect(status).toBe(0);
    expect(stdout).toContain('1  here: nop');
    expect(stdout).toContain('.text here');
  });
});

describe('hvasm on a full disk', () => {
  it('leaves what was there, and no pieces', () => {
    file('x.s', '\tnop\n\t.space 1000000,1\n');
    file('a.out', '\x7fELF of old');
    file('list', 'old');
    // A limit on the size of files stands for the full disk: it takes a part, and then no more.
    const { status, stderr } = shell('ulimit -f 100; hvasm --listing list x.s');
    expect(stderr).toBe("hvasm: can't write 'a.out': file too large\n");
    expect(status).toBe(73);
    expect([text('a.out'), text('list')]).toEqual(['\x7fELF of old', 'old']);
    expect(readdirSync(folder).sort()).toEqual(['a.out', 'list', 'x.s']);
  });

  it('says so of a device', () => {
    file('x.s', '\tnop\n');
    const { status, stderr } = shell('hvasm x.s -o /dev/full');
    expect([status, stderr]).toEqual([73, "hvasm: can't write '/dev/full': no space left on device\n"]);
  });

  it.each(['x.s/new', 'circle'])('says so where no file can be: %s', (place) => {
    file('x.s', '\tnop\n');
    file('bad.s', '\tbogus\n');
    symlinkSync('circle', join(folder, 'circle'));
    const { status, stderr } = shell(`hvasm x.s -o ${place}`);
    expect(stderr).toMatch(/^hvasm: can't write '[^']*': (not a directory|too many symbolic links encountered)\n$/);
    expect(status).toBe(73);
    expect(shell(`hvasm bad.s -o ${place}`).status).toBe(1);
  });

  it('says so of standard output', () => {
    file('x.s', '\tnop\n');
    const { status, stderr } = shell('hvasm --listing - x.s > /dev/full');
    expect([status, stderr]).toEqual([73, "hvasm: can't write to standard output: no space left on device\n"]);
    expect(shell('hvasm --help > /dev/full').status).toBe(73);
    expect(shell('hvasm x.s 2> /dev/full').status).toBe(0);
  });
});

describe('a reader that has seen enough of hvasm', () => {
  it.each(['hvasm --help', 'hvasm --listing - x.s', 'hvasm --symbols x.s', 'hvasm -o - x.s', 'hvasm printed.s'])(
    'ends it quietly: %s',
    (command) => {
      file('x.s', 'here:\tnop\n' + '\tnop\n'.repeat(100_000));
      file('printed.s', '\t.print "here"\n');
      const { stdout, stderr } = shell(`${command} | true; echo "\${PIPESTATUS[0]}"`);
      expect([stdout, stderr]).toEqual(['141\n', '']);
    },
  );
});
