/** .dc.x and .dcb.x: numbers of 80 bits, a sign and 15 bits of exponent, then 64 bits with the leading 1 written. */
import type { Argument } from '../syntax/ast.ts';
import type { Unit } from '../unit.ts';
import { directive, integerArgument, textOf, wrongArgument, type Directive } from './directive.ts';

const SIZE = 10;
const BIAS = 16383;
const LARGEST_EXPONENT = 0x7ffe;
const MANTISSA_BITS = 64;
/** Beyond these powers of ten there is nothing to represent, and much to compute. */
const MAX_POWER = 5000;

const DECIMAL = /^(?:0[a-z])?([+-]?)[ \t]*(\d*)\.?(\d*)(?:e([+-]?\d+))?$/i;

/** The bytes of a number, rounded to the nearest; undefined with a diagnostic given. */
function extendedBytes(argument: Argument, unit: Unit): Uint8Array | undefined {
  const text = argument.kind === 'empty' ? '' : textOf(argument.span);
  const match = DECIMAL.exec(text);
  const [, sign, whole = '', fraction = '', power = '0'] = match ?? [];
  if (match === null || whole + fraction === '') {
    wrongArgument(argument, 'a number such as 1.5 or -2e10', unit);
    return undefined;
  }
  const bytes = new Uint8Array(SIZE);
  const view = new DataView(bytes.buffer);
  const digits = BigInt(whole + fraction);
  const scale = Number(power) - fraction.length;
  const parts =
    digits === 0n ? { exponent: 0, mantissa: 0n } : Math.abs(scale) > MAX_POWER ? undefined : split(digits, scale);
  if (parts === undefined || (digits !== 0n && (parts.exponent <= 0 || parts.exponent > LARGEST_EXPONENT))) {
    unit.diagnostics.error(argument.span, `${text} is outside the range of a number of ${SIZE} bytes`);
    return undefined;
  }
  view.setUint16(0, parts.exponent | (sign === '-' ? 0x8000 : 0));
  view.setBigUint64(2, parts.mantissa);
  return bytes;
}

/** The exponent as it is written, and the 64 leading bits, of digits times a power of ten. */
function split(digits: bigint, scale: number): { exponent: number; mantissa: bigint } {
  const ten = 10n ** BigInt(Math.abs(scale));
  const [top, bottom] = scale < 0 ? [digits, ten] : [digits * ten, 1n];
  let exponent = top.toString(2).length - bottom.toString(2).length;
  if (compareScaled(top, bottom, exponent) < 0) exponent--;
  const shift = MANTISSA_BITS - 1 - exponent;
  const [dividend, divisor] = shift >= 0 ? [top << BigInt(shift), bottom] : [top, bottom << BigInt(-shift)];
  const rest = (dividend % divisor) * 2n;
  let mantissa = dividend / divisor;
  if (rest > divisor || (rest === divisor && mantissa % 2n === 1n)) mantissa++;
  if (mantissa >> BigInt(MANTISSA_BITS) !== 0n) {
    mantissa >>= 1n;
    exponent++;
  }
  return { exponent: exponent + BIAS, mantissa };
}

/** Negative if top / bottom is less than 2 to this power. */
function compareScaled(top: bigint, bottom: bigint, power: number): number {
  const [left, right] = power >= 0 ? [top, bottom << BigInt(power)] : [top << BigInt(-power), bottom];
  return left < right ? -1 : 1;
}

const extended = directive(0, Infinity, ({ args }, unit) => {
  for (const argument of args) {
    const bytes = extendedBytes(argument, unit);
    if (bytes !== undefined) unit.emit(bytes, argument.span);
  }
});

const repeated = directive(1, 2, ({ args, span }, unit) => {
  const count = integerArgument(args[0], 'the number of repetitions', unit, undefined, { min: 0, max: 2 ** 22 });
  const bytes = args.length < 2 ? new Uint8Array(SIZE) : extendedBytes(args[1], unit);
  if (count === undefined || bytes === undefined || !unit.checkRoom(count * SIZE, span)) return;
  for (let i = 0; i < count; i++) unit.emit(bytes, span);
});

export const extendedFloatDirectives: Readonly<Record<string, Directive>> = { '.dc.x': extended, '.dcb.x': repeated };
