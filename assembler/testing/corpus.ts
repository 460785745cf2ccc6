/** Holds real sources against GNU as: each gives the same object file, is listed with its reason, or shows a fault. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { assembleObject } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { sourceText } from '../diagnostics/source.ts';
import type { Collection } from './corpus-sources.ts';
import { withFolder } from './gnu.ts';
import { describeObject, differences } from './objects.ts';

export interface Outcome {
  readonly file: string;
  /** Skipped: the compiler makes no assembly of it, or GNU as refuses that. */
  readonly kind: 'identical' | 'listed' | 'different' | 'refused' | 'skipped';
  readonly details: readonly string[];
}

/** Whether it shows a fault of hvasm's. */
export function isFault({ kind }: Outcome): boolean {
  return kind === 'different' || kind === 'refused';
}

/** Compares both assemblers' objects of one source. */
export function compareSource(collection: Collection, file: string): Outcome {
  const name = basename(file);
  const [command, ...args] = collection.command(file);
  const made = spawnSync(command, args, { maxBuffer: 2 ** 28, timeout: 60_000 });
  if (made.status !== 0) {
    return { file: name, kind: 'skipped', details: made.stderr.toString('latin1').split('\n').slice(0, 2) };
  }
  const found = compareText(made.stdout);
  if (found.kind === 'refused' && LEVEL_2.test(made.stdout.toString('latin1'))) {
    return { file: name, ...withoutLevel2(made.stdout) };
  }
  return { file: name, ...found };
}

const LEVEL_2 = /^(\s*\.level\s+)2\.\w+/gim;

/**
 * A source of PA-RISC 2.0, which hvasm refuses: it is one by its instructions, which GNU as refuses at level 1.1 too, or it
 * only says so, and gives the same at level 1.1.
 */
function withoutLevel2(source: Buffer): Omit<Outcome, 'file'> {
  const lowered = Buffer.from(source.toString('latin1').replace(LEVEL_2, '$11.1'), 'latin1');
  const found = compareText(lowered);
  if (found.kind === 'skipped')
    return { kind: 'listed', details: ['it has instructions of PA-RISC 2.0', ...found.details] };
  if (found.kind === 'identical')
    return { kind: 'listed', details: ['.level 2.0 is refused; it is the same at level 1.1'] };
  return found;
}

/** Compares the objects of a text; if GNU as refuses it, the details are what it says first. */
function compareText(text: Buffer): Omit<Outcome, 'file'> {
  return withFolder((folder) => {
    writeFileSync(join(folder, 'in.s'), text);
    const gnu = spawnSync('hppa-linux-gnu-as', ['-o', 'gnu.o', 'in.s'], { cwd: folder, encoding: 'latin1' });
    if (gnu.status !== 0)
      return {
        kind: 'skipped',
        details: gnu.stderr
          .split('\n')
          .filter((line) => line.includes('Error'))
          .slice(0, 1),
      };
    const { image, diagnostics } = assembleObject({ name: 'in.s', text: sourceText(text) });
    if (image === undefined)
      return { kind: 'refused', details: renderDiagnostics(diagnostics).split('\n').slice(0, 6) };
    const found = differences(describeObject(image), describeObject(readFileSync(join(folder, 'gnu.o'))), 10);
    return { kind: found.length === 0 ? 'identical' : 'different', details: found };
  });
}

const KINDS = ['identical', 'listed', 'different', 'refused', 'skipped'] as const;

function count(outcomes: readonly Outcome[], kind: Outcome['kind']): number {
  return outcomes.filter((each) => each.kind === kind).length;
}

/** "gcc.c-torture -O2: 20 files, 20 identical, 0 listed, 0 different, 0 refused, 1 skipped". */
export function summary(name: string, outcomes: readonly Outcome[]): string {
  return `${name}: ${outcomes.length} files, ${KINDS.map((kind) => `${count(outcomes, kind)} ${kind}`).join(', ')}`;
}

/** The counts of several collections, as a table. */
export function table(rows: readonly { readonly name: string; readonly outcomes: readonly Outcome[] }[]): string {
  const whole = { name: 'all', outcomes: rows.flatMap(({ outcomes }) => outcomes) };
  const lines = [...rows, whole].map(({ name, outcomes }) => {
    const counts = [outcomes.length, ...KINDS.map((kind) => count(outcomes, kind))];
    return `| ${[name, ...counts].join(' | ')} |\n`;
  });
  const heads = ['corpus', 'files', ...KINDS];
  return `| ${heads.join(' | ')} |\n|${heads.map(() => ' --- |').join('')}\n${lines.join('')}`;
}

/** So many of the files, evenly spread; all if there are fewer. */
export function sample(files: readonly string[], count: number): string[] {
  const step = Math.max(1, files.length / count);
  return Array.from({ length: Math.min(count, files.length) }, (_, index) => files[Math.floor(index * step)]);
}
