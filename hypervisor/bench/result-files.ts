/** The files that `hvrun bench` writes: JSON, CSV, the page and the picture. They are made before the first run. */
import { closeSync, writeFileSync } from 'node:fs';
import { outputFailure, Outputs } from '../commands/outputs.ts';
import { fileAt } from '../words/files.ts';
import { csv } from './csv.ts';
import type { BenchFlags } from './options.ts';
import { page } from './page.ts';
import { picture } from './picture.ts';
import type { Results } from './results.ts';

const MAKERS: Readonly<Record<'json' | 'csv' | 'page' | 'svg', (results: Results, notes: string) => string>> = {
  json: (results) => `${JSON.stringify(results, undefined, 2)}\n`,
  csv,
  page,
  svg: picture,
};

export class ResultFiles {
  readonly #open: readonly { readonly what: string; readonly file: number; readonly make: (typeof MAKERS)['json'] }[];

  /** Throws a Failure if one of the files can't be made, or is the model's or another one. */
  constructor(flags: Pick<BenchFlags, 'model' | keyof typeof MAKERS>) {
    const asked = (Object.keys(MAKERS) as (keyof typeof MAKERS)[]).flatMap((name) => {
      const place = flags[name];
      return place === undefined ? [] : [{ what: `--${name}` as const, place, make: MAKERS[name] }];
    });
    const inputs = flags.model === undefined ? [] : [{ what: '--model', place: flags.model }];
    const outputs = new Outputs(inputs, asked);
    this.#open = asked.map(({ what, place, make }) => ({
      what: fileAt(what, place),
      file: outputs.open(what, place),
      make,
    }));
  }

  /** Throws a Failure if the host can't write. */
  write(results: Results, notes: string): void {
    for (const { what, file, make } of this.#open) {
      try {
        writeFileSync(file, make(results, notes));
        closeSync(file);
      } catch (error) {
        throw outputFailure(what, error);
      }
    }
  }
}
