/** Guests for the explorer's tests: the drivers of examples/, and others from source text. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assemble } from '../../../assembler/assemble.ts';
import { DEFAULT_TLB_ENTRIES, MIN_RAM } from '../../../emulator/board.ts';
import type { Expectations, ExploredGuest } from '../guest.ts';
import { type Reference, undisturbed } from '../reference.ts';

const ROOT = join(import.meta.dirname, '../../..');
const DRIVERS = join(ROOT, 'examples/drivers');

/** The undisturbed run of a guest, of which only what matters is given. */
export function referenceOf(
  guest: Partial<ExploredGuest> & Pick<ExploredGuest, 'image'>,
  expectations: Expectations = {},
): Reference {
  const nothing = new Uint8Array(0);
  const usual = {
    name: 'guest',
    append: '',
    disk: nothing,
    input: nothing,
    ram: MIN_RAM,
    tlbEntries: DEFAULT_TLB_ENTRIES,
  };
  const reference = undisturbed({ ...usual, ...guest }, expectations);
  if ('verdict' in reference) throw new Error(reference.what);
  return reference;
}

/** The executable of source text, which may include board.inc and what is in examples/drivers. */
export function imageOf(text: string): Uint8Array {
  const files = { read: (path: string) => readIfThere(path) };
  const { image, diagnostics } = assemble([{ name: join(DRIVERS, 'guest.s'), text }], {
    files,
    includePaths: [join(ROOT, 'kernel')],
    debugVersion: 5,
  });
  if (!image) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return image;
}

/** A driver of examples/drivers with a disk of so many sectors. */
export function driver(name: string, sectors = 4): Reference {
  const text = readFileSync(join(DRIVERS, `${name}.s`), 'utf8');
  return referenceOf({ image: imageOf(text), disk: new Uint8Array(sectors * 512) });
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
