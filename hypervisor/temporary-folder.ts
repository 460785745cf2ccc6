/**
 * Where hvrun makes its private directories: in TMPDIR, or if that has so long a name that no socket fits in it, where a run
 * of the same user and environment looks next. Who asks a running hvrun finds it by the same rule.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Bytes of the longest name of a socket that every system takes. */
const MAX_SOCKET_NAME = 103;
/** Of these, for what stands in the folder: `/hvrun-control-2147483647-abcdef/socket`. */
const MAX_ENTRY = 40;

/** TMPDIR's folder, if a socket in it can have a name; else the first of the others that is there. */
export function temporaryFolder(): string {
  if (hasRoom(tmpdir())) return tmpdir();
  const others = [process.env.XDG_RUNTIME_DIR, `/run/user/${process.getuid?.()}`, '/tmp'];
  return others.find((path) => path !== undefined && hasRoom(path) && canServe(path)) ?? tmpdir();
}

function hasRoom(path: string): boolean {
  return Buffer.byteLength(path) + MAX_ENTRY <= MAX_SOCKET_NAME;
}

function canServe(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
