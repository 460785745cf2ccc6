/** The places of a pair's two machines. A machine that joins takes the place of one that is gone. */

/** The two replicas by the part they began with; who is primary now is a matter of the term. */
export type Seat = 'first' | 'second';

/** The other seat of each. */
export const OTHER_SEAT = { first: 'second', second: 'first' } as const satisfies Record<Seat, Seat>;
