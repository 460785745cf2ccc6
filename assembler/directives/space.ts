/** .space and .block: bytes of one value; .fill, .dcb and .ds: repeated units. */
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { fillPattern } from '../layout/section.ts';
import {
  bigintArgument,
  directive,
  integerArgument,
  expressionArgument,
  wrongArgument,
  type Directive,
} from './directive.ts';

const space = directive(0, 2, ({ args, span }, unit) => {
  const fill = bigintArgument(args[1], 'the fill value', unit, 0n);
  if (fill === undefined) return;
  // Without a count HP's .block reserves nothing.
  if (args.length === 0) return;
  reserve(args[0], 1, fill, span, unit);
});

const fill = directive(1, 3, ({ args, span }, unit) => {
  const [, unitSize] = args as readonly (Argument | undefined)[];
  // GNU as takes it for 0, and reserves nothing without a word.
  if (unitSize?.kind === 'empty') {
    wrongArgument(unitSize, 'the unit size', unit);
    return;
  }
  const wanted = integerArgument(args[1], 'the unit size', unit, 1, { min: 0, max: 2 ** 31 - 1 });
  const value = bigintArgument(args[2], 'the fill value', unit, 0n);
  if (wanted === undefined || value === undefined) return;
  const size = Math.min(wanted, 8);
  if (wanted > size) unit.diagnostics.warning(args[1].span, `a unit has at most 8 bytes, not ${wanted}: it becomes 8`);
  // As in GNU as a unit has at most four bytes of value, and further ones behind them are 0.
  const zeros = BigInt(8 * Math.max(0, size - 4));
  reserve(args[0], size, BigInt.asUintN(32, value) << zeros, span, unit);
});

/** .dcb count,value and .ds count,value: so many times the same number. */
function repeated(size: number): Directive {
  return directive(1, 2, ({ args, span }, unit) => {
    const value = bigintArgument(args[1], 'the value', unit, 0n);
    if (value !== undefined) reserve(args[0], size, BigInt.asUintN(8 * size, value), span, unit);
  });
}

/** Appends count units; a count that isn't known yet is left to the layout. */
function reserve(argument: Argument, size: number, value: bigint, span: Argument['span'], unit: Unit): void {
  const written = expressionArgument(argument, 'a number of repetitions', unit);
  const count = written === undefined ? undefined : unit.bind(written);
  if (count === undefined) return;
  if (unit.section.attributes.nobits && value !== 0n) {
    unit.diagnostics.consequence(span, `section ${unit.section.name} holds zeros alone`);
    return;
  }
  if (count.kind !== 'constant') {
    unit.section.appendVariable({ kind: 'space', count, size, fill: value, span: argument.span });
    return;
  }
  if (count.value < 0n) {
    unit.diagnostics.error(argument.span, `a number of repetitions can't be negative: ${count.value}`);
    return;
  }
  const room = count.value * BigInt(size);
  if (!unit.checkRoom(room, argument.span)) return;
  const length = Number(room);
  const { fragment, offset } = unit.section.reserve(length);
  if (value !== 0n) fillPattern(fragment.bytes.subarray(offset, offset + length), size, value);
}

export const spaceDirectives: Readonly<Record<string, Directive>> = {
  '.space': space,
  '.skip': space,
  '.block': space,
  '.blockz': space,
  '.zero': space,
  '.fill': fill,
  '.dcb': repeated(2),
  '.dcb.b': repeated(1),
  '.dcb.w': repeated(2),
  '.dcb.l': repeated(4),
  '.ds': repeated(2),
  '.ds.b': repeated(1),
  '.ds.w': repeated(2),
  '.ds.l': repeated(4),
  '.ds.s': repeated(4),
  '.ds.d': repeated(8),
  '.ds.x': repeated(12),
  '.ds.p': repeated(12),
};
