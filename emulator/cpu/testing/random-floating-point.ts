/** Items of generated programs that compute with floating-point numbers. */
import { FORMATS } from '../../isa/completers.ts';
import { encode } from '../../isa/encode.ts';
import { instruction, type Mnemonic } from '../../isa/instructions.ts';
import { load } from './comparable-rows.ts';
import { encodeRandom, fixed, otherThan, spare, type Item } from './item.ts';
import { pick, type Random } from './random.ts';
import { BASE, randomStatus } from './record.ts';

const UNORDERED = 2;
const QUAD = 3;

export function floating(random: Random, name: Mnemonic): number {
  const row = instruction(name);
  const formats = row.formats === undefined ? [{}] : FORMATS[row.formats].map(({ fields }) => fields);
  const format = pick(
    random,
    formats.filter((fields) => !Object.values(fields).includes(QUAD)),
  );
  return encodeRandom(random, name, wholeDoubles(random, format), format);
}

/** FMPYADD, FMPYSUB: the product's register is none of the sum's. */
export function multipleItem(random: Random): Item {
  const name = pick(random, ['fmpyadddbl', 'fmpyaddsgl', 'fmpysubdbl', 'fmpysubsgl'] as const);
  const isSingle = name.endsWith('sgl');
  const register = (): number => (isSingle ? 32 + random(32) : 2 * (4 + random(28)));
  const tm = register();
  const [ra, ta] = [register(), register()].map((other) => (other === tm ? tm ^ (isSingle ? 1 : 2) : other));
  const prefix = isSingle ? 's' : 'd';
  const operands = { [`${prefix}tm`]: tm, [`${prefix}ra`]: ra, [`${prefix}ta`]: ta };
  return fixed([spare(random), encodeRandom(random, name, operands)]);
}

/** Loads the Status Register by way of the scratch area. */
export function statusItem(random: Random): Item {
  const register = otherThan(random);
  return fixed([
    spare(random),
    ...load(randomStatus(random), register),
    encode('stw', [register, 0, 0, BASE]),
    encode('fldws', [0, 0, BASE, 0]),
  ]);
}

/** FCNVFF to a narrower format, but not of NaNs. */
export function narrowingItem(random: Random): Item {
  const source = 2 * (4 + random(28));
  const name = pick(random, ['fcnvff', 'fcnvff0e'] as const);
  const format = random(3) === 0 ? { sf: 0, df: 1 } : { sf: 1, df: 0 };
  const operands = { ...wholeDoubles(random, format), fr: source, hr: source };
  return fixed([
    spare(random),
    encode('fcmp', [source, source], { fmt: 1, c: UNORDERED }),
    encode('ftest', [], { c: 0 }),
    encodeRandom(random, name, operands, format),
  ]);
}

/** FCNVFX, FCNVFXT of a number that fits: an integer of at most 24 bits, times a power of two. */
export function toFixedItem(random: Random): Item {
  const name = pick(random, ['fcnvfx', 'fcnvfxt', 'fcnvfx0e', 'fcnvfxt0e'] as const);
  const formats = [0, 1].flatMap((sf) => [0, 1].map((df) => ({ sf, df })));
  const { sf, df } = pick(random, name.endsWith('0e') ? formats.slice(0, 3) : formats);
  const register = otherThan(random);
  const exponent = random(df === 0 ? 38 : 70) - 30;
  const power = sf === 0 ? (127 + exponent) << 23 : (1023 + exponent) << 20;
  const right = name.endsWith('0e') && sf === 0 ? random(2) : 0;
  const number = 2 * (5 + random(27)) + right;
  const multiply = sf === 0 ? encode('fmpy0e', [number, 8, number]) : encode('fmpy', [number, 8, number], { fmt: 1 });
  const convert =
    sf === 0 ? encode('fcnvxf0e', [9, number], { sf: 0, df: 0 }) : encode('fcnvxf0e', [9, number], { sf: 0, df: 1 });
  return fixed([
    spare(random),
    encode('extrs', [register, 31, 1 + random(24), register]),
    encode('stw', [register, 0, 0, BASE]),
    encode('fldws', [0, 0, BASE, 9]),
    convert,
    ...load(power, register),
    encode('stw', [register, 0, 0, BASE]),
    encode('stw', [0, 4, 0, BASE]),
    encode('fldds', [0, 0, BASE, 8]),
    multiply,
    encodeRandom(random, name, { ...wholeDoubles(random, { sf, df }), fr: number, hr: number }, { sf, df }),
  ]);
}

/** Operands of a conversion in 0E: those that are doubles have no halves. */
function wholeDoubles(random: Random, { sf, df }: Readonly<Record<string, number>>): Record<string, number> {
  const whole = (): number => 2 * (4 + random(28));
  return { ...(sf === 1 ? { hr: whole() } : {}), ...(df === 1 ? { ht: whole() } : {}) };
}
