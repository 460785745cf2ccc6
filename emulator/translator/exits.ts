/** The ways out of a region's code: what the queues and the count are then, and what comes next. */
/**
 * `go`: to a known address; `indirect`: to SCRATCH.TARGET; `interpret`: the interpreter executes the instruction at the
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
