/** .float, .double and their relatives: IEEE 754 numbers in memory, big-endian. */
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, integerArgument, textOf, wrongArgument, type Directive } from './directive.ts';

/** A sign, then a decimal number; GNU as allows a letter such as 0f in front, and then that alone is 0. */
const DECIMAL = /^(?:0[a-z])?([+-]?)[ \t]*((?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|(?<=^0[a-z]))$/i;
const SPECIAL = /^(?:0[a-z])?([+-]?)[ \t]*(inf|infinity|s?nan)$/i;

/** GNU as's quiet NaN has every bit of the fraction. */
const NAN_BYTES = { 4: [0x7f, 0xff, 0xff, 0xff], 8: [0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff] } as const;

type Size = 4 | 8;

/** The bytes of a number, or undefined with a diagnostic given. */
function floatBytes(argument: Argument, size: Size, unit: Unit): Uint8Array | undefined {
  const text = argument.kind === 'empty' ? '' : textOf(argument.span);
  const special = SPECIAL.exec(text);
  const decimal = DECIMAL.exec(text);
  if (special === null && decimal === null) {
    wrongArgument(argument, 'a number such as 1.5, -2e10 or inf', unit);
    return undefined;
  }
  const bytes = new Uint8Array(size);
  const name = special?.[2].toLowerCase();
  if (name === 'nan' || name === 'snan') {
    bytes.set(NAN_BYTES[size]);
    // The highest bit of the fraction makes it quiet.
    if (name === 'snan') bytes[1] = size === 4 ? 0xbf : 0xf7;
    if (special?.[1] === '-') bytes[0] |= 0x80;
    return bytes;
  }
  const magnitude = decimal === null ? Infinity : Number(decimal[2]);
  const value = (special ?? decimal)?.[1] === '-' ? -magnitude : magnitude;
  const view = new DataView(bytes.buffer);
  if (size === 4) view.setFloat32(0, value);
  else view.setFloat64(0, value);
  if (decimal !== null && !Number.isFinite(size === 4 ? Math.fround(value) : value)) {
    unit.diagnostics.error(argument.span, `${text} is too large for a number of ${size} bytes`);
    return undefined;
  }
  return bytes;
}

function floats(size: Size): Directive {
  return directive(0, Infinity, ({ args }, unit) => {
    for (const argument of args) {
      const bytes = floatBytes(argument, size, unit);
      if (bytes !== undefined) unit.emit(bytes, argument.span);
    }
  });
}

/** .dcb.s and .dcb.d: so many times the same number. */
function repeatedFloats(size: Size): Directive {
  return directive(1, 2, ({ args, span }, unit) => {
    const count = integerArgument(args[0], 'the number of repetitions', unit, undefined, { min: 0, max: 2 ** 26 });
    const bytes = args.length < 2 ? new Uint8Array(size) : floatBytes(args[1], size, unit);
    if (count === undefined || bytes === undefined || !unit.checkRoom(count * size, span)) return;
    for (let i = 0; i < count; i++) unit.emit(bytes, span);
  });
}

export const floatDirectives: Readonly<Record<string, Directive>> = {
  '.float': floats(4),
  '.single': floats(4),
  '.dc.s': floats(4),
  '.double': floats(8),
  '.dc.d': floats(8),
  '.dcb.s': repeatedFloats(4),
  '.dcb.d': repeatedFloats(8),
};
