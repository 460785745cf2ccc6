/** Copies of a disk image, of which one that no machine can have must not be begun: of a sparse file it would fill the host's disk. */
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MOST_SECTORS, SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import { UnfitFile } from '../../emulator/host/regular-file.ts';
import { PrivateDisks } from './private-disks.ts';

it('does not begin to copy an image that has more sectors than a disk', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hvft-copies-'));
  try {
    const path = join(folder, 'image');
    writeFileSync(path, '');
    truncateSync(path, (MOST_SECTORS + 1) * SECTOR_SIZE);
    await expect(PrivateDisks.copy(path, true, new AbortController().signal)).rejects.toThrow(UnfitFile);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
