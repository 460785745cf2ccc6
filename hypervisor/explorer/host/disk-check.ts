/**
 * Looks at a disk with a command of the user's, such as `tar -tf`, which is given the path of a copy as its last argument. Where it
 * names $PRINTED, that is the path of a file with all that the guest had printed by then; where it names $WHEN, that says when it looks.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DiskLook, LookedAt } from '../guest.ts';

/** Milliseconds that the command may take. */
const PATIENCE_MS = 10_000;
/** Characters of what it says that are told. */
const MOST_SAID = 200;

/** With these a shell ends that cannot run its command, or finds none. */
const NOT_RUN: readonly (number | null)[] = [126, 127];

/** The command cannot be run at all, which says nothing of a disk. */
export class NoSuchCheck extends Error {
  override readonly name = 'NoSuchCheck';
}

export class DiskCheck {
  readonly #command: string;
  /** Private. */
  readonly folder: string;
  /** Does the command look at what was printed? */
  readonly heedsPrinted: boolean;
  readonly #heedsWhen: boolean;
  /** By the hashes of all that it looks at: many cases end with the same. */
  readonly #known = new Map<string, string | undefined>();

  /** `command`: for a shell. `within`: another one's folder, and with it this one's is removed. Throws what making a folder throws. */
  constructor(command: string, within = tmpdir()) {
    this.#command = command;
    this.heedsPrinted = names(command, 'PRINTED');
    this.#heedsWhen = names(command, 'WHEN');
    this.folder = mkdtempSync(join(within, 'hvrun-explore-'));
  }

  /** What is wrong with this disk; undefined if the command ends with status 0. Throws a {@link NoSuchCheck} if it can't be run. */
  readonly look: DiskLook = (disk, printed, when) => {
    const seen = this.heedsPrinted ? [disk, printed] : [disk];
    const hashes = seen.map((bytes) => createHash('sha256').update(bytes).digest('hex'));
    const hash = [...hashes, ...(this.#heedsWhen ? [when] : [])].join();
    if (!this.#known.has(hash)) this.#known.set(hash, this.#run(disk, printed, when));
    return this.#known.get(hash);
  };

  /** To be called at the end. */
  close(): void {
    // A worker that has just been ended may write there still.
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  #run(disk: Uint8Array, printed: Uint8Array, when: LookedAt): string | undefined {
    const [file, console] = ['disk', 'printed'].map((name) => join(this.folder, name));
    writeFileSync(file, disk);
    if (this.heedsPrinted) writeFileSync(console, printed);
    const { status, signal, stderr, error } = spawnSync('/bin/sh', ['-c', `${this.#command} "$1"`, 'sh', file], {
      timeout: PATIENCE_MS,
      // However much it says, it is asked for its status.
      maxBuffer: Infinity,
      stdio: ['ignore', 'ignore', 'pipe'],
      encoding: 'utf8',
      env: { ...process.env, ...(this.heedsPrinted && { PRINTED: console }), ...(this.#heedsWhen && { WHEN: when }) },
    });
    if (status === 0) return undefined;
    const [said = ''] = stderr.split('\n');
    const why =
      said === '' ? '' : `: ${said.replaceAll(file, 'DISK').replaceAll(console, 'PRINTED').slice(0, MOST_SAID)}`;
    if (NOT_RUN.includes(status)) throw new NoSuchCheck(`'${this.#command}' cannot be run${why}`);
    const late = error !== undefined && 'code' in error && error.code === 'ETIMEDOUT';
    if (late) return `'${this.#command}' had not ended after ${PATIENCE_MS / 1000} seconds${why}`;
    const how = signal === null ? `ends with status ${status}` : `is ended by ${signal}`;
    return `'${this.#command}' ${how}${why}`;
  }
}

/** Does a shell replace that variable in it? */
function names(command: string, variable: string): boolean {
  return new RegExp(String.raw`\$\{?${variable}\b`).test(command);
}
