/** .align and .balign take bytes, .p2align a power of two. The padding is zeros, in .text too, as with GNU as. */
import { alignmentPadding } from '../layout/layout.ts';
import type { Unit } from '../unit.ts';
import { directive, integerArgument, type Directive } from './directive.ts';

/** More than any cache line or huge page. */
const MAX_POWER = 28;

function align(unitOfSize: 'bytes' | 'power', absent: number): Directive {
  return directive(0, 3, ({ args }, unit) => {
    const limit = unitOfSize === 'bytes' ? 2 ** MAX_POWER : MAX_POWER;
    const size = integerArgument(args[0], 'the alignment', unit, absent, { min: 0, max: limit });
    const fill = integerArgument(args[1], 'the fill value', unit, 0, { min: -128, max: 255 });
    const maxSkip = integerArgument(args[2], 'the largest padding', unit, 0, { min: 0, max: 2 ** 31 });
    if (size === undefined || fill === undefined || maxSkip === undefined) return;
    const alignment = unitOfSize === 'power' ? 2 ** size : Math.max(1, size);
    if (!Number.isInteger(Math.log2(alignment))) {
      unit.diagnostics.error(args[0]?.span, `the alignment must be a power of 2, not ${alignment}`);
      return;
    }
    pad(unit, alignment, fill & 0xff, maxSkip, args[0]?.span ?? unit.source.span(0, 0));
  });
}

function pad(unit: Unit, alignment: number, fill: number, maxSkip: number, span: Parameters<Unit['emit']>[1]): void {
  const { section } = unit;
  section.alignment = Math.max(section.alignment, alignment);
  if (section.offset === undefined) {
    section.appendVariable({ kind: 'align', alignment, fill, maxSkip });
    return;
  }
  const padding = alignmentPadding(section.offset, alignment, maxSkip);
  if (unit.checkRoom(padding, span)) section.reserve(padding, fill);
}

export const alignDirectives: Readonly<Record<string, Directive>> = {
  '.align': align('bytes', 8),
  '.balign': align('bytes', 1),
  '.p2align': align('power', 0),
};
