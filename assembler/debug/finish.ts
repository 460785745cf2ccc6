/** Writes what the source has said for debuggers, once all of it is read. */
import type { Unit } from '../unit.ts';
import { writeCompileUnit, type UnitIdentity } from './compile-unit.ts';
import { writeFrames } from './frame-section.ts';
import { writeLineTable } from './line-program.ts';

/** Writes line table and call frames of a unit; compilers write the rest themselves, and it is left as it is. */
export function writeDebugSections(unit: Unit, identity: UnitIdentity): void {
  const { lines, frames, diagnostics } = unit;
  if (frames.unfinished !== undefined) diagnostics.error(frames.unfinished.span, 'this procedure has no .cfi_endproc');
  const missing = lines.missingFile;
  if (missing !== undefined) {
    diagnostics.error(
      lines.lastFile,
      `the files up to this one need numbers without a gap: .file ${missing} is missing`,
    );
    return;
  }
  const sequences = lines.sequences();
  for (const [{ location }] of sequences) location.section.seal();
  const hasInfo = (unit.findSection('.debug_info')?.size ?? 0) > 0;
  if (sequences.length > 0 || (lines.files.size > 0 && hasInfo)) {
    writeLineTable(unit, sequences, identity.directory);
    if (!hasInfo) writeCompileUnit(unit, sequences, identity);
  }
  writeFrames(unit);
}
