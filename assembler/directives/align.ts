/**
 * .align and .balign take bytes, .p2align a power of two; with a w or l behind them the padding is units of 2 or 4 bytes.
 * Without a value the padding is zeros, in .text too, as with GNU as.
 */
import { alignmentPadding } from '../layout/layout.ts';
import type { Span } from '../diagnostics/source.ts';
import { fillPattern, type AlignmentPart } from '../layout/section.ts';
import type { Unit } from '../unit.ts';
import { bigintArgument, directive, integerArgument, type Directive } from './directive.ts';

/** More than any cache line or huge page. */
const MAX_POWER = 28;

function align(unitOfSize: 'bytes' | 'power', absent: number, fillSize = 1): Directive {
  return directive(0, 3, ({ args, span }, unit) => {
    const limit = unitOfSize === 'bytes' ? 2 ** MAX_POWER : MAX_POWER;
    const size = integerArgument(args[0], 'the alignment', unit, absent, { min: 0, max: limit });
    const fill = bigintArgument(args[1], 'the fill value', unit, 0n);
    const maxSkip = integerArgument(args[2], 'the largest padding', unit, 0, { min: 0, max: 2 ** 31 });
    if (size === undefined || fill === undefined || maxSkip === undefined) return;
    const alignment = unitOfSize === 'power' ? 2 ** size : Math.max(1, size);
    if (!Number.isInteger(Math.log2(alignment))) {
      unit.diagnostics.error(args[0]?.span, `the alignment must be a power of 2, not ${alignment}`);
      return;
    }
    const bits = 8 * fillSize;
    const kept = BigInt.asUintN(bits, fill);
    if (kept !== fill && BigInt.asIntN(bits, fill) !== fill) {
      unit.diagnostics.warning(args[1].span, `the fill value ${fill} loses bits: it becomes ${kept}`);
    }
    const written = args.length > 1 && args[1].kind !== 'empty';
    pad(unit, { alignment, fill: kept, fillSize: written ? fillSize : 1, maxSkip }, args[0]?.span ?? span);
  });
}

function pad(unit: Unit, part: Omit<AlignmentPart, 'kind' | 'span'>, span: Span): void {
  const { alignment, fill, fillSize, maxSkip } = part;
  const { section } = unit;
  section.alignment = Math.max(section.alignment, alignment);
  if (section.offset === undefined) {
    section.appendVariable({ kind: 'align', ...part, span });
    return;
  }
  const padding = alignmentPadding(section.offset, alignment, maxSkip);
  if (padding % fillSize !== 0) {
    unit.diagnostics.error(span, `the padding of ${padding} bytes is no multiple of the fill value's ${fillSize}`);
  } else if (unit.checkRoom(padding, span)) {
    const { fragment, offset } = section.reserve(padding);
    if (fill !== 0n && !section.attributes.nobits)
      fillPattern(fragment.bytes.subarray(offset, offset + padding), fillSize, fill);
  }
}

export const alignDirectives: Readonly<Record<string, Directive>> = {
  '.align': align('bytes', 8),
  '.balign': align('bytes', 1),
  '.balignw': align('bytes', 1, 2),
  '.balignl': align('bytes', 1, 4),
  '.p2align': align('power', 0),
  '.p2alignw': align('power', 0, 2),
  '.p2alignl': align('power', 0, 4),
};
