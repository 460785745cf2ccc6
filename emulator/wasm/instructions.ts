/**
 * The instructions of WebAssembly that take nothing but values, and those that reach memory: names, opcodes and types.
 * Specified by the WebAssembly core specification 2.0, sections 5.4, "Instructions", and 7.2, "Index of Instructions".
 * What works on f32, references and vectors is left out.
 */

export type ValueType = 'i32' | 'i64' | 'f64';

/** Section 5.3.1. */
export const TYPE_CODES: Readonly<Record<ValueType, number>> = { i32: 0x7f, i64: 0x7e, f64: 0x7c };

export interface NumericInstruction {
  readonly opcode: number;
  readonly takes: readonly ValueType[];
  readonly gives: ValueType;
}

/** Instructions of the same type whose opcodes follow one another, from `first` on. */
interface Run {
  readonly first: number;
  readonly takes: readonly ValueType[];
  readonly gives: ValueType;
  readonly names: readonly string[];
}

// prettier-ignore
const RUNS = [
  { first: 0x45, takes: ['i32'], gives: 'i32', names: ['i32.eqz'] },
  { first: 0x46, takes: ['i32', 'i32'], gives: 'i32', names: [
    'i32.eq', 'i32.ne', 'i32.lt_s', 'i32.lt_u', 'i32.gt_s', 'i32.gt_u', 'i32.le_s', 'i32.le_u', 'i32.ge_s', 'i32.ge_u',
  ] },
  { first: 0x50, takes: ['i64'], gives: 'i32', names: ['i64.eqz'] },
  { first: 0x51, takes: ['i64', 'i64'], gives: 'i32', names: [
    'i64.eq', 'i64.ne', 'i64.lt_s', 'i64.lt_u', 'i64.gt_s', 'i64.gt_u', 'i64.le_s', 'i64.le_u', 'i64.ge_s', 'i64.ge_u',
  ] },
  { first: 0x61, takes: ['f64', 'f64'], gives: 'i32', names: ['f64.eq', 'f64.ne', 'f64.lt', 'f64.gt', 'f64.le', 'f64.ge'] },
  { first: 0x67, takes: ['i32'], gives: 'i32', names: ['i32.clz', 'i32.ctz', 'i32.popcnt'] },
  { first: 0x6a, takes: ['i32', 'i32'], gives: 'i32', names: [
    'i32.add', 'i32.sub', 'i32.mul', 'i32.div_s', 'i32.div_u', 'i32.rem_s', 'i32.rem_u', 'i32.and', 'i32.or', 'i32.xor',
    'i32.shl', 'i32.shr_s', 'i32.shr_u', 'i32.rotl', 'i32.rotr',
  ] },
  { first: 0x79, takes: ['i64'], gives: 'i64', names: ['i64.clz', 'i64.ctz', 'i64.popcnt'] },
  { first: 0x7c, takes: ['i64', 'i64'], gives: 'i64', names: [
    'i64.add', 'i64.sub', 'i64.mul', 'i64.div_s', 'i64.div_u', 'i64.rem_s', 'i64.rem_u', 'i64.and', 'i64.or', 'i64.xor',
    'i64.shl', 'i64.shr_s', 'i64.shr_u', 'i64.rotl', 'i64.rotr',
  ] },
  { first: 0x99, takes: ['f64'], gives: 'f64', names: [
    'f64.abs', 'f64.neg', 'f64.ceil', 'f64.floor', 'f64.trunc', 'f64.nearest', 'f64.sqrt',
  ] },
  { first: 0xa0, takes: ['f64', 'f64'], gives: 'f64', names: [
    'f64.add', 'f64.sub', 'f64.mul', 'f64.div', 'f64.min', 'f64.max', 'f64.copysign',
  ] },
  { first: 0xa7, takes: ['i64'], gives: 'i32', names: ['i32.wrap_i64'] },
  { first: 0xaa, takes: ['f64'], gives: 'i32', names: ['i32.trunc_f64_s', 'i32.trunc_f64_u'] },
  { first: 0xac, takes: ['i32'], gives: 'i64', names: ['i64.extend_i32_s', 'i64.extend_i32_u'] },
  { first: 0xb0, takes: ['f64'], gives: 'i64', names: ['i64.trunc_f64_s', 'i64.trunc_f64_u'] },
  { first: 0xb7, takes: ['i32'], gives: 'f64', names: ['f64.convert_i32_s', 'f64.convert_i32_u'] },
  { first: 0xb9, takes: ['i64'], gives: 'f64', names: ['f64.convert_i64_s', 'f64.convert_i64_u'] },
  { first: 0xbd, takes: ['f64'], gives: 'i64', names: ['i64.reinterpret_f64'] },
  { first: 0xbf, takes: ['i64'], gives: 'f64', names: ['f64.reinterpret_i64'] },
  { first: 0xc0, takes: ['i32'], gives: 'i32', names: ['i32.extend8_s', 'i32.extend16_s'] },
  { first: 0xc2, takes: ['i64'], gives: 'i64', names: ['i64.extend8_s', 'i64.extend16_s', 'i64.extend32_s'] },
] as const satisfies readonly Run[];

