/** The README's commands do what the README says. */
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { hvrun, run, Toolchain } from './testing/toolchain.ts';

const toolchain = new Toolchain();
const image = join(toolchain.folder, 'primes.out');
const readme = readFileSync(join(import.meta.dirname, 'README.md'), 'utf8');

/** Builds as the README says, but for the place of the output. */
async function build(words: RegExp): Promise<void> {
  const command = words.exec(readme)?.[0] ?? 'echo no such command in the README; exit 1';
  const built = await run('sh', ['-c', command.replace('-o primes.out', `-o ${image}`)]);
  expect(built).toEqual({ status: 0, stdout: '', stderr: '' });
}

beforeAll(async () => {
  // The shell would not tell apart a compiler that is missing from one that fails.
  await run('hppa-linux-gnu-gcc', ['--version']);
  await build(/\.\/hvcc .* -o primes\.out .*/);
});
afterAll(() => toolchain.remove());

it.each([
  ['the bare machine', ['--bare']],
  ['the pair', []],
])("the README's command builds a program that prints what the README says on %s", async (_where, flags) => {
  const promised = /prints\n\n((?: {4}.*\n)+)/.exec(readme)?.[1].replaceAll('    ', '');
  const { status, stdout } = await hvrun([...flags, '--append', '50', image]);
  expect(stdout).toBe(promised);
  expect(status).toBe(0);
});

it('the command for which hvcc stands builds the same program', async () => {
  await build(/hppa-linux-gnu-gcc .* -o primes\.out .*/);
  const { status, stdout } = await hvrun(['--bare', '--append', '10', image]);
  expect([status, stdout]).toEqual([0, '2 3 5 7\n4 primes\n']);
});

it('hvcc works from any folder, in any folder, and by a link', async () => {
  const package_ = join(toolchain.folder, 'a package');
  const work = join(toolchain.folder, 'my work');
  // Headers that happen to have the same place below the working directory are not meant.
  mkdirSync(join(work, 'runtime', 'include', 'stdio.h'), { recursive: true });
  for (const name of ['hvcc', 'guest.flags', 'runtime']) {
    cpSync(join(import.meta.dirname, name), join(package_, name), { recursive: true });
  }
  cpSync(join(import.meta.dirname, 'primes.c'), join(work, 'mine.c'));
  symlinkSync(join(package_, 'hvcc'), join(work, 'cc'));
  for (const command of ['../a package/hvcc', './cc']) {
    const built = await run(command, ['-O2', '-o', 'mine.out', 'mine.c'], '', 0, work);
    expect(built).toEqual({ status: 0, stdout: '', stderr: '' });
    const { status, stdout } = await hvrun(['--bare', '--append', '10', join(work, 'mine.out')]);
    expect([status, stdout]).toEqual([0, '2 3 5 7\n4 primes\n']);
  }
  expect(await run('./cc', ['-c', 'mine.c'], '', 0, work)).toEqual({ status: 0, stdout: '', stderr: '' });
  expect(readFileSync(join(work, 'mine.o')).subarray(0, 4).toString('latin1')).toBe('\x7fELF');
});

const HEADERS = readdirSync(join(import.meta.dirname, 'runtime/include'));
const CPP = `
extern "C" {
${HEADERS.map((name) => `#include <${name}>\n`).join('')}}
void *operator new(unsigned int size) { return malloc(size); }
void operator delete(void *, unsigned int) noexcept {}
extern "C" void __cxa_pure_virtual() { abort(); }
struct Shape {
    virtual int area() const = 0;
};
template <int WIDTH> struct Box : Shape {
    int height;
    explicit Box(int height_) : height(height_) {}
    int area() const override { return WIDTH * height; }
};
struct Noted {
    int value;
    Noted() : value(7) { printf("made\\n"); }
    ~Noted() { printf("gone\\n"); }
} noted;
int main()
{
    const Shape *shape = new Box<6>(noted.value);
    printf("%d\\n", shape->area());
    delete static_cast<const Box<6> *>(shape);
    exit(3);
}
`;

it.each([['-O0'], ['-O2']])("the README's commands build a C++ program at %s", async (level) => {
  const commands = /Compile\nby `(hvcc -c [^`]*)`, and link by `(hvcc [^`]*)`/.exec(readme)?.slice(1) ?? [];
  expect(commands).toHaveLength(2);
  writeFileSync(join(toolchain.folder, 'program.cc'), CPP);
  for (const command of commands) {
    const [, ...options] = command.split(' ');
    const built = await run(join(import.meta.dirname, 'hvcc'), [level, ...options], '', 0, toolchain.folder);
    expect(built).toEqual({ status: 0, stdout: '', stderr: '' });
  }
  const { status, stdout } = await hvrun(['--bare', join(toolchain.folder, 'program.out')]);
  expect([status, stdout]).toEqual([3, 'made\n42\ngone\n']);
});
