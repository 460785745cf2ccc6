/** The loads of examples/bench, assembled from source. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../../../assembler/assemble.ts';
import type { Images } from '../modelled.ts';

const FOLDER = join(import.meta.dirname, '../../../examples/bench');

function assembled(name: string): Uint8Array {
  const read = (path: string): Buffer => readFileSync(join(FOLDER, path));
  const { image, diagnostics } = assemble([{ name: `${name}.s`, text: read(`${name}.s`).toString() }], {
    files: { read },
  });
  if (!image) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return image;
}

export function loadImages(): Images {
  return { dhry: assembled('dhry'), diskload: assembled('diskload') };
}
