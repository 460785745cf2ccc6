/**
 * The cases of testdata/objects/ against GNU as: the same object file, or an error from both. Needs
 * binutils-hppa-linux-gnu.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { requireGnuTools, withFolder } from './testing/gnu.ts';
import { assembleCase, caseFiles, casesOf, sourceOf, type ObjectCase } from './testing/object-cases.ts';
import { describeObject, differences } from './testing/objects.ts';

beforeAll(requireGnuTools);

/** GNU as's object, or undefined if it refuses the source. */
function gnuObject(each: ObjectCase): Uint8Array | undefined {
  return withFolder((folder) => {
    writeFileSync(join(folder, 'in.s'), sourceOf(each));
    const { status } = spawnSync('hppa-linux-gnu-as', ['-o', 'out.o', 'in.s'], { cwd: folder });
    return status === 0 ? readFileSync(join(folder, 'out.o')) : undefined;
  });
}

function compare(each: ObjectCase): string[] {
  const { image } = assembleCase(each);
  const gnu = gnuObject(each);
  if (image === undefined || gnu === undefined) {
    return (image === undefined) === (gnu === undefined)
      ? []
      : [`refused by ${image === undefined ? 'us' : 'GNU as'} alone`];
  }
  return differences(describeObject(image), describeObject(gnu), 20);
}

describe.each(caseFiles())('%s', (file) => {
  it.each(casesOf(file).map((each) => [each.name, each] as const))('%s', (_, each) => {
    const found = compare(each);
    if (each.unlike === undefined) expect(found).toEqual([]);
    else expect(found).not.toEqual([]);
  });
});
