/** Code for floating point: see ../../cpu/semantics/floating-point.ts. Manual: chapter 6. */
import type { Plans } from './plan.ts';

type FloatingPoint =
  | 'float-load'
  | 'float-store'
  | 'coprocessor-access'
  | 'float-unary'
  | 'float-convert'
  | 'float-compare'
  | 'float-test'
  | 'float-identify'
  | 'float-binary'
  | 'multiply-integers'
  | 'float-multiple'
  | 'assist';

const interpreted = (): undefined => undefined;

export const FLOATING_POINT: Plans<FloatingPoint> = {
  'float-load': interpreted,
  'float-store': interpreted,
  'coprocessor-access': interpreted,
  'float-unary': interpreted,
  'float-convert': interpreted,
  'float-compare': interpreted,
  'float-test': interpreted,
  'float-identify': interpreted,
  'float-binary': interpreted,
  'multiply-integers': interpreted,
  'float-multiple': interpreted,
  assist: interpreted,
};
