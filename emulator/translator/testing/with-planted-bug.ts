/** The lock-step test of a copy of the translator that has a planted bug. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { Statistics } from '../statistics.ts';
import { store, storedCases } from './corpus.ts';
import type * as Lockstep from './lockstep.ts';
import type { Case } from './lockstep.ts';
import type { PlantedBug } from './planted-bugs.ts';

const HERE = import.meta.dirname;

/** Copies, in a folder of their own. */
export class PlantedCopies {
  readonly #folder = mkdtempSync(join(tmpdir(), 'hvft-translator-'));
  #made = 0;

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** The copy with this bug. Throws if what it replaces does not stand once in its file. */
  async make({ name, file, find, replace }: PlantedBug): Promise<PlantedCopy> {
    const path = join(HERE, '..', file);
    const parts = readFileSync(path, 'utf8').split(find);
    if (parts.length !== 2) throw new Error(`${find} stands ${parts.length - 1} times in ${file}`);
    const plant: Plugin = {
      name: 'plant',
      setup: (builder) => {
        builder.onLoad({ filter: /\.ts$/ }, (args) =>
          args.path === path ? { contents: parts.join(replace), loader: 'ts' } : undefined,
        );
      },
    };
    this.#made += 1;
    const outfile = join(this.#folder, `${this.#made}.mjs`);
    await build({
      entryPoints: [join(HERE, 'lockstep.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      plugins: [plant],
      logLevel: 'silent',
    });
    return new PlantedCopy(name, (await import(pathToFileURL(outfile).href)) as typeof Lockstep);
  }
}

class PlantedCopy {
  readonly #name: string;
  readonly #lockstep: typeof Lockstep;

  constructor(name: string, lockstep: typeof Lockstep) {
    this.#name = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    this.#lockstep = lockstep;
  }

  /** The name of a stored case that finds the bug: the one that has its name is tried first. */
  byStoredCase(): string | undefined {
    const isItsOwn = ([name]: [string, Case]): number => Number(name === `${this.#name}.json`);
    const cases = storedCases().sort((a, b) => isItsOwn(b) - isItsOwn(a));
    return cases.find(([, stored]) => this.#differs(stored))?.[0];
  }

  /** Stores a case with its name: of so many random programs the first that finds it, shrunk. */
  storeCase(most: number): void {
    const failure = this.#lockstep.hunt(1, new Statistics(), (cases) => cases === most);
    if (failure) store(this.#name, failure.smallest);
  }

  /** The seed of the first random program, of so many, that finds it. */
  byRandomProgram(most: number): number | undefined {
    const seeds = Array.from({ length: most }, (_, index) => index + 1);
    return seeds.find((seed) => this.#differs(this.#lockstep.randomCase(seed)));
  }

  /** A bug may make the code itself invalid, or leave the page's bounds: that is being found, too. */
  #differs(tried: Case): boolean {
    try {
      return this.#lockstep.compare(tried) !== undefined;
    } catch {
      return true;
    }
  }
}
