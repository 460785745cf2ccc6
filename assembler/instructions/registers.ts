/**
 * Register names and GNU as's aliases for them. The conventional roles are those of HP's runtime architecture; the names
 * of control registers those of the architecture manual, chapter 2.
 */
import { CONTROL_REGISTER_NAMES } from '../../emulator/isa/control-registers.ts';
import type { OperandKind } from '../../emulator/isa/operands.ts';
import { didYouMean } from '../diagnostics/suggest.ts';

export type RegisterKind = Exclude<OperandKind, 'immediate' | 'displacement' | 'target'>;

export interface Register {
  readonly kind: RegisterKind;
  /** Of floating-point registers, the half: twice the register's number, plus 1 for the right one. */
  readonly number: number;
}

const GENERAL_ALIASES: Readonly<Record<string, number>> = {
  rp: 2,
  mrp: 31,
  dp: 27,
  sp: 30,
  ret0: 28,
  ret1: 29,
  arg0: 26,
  arg1: 25,
  arg2: 24,
  arg3: 23,
  t1: 22,
  t2: 21,
  t3: 20,
  t4: 19,
};

/** The first arguments in floating-point registers. */
const FLOAT_ALIASES: Readonly<Record<string, number>> = { farg0: 4, farg1: 5, farg2: 6, farg3: 7 };

/** Names of floating-point registers that GNU as takes for numbers of general registers. */
const NUMBER_ALIASES: Readonly<Record<string, number>> = { fret: 4, tf1: 11, tf2: 10, tf3: 9, tf4: 8 };

/** Two of the temporary registers have a second name. */
const CONTROL_ALIASES: Readonly<Record<string, number>> = {
  ...Object.fromEntries(Object.entries(CONTROL_REGISTER_NAMES).map(([number, name]) => [name, Number(number)])),
  ppda: 24,
  hta: 25,
};

const REGISTERS: ReadonlyMap<string, Register> = new Map([
  ...numbered('r', 'general-register', 0, 31),
  ...numbered('sr', 'space-register', 0, 7),
  ...numbered('cr', 'control-register', 0, 0),
  ...numbered('cr', 'control-register', 8, 31),
  ...floatingPoint(),
  ...aliases(GENERAL_ALIASES, 'general-register'),
  ...aliases(NUMBER_ALIASES, 'general-register'),
  ...Object.entries(FLOAT_ALIASES).map(([name, number]): [string, Register] => [
    `%${name}`,
    { kind: 'float-register', number: 2 * number },
  ]),
  ...aliases(CONTROL_ALIASES, 'control-register'),
]);

function numbered(prefix: string, kind: RegisterKind, first: number, last: number): [string, Register][] {
  const numbers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return numbers.map((number) => [`%${prefix}${number}`, { kind, number }]);
}

/** `%fr4` and `%fr4L` are the whole register or its left half, `%fr4R` the right half. */
function floatingPoint(): [string, Register][] {
  return Array.from({ length: 32 }, (_, number): [string, Register][] => [
    [`%fr${number}`, { kind: 'float-register', number: 2 * number }],
    [`%fr${number}l`, { kind: 'float-register', number: 2 * number }],
    [`%fr${number}r`, { kind: 'float-register', number: 2 * number + 1 }],
  ]).flat();
}

function aliases(names: Readonly<Record<string, number>>, kind: RegisterKind): [string, Register][] {
  return Object.entries(names).map(([name, number]) => [`%${name}`, { kind, number }]);
}

/** The register of this name, percent sign included, in any case. `%r03` is %r3, as in GNU as. */
export function findRegister(name: string): Register | undefined {
  const lower = name.toLowerCase();
  return REGISTERS.get(lower) ?? REGISTERS.get(lower.replace(/^%r0+(?=[0-9])/, '%r'));
}

const RANGES: Readonly<Record<string, string>> = {
  '%r': '%r0 to %r31',
  '%sr': '%sr0 to %sr7',
  '%fr': '%fr0 to %fr31, and their halves with L or R behind the number',
  '%cr': '%cr0 and %cr8 to %cr31',
};

/** What to say about a register that there isn't. */
export function unknownRegister(name: string): string {
  const range = RANGES[name.toLowerCase().replace(/\d+[lr]?$/, '')] as string | undefined;
  if (range !== undefined) return `unknown register ${name}: there are ${range}`;
  return `unknown register ${name}${didYouMean(name, REGISTERS.keys())}`;
}

/** "; registers have a percent sign: %r1" if that is what a name lacks. */
export function percentHint(name: string): string {
  return findRegister(`%${name}`) === undefined ? '' : `; registers have a percent sign: %${name}`;
}

export function describeKind(kind: RegisterKind): string {
  return kind === 'float-register' ? 'a floating-point register' : `a ${kind.replace('-', ' ')}`;
}
