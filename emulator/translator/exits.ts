/** The ways out of a region's code: what the queues and the count are then, and what comes next. */
/**
 * `go`: to a known address; `indirect`: to another; either is in SCRATCH.TARGET. `interpret`: the interpreter executes the instruction at the
 * front; `budget`: the block at the front doesn't fit in what is left of the budget.
 */
export const EXIT_KINDS = ['go', 'indirect', 'interpret', 'budget'] as const;
export type ExitKind = (typeof EXIT_KINDS)[number];

export interface Exit {
  readonly kind: ExitKind;
  /** The index of its kind, by which ways out are counted: a name would be looked up each time. */
  readonly kindIndex: number;
  /** The queue's front and back, with the level. */
  readonly front: number;
  readonly back: number | 'indirect';
  /** PSW B. */
  readonly taken: boolean;
  /** Instructions that have been counted and not completed. */
  readonly uncompleted: number;
}

/**
 * What a region's function returns: the number of the way out, with these bits if the guest goes on at SCRATCH.TARGET, and
 * if an indirect branch leads there.
 */
const GOES_ON = 1 << 31;
export const INDIRECT = 1 << 30;
const NUMBER = INDIRECT - 1;

/** The result for the way out of this number. */
export function resultOf(number: number, kind: ExitKind): number {
  if (kind === 'go') return number | GOES_ON;
  return kind === 'indirect' ? number | GOES_ON | INDIRECT : number;
}

export function exitOf(exits: readonly Exit[], result: number): Exit {
  return exits[result & NUMBER];
}
