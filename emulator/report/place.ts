/** Where a machine is: an address, and where in memory that is. */

/** All numbers are unsigned. */
export interface Place {
  /** The address is virtual: an offset in `space`. */
  readonly virtual: boolean;
  readonly space: number;
  readonly offset: number;
  /** The physical address; undefined without a translation. */
  readonly physical: number | undefined;
}
