/** Programs of gcc's suites, made by hvasm alone and by GNU as and ld alone: both run alike under qemu-hppa. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { assemble, assembleObject } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { sourceText } from '../diagnostics/source.ts';
import { sourcesOf, type Collection } from './corpus-sources.ts';
import type { Outcome } from './corpus.ts';
import { withFolder } from './gnu.ts';
import { runLinked, staticFiles } from './static-programs.ts';

/** Those of a collection's sources that are programs to be run. */
export function programsOf(collection: Collection): string[] {
  const isProgram = PROGRAMS.find(({ name }) => collection.name.startsWith(name))?.isProgram;
  return isProgram === undefined ? [] : sourcesOf(collection).filter(isProgram);
}

const PROGRAMS: readonly { name: string; isProgram: (file: string) => boolean }[] = [
  { name: 'gcc.c-torture', isProgram: (file) => file.includes('/execute/') },
  { name: 'g++.dg', isProgram: (file) => readFileSync(file, 'latin1').includes('dg-do run') },
];

/** Makes and runs one program both ways. Skipped: it is none for this compiler, or GNU's linker can't make it. */
export function compareRun(collection: Collection, file: string): Outcome {
  const name = basename(file);
  const [command, ...args] = collection.command(file);
  const made = spawnSync(command, args, { maxBuffer: 2 ** 28, timeout: 60_000 });
  const skipped: Outcome = { file: name, kind: 'skipped', details: [] };
  if (made.status !== 0) return skipped;
  return withFolder((folder) => {
    const path = (each: string): string => join(folder, each);
    writeFileSync(path('in.s'), made.stdout);
    if (spawnSync('hppa-linux-gnu-as', ['-o', path('gnu.o'), path('in.s')]).status !== 0) return skipped;
    const isCxx = name.endsWith('.C');
    const linker = isCxx ? 'hppa-linux-gnu-g++' : 'hppa-linux-gnu-gcc';
    if (spawnSync(linker, ['-static', '-o', path('gnu'), path('gnu.o')]).status !== 0) return skipped;
    const object = assembleObject({ name: 'in.s', text: sourceText(made.stdout) });
    writeFileSync(path('own.o'), object.image ?? '');
    const files = staticFiles(path('own.o'), isCxx).map((each) => ({ name: each, bytes: readFileSync(each) }));
    const { image, diagnostics } = assemble(files);
    if (image === undefined) {
      const lines = renderDiagnostics([...object.diagnostics, ...diagnostics]).split('\n');
      return { file: name, kind: 'refused', details: lines.slice(0, 6) };
    }
    writeFileSync(path('own'), image, { mode: 0o755 });
    const [own, gnu] = ['own', 'gnu'].map((each) => JSON.stringify(runLinked(path(each))));
    if (own === gnu) return { file: name, kind: 'identical', details: [] };
    return { file: name, kind: 'different', details: [`ours: ${own}`, `GNU:  ${gnu}`] };
  });
}
