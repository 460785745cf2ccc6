/**
 * Sources with the object files that come of them, in testdata/objects/: each file has a title and cases,
 *
 *     == what the case is about
 *     	.globl	needed
 *     ----
 *     symbol needed = undefined+0 size 0 type 0 binding 1 0
 *
 * whose lower part is the object as {@link describeObject} has it, without sections that are empty, or what hvasm says of
 * a source that is wrong. A case whose name ends in `[unlike GNU as: why]` is one where GNU as does something else.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeText } from '../../emulator/elf/byte-text.ts';
import { assembleObject } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';
import { sourceText } from '../diagnostics/source.ts';
import { describeObject } from './objects.ts';

const folder = join(import.meta.dirname, '..', 'testdata', 'objects');

export interface ObjectCase {
  readonly name: string;
  readonly source: string;
  /** The part below the line. */
  readonly expected: string;
  /** Why GNU as may do otherwise. */
  readonly unlike: string | undefined;
}

/** Names of the files with cases. */
export function caseFiles(): string[] {
  return readdirSync(folder);
}

/** The cases of a file; bytes that are no UTF-8 stay what they are. */
export function casesOf(file: string): ObjectCase[] {
  const [, ...parts] = sourceText(readFileSync(join(folder, file))).split(/^== /m);
  return parts.map((part) => {
    const [head, expected = ''] = part.split('\n----\n');
    const [name] = head.split('\n');
    const source = `${head.slice(name.length + 1)}\n`.replace(/\n+$/, '\n');
    return { name, source, expected, unlike: /\[unlike GNU as: (.*)\]$/.exec(name)?.[1] };
  });
}

/** Writes a file anew with what its cases give. */
export function recordCases(file: string): void {
  const text = readFileSync(join(folder, file), 'latin1');
  const [title] = text.split(/^== /m);
  const cases = casesOf(file).map((each) => {
    const head = Buffer.from(`== ${each.name}\n`).toString('latin1') + sourceOf(each).toString('latin1');
    return `${head}----\n${Buffer.from(outcomeOf(each)).toString('latin1')}`;
  });
  writeFileSync(join(folder, file), title + cases.join(''), 'latin1');
}

/** The bytes of a case's source. */
export function sourceOf({ source }: ObjectCase): Buffer {
  return Buffer.from(encodeText(source));
}

/** hvasm's object of a case; undefined with what it says instead. */
export function assembleCase({ source }: ObjectCase): { image: Uint8Array | undefined; said: string } {
  const { image, diagnostics } = assembleObject({ name: 'in.s', text: source });
  return { image, said: renderDiagnostics(diagnostics) };
}

/** What comes of a case: warnings and the object, or errors. */
export function outcomeOf(each: ObjectCase): string {
  const { image, said } = assembleCase(each);
  const lines = image === undefined ? [] : describeObject(image).filter((line) => !USUAL.test(line));
  return said + lines.map((line) => `${line}\n`).join('');
}

/** Lines that most objects have. */
const USUAL = /^section \.(?:text|data|bss) .*align 1 entry 0 size 0$|^flags 20b$/;