export type NumericName = (typeof RUNS)[number]['names'][number];

/** By name, those that take values from the stack and leave one there. */
export const NUMERIC = Object.fromEntries(
  RUNS.flatMap(({ first, takes, gives, names }) =>
    names.map((name, i): [NumericName, NumericInstruction] => [name, { opcode: first + i, takes, gives }]),
  ),
) as Readonly<Record<NumericName, NumericInstruction>>;

interface MemoryInstruction {
  readonly opcode: number;
  /** What is loaded or stored. */
  readonly type: ValueType;
  /** Bytes of memory. */
  readonly width: number;
}

/** Loads, sign-extended (`_s`) or zero-extended (`_u`). */
export const LOADS = {
  'i32.load': { opcode: 0x28, type: 'i32', width: 4 },
  'i64.load': { opcode: 0x29, type: 'i64', width: 8 },
  'f64.load': { opcode: 0x2b, type: 'f64', width: 8 },
  'i32.load8_s': { opcode: 0x2c, type: 'i32', width: 1 },
  'i32.load8_u': { opcode: 0x2d, type: 'i32', width: 1 },
  'i32.load16_s': { opcode: 0x2e, type: 'i32', width: 2 },
  'i32.load16_u': { opcode: 0x2f, type: 'i32', width: 2 },
  'i64.load8_s': { opcode: 0x30, type: 'i64', width: 1 },
  'i64.load8_u': { opcode: 0x31, type: 'i64', width: 1 },
  'i64.load16_s': { opcode: 0x32, type: 'i64', width: 2 },
  'i64.load16_u': { opcode: 0x33, type: 'i64', width: 2 },
  'i64.load32_s': { opcode: 0x34, type: 'i64', width: 4 },
  'i64.load32_u': { opcode: 0x35, type: 'i64', width: 4 },
} as const satisfies Readonly<Record<string, MemoryInstruction>>;

/** Stores of the value's low bytes. */
export const STORES = {
  'i32.store': { opcode: 0x36, type: 'i32', width: 4 },
  'i64.store': { opcode: 0x37, type: 'i64', width: 8 },
  'f64.store': { opcode: 0x39, type: 'f64', width: 8 },
  'i32.store8': { opcode: 0x3a, type: 'i32', width: 1 },
  'i32.store16': { opcode: 0x3b, type: 'i32', width: 2 },
  'i64.store8': { opcode: 0x3c, type: 'i64', width: 1 },
  'i64.store16': { opcode: 0x3d, type: 'i64', width: 2 },
  'i64.store32': { opcode: 0x3e, type: 'i64', width: 4 },
} as const satisfies Readonly<Record<string, MemoryInstruction>>;

export type LoadName = keyof typeof LOADS;
export type StoreName = keyof typeof STORES;
