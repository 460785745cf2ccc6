/**
 * Where hvrun makes its private directories: in TMPDIR, or where a run of the same user and environment looks next if that
 * can't serve. Who asks a running hvrun finds it by the same rule.
 */
import { accessSync, constants, statSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** Bytes of the longest name of a socket that every system takes. */
const MAX_SOCKET_NAME = 103;
/** Of these, for what stands in the folder: `/hvrun-control-2147483647-abcdef/socket`. */
const MAX_ENTRY = 40;

/** The first of the candidates in which a directory with a socket can be made; TMPDIR's if there is none. */
export function temporaryFolder(): string {
  const candidates = [tmpdir(), process.env.XDG_RUNTIME_DIR, `/run/user/${process.getuid?.()}`, '/tmp'];
  return candidates.find((path) => path !== undefined && canServe(path)) ?? tmpdir();
}

function canServe(path: string): boolean {
  if (Buffer.byteLength(path) + MAX_ENTRY > MAX_SOCKET_NAME) return false;
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
