/** The files that `hvrun bench` writes: JSON, CSV, the page and the picture. They are made before the first run. */
import { closeSync, writeFileSync } from 'node:fs';
import { outputFailure, Outputs } from '../commands/outputs.ts';
import { fileAt } from '../words/files.ts';
import type { BenchFlags } from './options.ts';

const KINDS = ['json', 'csv', 'page', 'svg'] as const;
type Kind = (typeof KINDS)[number];

/** What stands in a file of each kind; {@link ./flag-uses.ts} refuses the others. */
export type Makers<Found> = Readonly<Partial<Record<Kind, (found: Found) => string>>>;

interface OpenFile<Found> {
  readonly what: string;
  readonly file: number;
  readonly make: (found: Found) => string;
}

export class ResultFiles<Found> {
  readonly #open: readonly OpenFile<Found>[];

  /** Throws a Failure if one of the files can't be made, or is the model's or another one. */
  constructor(flags: Pick<BenchFlags, 'model' | Kind>, makers: Makers<Found>) {
    const asked = KINDS.flatMap((kind) => {
      const [place, make] = [flags[kind], makers[kind]];
      return place === undefined || make === undefined ? [] : [{ what: `--${kind}` as const, place, make }];
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
  write(found: Found): void {
    for (const { what, file, make } of this.#open) {
      try {
        writeFileSync(file, make(found));
        closeSync(file);
      } catch (error) {
        throw outputFailure(what, error);
      }
    }
  }
}
