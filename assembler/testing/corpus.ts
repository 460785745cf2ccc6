/** Holds real sources against GNU as: each gives the same object file, is listed with the reason, or is a fault. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { assembleObject } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { sourceText } from '../diagnostics/source.ts';
import type { Collection } from './corpus-sources.ts';
import { withFolder } from './gnu.ts';
import { describeObject, differences } from './objects.ts';

/** Files whose object may differ, and why. */
const LISTED: readonly { readonly file: RegExp; readonly reason: string }[] = [];

export interface Outcome {
  readonly file: string;
  /** Skipped: the compiler makes no assembly of it, or GNU as refuses that. */
  readonly kind: 'identical' | 'listed' | 'different' | 'refused' | 'skipped';
  readonly details: readonly string[];
}

/** Compares both assemblers' objects of one source. */
export function compareSource(collection: Collection, file: string): Outcome {
  const name = basename(file);
  const [command, ...args] = collection.command(file);
  const made = spawnSync(command, args, { maxBuffer: 2 ** 28, timeout: 60_000 });
  if (made.status !== 0) return { file: name, kind: 'skipped', details: [] };
  return withFolder((folder) => {
    writeFileSync(join(folder, 'in.s'), made.stdout);
    if (spawnSync('hppa-linux-gnu-as', ['-o', 'gnu.o', 'in.s'], { cwd: folder }).status !== 0) {
      return { file: name, kind: 'skipped', details: [] };
    }
    const { image, diagnostics } = assembleObject({ name: 'in.s', text: sourceText(made.stdout) });
    const level = made.stdout.toString('latin1').match(/^\s*\.level\s+2\.\w+/im);
    if (image === undefined && level !== null)
      return { file: name, kind: 'listed', details: ['PA-RISC 2.0 is refused'] };
    if (image === undefined)
      return { file: name, kind: 'refused', details: renderDiagnostics(diagnostics).split('\n').slice(0, 6) };
    const found = differences(describeObject(image), describeObject(readFileSync(join(folder, 'gnu.o'))), 10);
    if (found.length === 0) return { file: name, kind: 'identical', details: [] };
    const listed = LISTED.find((each) => each.file.test(name));
    return {
      file: name,
      kind: listed === undefined ? 'different' : 'listed',
      details: listed === undefined ? found : [listed.reason],
    };
  });
}

/** "gcc.c-torture -O2: 20 files, 20 identical, 0 listed, 0 different, 0 refused, 1 skipped". */
export function summary(name: string, outcomes: readonly Outcome[]): string {
  const count = (kind: Outcome['kind']): number => outcomes.filter((each) => each.kind === kind).length;
  const kinds = ['identical', 'listed', 'different', 'refused', 'skipped'] as const;
  return `${name}: ${outcomes.length} files, ${kinds.map((kind) => `${count(kind)} ${kind}`).join(', ')}`;
}

/** So many of the files, evenly spread; all if there are fewer. */
export function sample(files: readonly string[], count: number): string[] {
  const step = Math.max(1, files.length / count);
  return Array.from({ length: Math.min(count, files.length) }, (_, index) => files[Math.floor(index * step)]);
}
