/**
 * Shrunk cases of the lock-step test that have failed once, each in a file of ../corpus: of the translator itself, or of a copy
 * with a planted bug, whose name it has. What they do depends on lockstep.ts, too, which prepares their machines.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Case } from './lockstep.ts';

const FOLDER = join(import.meta.dirname, '../corpus');

/** All of them, with their names. */
export function storedCases(): [name: string, stored: Case][] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return names.map((name) => [name, JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as Case]);
}

/** Stores one; returns its path. */
export function store(name: string, failing: Case): string {
  const path = join(FOLDER, `${name}.json`);
  writeFileSync(path, `${JSON.stringify(failing)}\n`);
  return path;
}
