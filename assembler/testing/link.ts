/** Links small sources and objects in tests, and gives what came of it. */
import { expect } from 'vitest';
import { readExecutable } from '../../emulator/elf/reader.ts';
import { assemble, assembleObject, type BinaryInput, type Source } from '../assemble.ts';
import { renderDiagnostics } from '../diagnostics/render.ts';

/** A source under that name. */
export const source = (name: string, text: string): Source => ({ name, text });

/** A source's object file; one with a warning is none. */
export function object(name: string, text: string): BinaryInput {
  const { image, diagnostics } = assembleObject(source(`${name}.s`, text));
  expect(renderDiagnostics(diagnostics)).toBe('');
  return { name: `${name}.o`, bytes: image ?? new Uint8Array() };
}

/** The image's words by address; an image with errors is none. */
export function words(files: readonly (Source | BinaryInput)[]): (address: number) => string {
  const { image, diagnostics } = assemble(files);
  expect(renderDiagnostics(diagnostics)).toBe('');
  const { segments } = readExecutable(image ?? new Uint8Array());
  return (address) => {
    const segment = segments.find(
      ({ virtualAddress, memorySize }) => address >= virtualAddress && address < virtualAddress + memorySize,
    );
    const at = address - (segment?.virtualAddress ?? 0);
    return Buffer.from(segment?.data.subarray(at, at + 4) ?? []).toString('hex');
  };
}

/** What is said of files that don't link. */
export function errors(files: readonly (Source | BinaryInput)[]): string {
  const { image, diagnostics } = assemble(files);
  expect(image).toBeUndefined();
  return renderDiagnostics(diagnostics);
}
