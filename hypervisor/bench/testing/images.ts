/** Guests of the examples, assembled from source. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../../../assembler/assemble.ts';
import type { Images } from '../modelled.ts';

const EXAMPLES = join(import.meta.dirname, '../../../examples');

/** `name`: of the source, in a folder of the examples, without its suffix. */
export function assembled(folder: string, name: string): Uint8Array {
  const read = (path: string): Buffer => readFileSync(join(EXAMPLES, folder, path));
  const { image, diagnostics } = assemble([{ name: `${name}.s`, text: read(`${name}.s`).toString() }], {
    files: { read },
  });
  if (!image) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return image;
}

export function loadImages(): Images {
  return { dhry: assembled('bench', 'dhry'), diskload: assembled('bench', 'diskload') };
}
