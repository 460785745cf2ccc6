/** The secret that bus and replicas on different hosts share: the file it is in, and `hvrun secret`, which makes one. */
import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs';
import { EXIT_STATUS } from '../../emulator/board.ts';
import { openRegularSync } from '../../emulator/host/regular-file.ts';
import { MIN_SECRET_BYTES } from '../links/tls-psk.ts';
import { fileAt } from '../words/files.ts';
import { badLength, readByOthers } from '../words/secret.ts';
import { Failure } from './failure.ts';
import { fileFailure } from './files.ts';
import { outputFailure } from './outputs.ts';

/** More than anybody means to have in there. */
const MAX_SECRET_BYTES = 4096;
/** Of white space around it. */
const MAX_SPACE = 64;

/**
 * The secret in the file `path`, without white space at its ends. Throws a {@link Failure} if it can't be read, is too
 * short, or can be read by other users: a secret that others know is none.
 */
export function readSecret(path: string): Uint8Array {
  const text = readPrivately(path).trim();
  if (text.length < MIN_SECRET_BYTES || text.length > MAX_SECRET_BYTES) {
    const problem = badLength(path, text.length, MIN_SECRET_BYTES, MAX_SECRET_BYTES);
    throw new Failure(EXIT_STATUS.NO_INPUT, problem);
  }
  return Buffer.from(text, 'latin1');
}

/** The first bytes of a file, latin1: it may be as large as it likes. */
function readAtMost(file: number, most: number): string {
  const bytes = Buffer.alloc(most);
  let length = 0;
  for (let read = -1; read !== 0 && length < most; length += read)
    read = readSync(file, bytes, length, most - length, null);
  return bytes.toString('latin1', 0, length);
}

/** The contents of a file that only its owner can read. */
function readPrivately(path: string): string {
  try {
    const file = openRegularSync(path);
    try {
      if ((fstatSync(file).mode & 0o077) !== 0) {
        throw new Failure(EXIT_STATUS.NO_INPUT, readByOthers(path));
      }
      return readAtMost(file, MAX_SECRET_BYTES + MAX_SPACE);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileFailure(fileAt('secret file', path), error);
  }
}

/** Writes a new secret, 256 random bits, to a new file that only its owner may read; 0. Throws a {@link Failure}. */
export function makeSecret(path: string): number {
  const text = `${randomBytes(32).toString('hex')}\n`;
  try {
    const file = openSync(path, 'wx', 0o600);
    try {
      writeFileSync(file, text);
    } catch (error) {
      rmSync(path);
      throw error;
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw outputFailure(fileAt('secret file', path), error);
  }
  return 0;
}
