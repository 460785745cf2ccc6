/**
 * Runs the built tools for tests of guests: hvasm, hvrun, and the system's tar, in a folder of the test's own.
 */
import { existsSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunningProcess } from './running-process.ts';

const ROOT = join(import.meta.dirname, '../..');

/** How a process ended and what it printed. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder for images and disks; `remove` it after the tests. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'hvft-kernel-'));

  /** Full path of a file in the folder. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Assembles `source` (a path from the checkout's root) to the file `name` in the folder. Rejects if that fails. */
  async assemble(source: string, name: string): Promise<void> {
    await this.must('node', [tool('hvasm'), join(ROOT, source), '-o', this.path(name)]);
  }

  /** Packs files of the folder into an archive, with `room` bytes of zeros behind it. */
  async pack(archive: string, files: readonly string[], room: number): Promise<void> {
    await this.must('tar', ['--format=ustar', '-cf', archive, ...files]);
    const path = this.path(archive);
    truncateSync(path, statSync(path).size + room);
  }

  /** The contents of a file in an archive, read by tar. Rejects if tar complains. */
  async unpack(archive: string, file: string): Promise<string> {
    const { stdout } = await this.must('tar', ['-xOf', archive, file]);
    return stdout;
  }

  /** Runs hvrun in the folder; `input` becomes its standard input. */
  hvrun(args: readonly string[], input = ''): Promise<Outcome> {
    return this.run('node', [tool('hvrun'), ...args], input);
  }

  /** Runs a command in the folder. Rejects unless it ends with status 0 and says nothing on stderr. */
  async must(command: string, args: readonly string[]): Promise<Outcome> {
    const outcome = await this.run(command, args, '');
    if (outcome.status === 0 && outcome.stderr === '') return outcome;
    throw new Error(`${command} ${args.join(' ')}: status ${outcome.status}\n${outcome.stderr}`);
  }

  private async run(command: string, args: readonly string[], input: string): Promise<Outcome> {
    const child = new RunningProcess(command, args, { folder: this.folder, input });
    const { status } = await child.closed();
    return { status, stdout: child.output().toString(), stderr: child.errors() };
  }

  /** Deletes the folder. */
  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** The path of a built tool. */
export function tool(name: string): string {
  const path = join(ROOT, 'dist', `${name}.js`);
  if (!existsSync(path)) throw new Error(`${path} is missing: run \`npm run build\` first`);
  return path;
}
