/** What the translator is to do with one instruction: the code for it, or none, and then it is the interpreter's. */
import type { DoesOf, Family } from '../../isa/does.ts';
import type { Emitter } from '../emitter.ts';

/** Goes on with the next instruction, or the one after it. */
export interface Straight {
  readonly kind: 'straight';
  /** May nullify: leaves in Emitter.nullify if it does. */
  readonly nullifies: boolean;
  /** Where pages are may be otherwise behind it: then it is no delay slot. */
  readonly changesMappings?: boolean;
  /** It calls the interpreter's function, which counts what is simulated. */
  readonly counts?: boolean;
  readonly emit: (emitter: Emitter) => void;
}

/** A branch within its space, with its delay slot. */
export interface Branch {
  readonly kind: 'branch';
  /** The distance of the target from the instruction + 8, in bytes; `indirect`: `prepare` leaves it in Emitter.target. */
  readonly target: number | 'indirect';
  /** A return is expected to the instruction after the delay slot. */
  readonly calls: boolean;
  /** If it depends on a condition, `prepare` leaves that on the stack. */
  readonly conditional: boolean;
  /** Is the delay slot nullified? */
  readonly nullifiesSlot: { readonly taken: boolean; readonly notTaken: boolean };
  /** All that the branch does but for branching. Called in the place of the branch, whose address is `pc`. */
  readonly prepare: (emitter: Emitter, pc: number) => void;
}

export type Plan = Straight | Branch;

/** For each family, what to do with an instruction; undefined: the interpreter does it. */
export type Plans<F extends Family = Family> = {
  readonly [Name in F]: (does: DoesOf<Name>, word: number, immediate: number) => Plan | undefined;
};

export function straight(emit: (emitter: Emitter) => void): Straight {
  return { kind: 'straight', nullifies: false, emit };
}

/** One that nullifies if its condition can hold. */
export function nullifying(nullifies: boolean, emit: (emitter: Emitter) => void): Straight {
  return { kind: 'straight', nullifies, emit };
}
