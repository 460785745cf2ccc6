/**
 * The corpus in testdata/: each feature.s is assembled, and what comes out must be what stands beside it: feature.err
 * (diagnostics, as they are printed) or feature.lst (listing and symbols), or both if there are warnings alone.
 *
 *     HVASM_RECORD=1 npx vitest run assembler/golden.test.ts      writes them anew; read the difference before committing
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assemble, type FileAccess } from './assemble.ts';
import { renderDiagnostics } from './diagnostics/render.ts';
import { symbolTableText } from './output/listing.ts';

const folder = join(import.meta.dirname, 'testdata');
const recording = process.env['HVASM_RECORD'] === '1';

const files: FileAccess = {
  read: (path) => (existsSync(join(folder, path)) ? readFileSync(join(folder, path)) : undefined),
};

const names = readdirSync(folder)
  .filter((name) => name.endsWith('.s'))
  .map((name) => name.slice(0, -2));

function compare(path: string, text: string): void {
  if (recording && text === '') rmSync(path, { force: true });
  else if (recording) writeFileSync(path, text);
  expect(text).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
}

describe('the corpus', () => {
  it.each(names)('%s', (name) => {
    const source = { name: `${name}.s`, text: readFileSync(join(folder, `${name}.s`), 'utf8') };
    const { image, diagnostics, listing, symbols } = assemble([source], { files, listing: true });
    expect(image === undefined).toBe(name.startsWith('err_'));
    // Without a listing lines that were there before are assembled by shorter ways: all must be the same.
    const plain = assemble([source], { files });
    expect(renderDiagnostics(plain.diagnostics)).toBe(renderDiagnostics(diagnostics));
    expect(plain.image).toEqual(image);
    compare(join(folder, `${name}.err`), renderDiagnostics(diagnostics));
    compare(join(folder, `${name}.lst`), image === undefined ? '' : listing + symbolTableText(symbols));
  });

  it('has at least as many cases with errors as without, whole commands and programs of gcc among them', () => {
    const programs = readdirSync(join(import.meta.dirname, 'testing', 'corpus'));
    const all = [...names, ...readdirSync(join(folder, 'commands')), ...programs];
    const errors = all.filter((name) => name.startsWith('err_')).length;
    expect(errors).toBeGreaterThanOrEqual(all.length - errors);
  });
});
