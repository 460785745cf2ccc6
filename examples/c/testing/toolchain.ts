/** Builds C programs for our board, for qemu-hppa and for this computer, and runs them; for the conformance tests. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** examples/c, where commands run unless told otherwise. */
const HERE = join(import.meta.dirname, '..');
const HVRUN = join(HERE, '../../dist/hvrun.js');
const WARNINGS = ['-Wall', '-Wextra', '-Werror'];

/** Debian's packages of the tools. */
const PACKAGES: Record<string, string> = {
  'hppa-linux-gnu-gcc': 'gcc-hppa-linux-gnu',
  'qemu-hppa': 'qemu-user',
  gcc: 'gcc libc6-dev',
  csmith: 'csmith libcsmith-dev',
};

/** How a program ended; `status` is null if it took too long. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command in `folder`; rejects if there is no such command. `limitMs`: kills it after this time. */
export function run(
  command: string,
  args: readonly string[],
  input = '',
  limitMs = 0,
  folder = HERE,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const options = { cwd: folder, maxBuffer: 1 << 24, timeout: limitMs };
    const child = execFile(command, args, options, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') {
        reject(new Error(`${command} is missing: apt-get install ${PACKAGES[command] ?? command}`, { cause: error }));
      } else {
        resolve({ status: child.exitCode, stdout, stderr });
      }
    });
    // A program may end before it has read its input.
    child.stdin?.on('error', () => {}).end(input);
  });
}

/** Runs hvrun with these arguments. */
export function hvrun(args: readonly string[], input = ''): Promise<Outcome> {
  if (!existsSync(HVRUN)) throw new Error(`${HVRUN} is missing: run \`npm run build\` first`);
  return run(process.execPath, [HVRUN, ...args], input);
}

/** A folder for what is built; `remove` it after the tests. */
export class Toolchain {
  readonly folder = mkdtempSync(join(tmpdir(), 'hvft-c-'));
  #built = 0;

  /** Builds a program for our board, with the README's command; gives the image's path. */
  forBoard(source: string, options: readonly string[]): Promise<string> {
    return this.#guest(source, options, [...sources('runtime/board'), ...sources('runtime/library')]);
  }

  /** The same program and library with Linux beneath. */
  forQemu(source: string, options: readonly string[]): Promise<string> {
    return this.#guest(source, options, [...sources('testing/linux'), ...sources('runtime/library')]);
  }

  /** The same program with this computer's own C library. */
  async forThisComputer(source: string): Promise<string> {
    // No x * y + z with one rounding: PA-RISC 1.1 has no such instruction.
    return this.#must('gcc', ['-O1', '-w', '-ffp-contract=off', source], ['-lm']);
  }

  /** Deletes the folder. */
  remove(): void {
    rmSync(this.folder, { recursive: true });
  }

  #guest(source: string, options: readonly string[], library: readonly string[]): Promise<string> {
    const args = ['@guest.flags', '-Iruntime/include', ...WARNINGS, ...options, source, ...library];
    return this.#must('hppa-linux-gnu-gcc', args, ['-lgcc']);
  }

  async #must(compiler: string, args: readonly string[], libraries: readonly string[]): Promise<string> {
    const output = join(this.folder, `${(this.#built += 1)}.out`);
    const { status, stderr } = await run(compiler, ['-o', output, ...args, ...libraries]);
    if (status !== 0) throw new Error(`${compiler} ${args.join(' ')}: status ${status}\n${stderr}`);
    return output;
  }
}

/** The sources in a folder below examples/c. */
function sources(folder: string): string[] {
  return readdirSync(join(HERE, folder))
    .filter((name) => /\.[cs]$/.test(name))
    .map((name) => `${folder}/${name}`);
}
