/** Folders for what is kept. */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { statusOf } from '../../../emulator/host/file-status.ts';

/**
 * Makes a folder and those above it, unless they are there. (Where nothing can be made, as in /proc, Node's own `recursive` tries for
 * ever.) Throws what the file system throws.
 */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (!existsSync(above) && above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statusOf(path)?.isDirectory() ?? false;
}
