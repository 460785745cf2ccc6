/** Which of a run's instructions are traced: from when to when, and where. */

/** A moment of a run: so many instructions have completed since power-on, or since the beginning of an epoch. */
export interface Position {
  /** Counted from 1; absent: since power-on. */
  readonly epoch?: number;
  readonly instruction: number;
}

/** Instructions from the address `start` up to, but without, `end`. */
export interface TracedRange {
  readonly start: number;
  readonly end: number;
  /** Addresses are physical, those of a symbol; else they are as the guest's code sees them. */
  readonly physical: boolean;
}

export interface TraceSelection {
  /** The first moment; absent: power-on. */
  readonly from?: Position;
  /** The moment at which the trace ends; absent: never. */
  readonly to?: Position;
  /** Only instructions in one of these; none: all. */
  readonly only: readonly TracedRange[];
}

/** Counts a run's instructions, and says how many will go by without being traced. */
export class TraceClock {
  readonly #selection: TraceSelection;
  #instructions = 0;
  #epoch = 0;
  #inEpoch = 0;

  constructor(selection: TraceSelection) {
    this.#selection = selection;
  }

  /** A monitor begins the next epoch. */
  beginEpoch(): void {
    this.#epoch += 1;
    this.#inEpoch = 0;
  }

  count(completed: number): void {
    this.#instructions += completed;
    this.#inEpoch += completed;
  }

  /** The present moment, as users write it: 1234, or 5:678 if there are epochs. */
  get now(): string {
    return this.#epoch === 0 ? `${this.#instructions}` : `${this.#epoch}:${this.#inEpoch}`;
  }

  /** Of the next instructions, so many are outside of the selected time; Infinity: all of this epoch, or of the run. */
  get untraced(): number {
    const { from, to } = this.#selection;
    if (to !== undefined && this.#until(to) <= 0) return Infinity;
    return from === undefined ? 0 : Math.max(this.#until(from), 0);
  }

  /** Instructions up to a moment; none or fewer if it has come. */
  #until({ epoch, instruction }: Position): number {
    if (epoch === undefined) return instruction - this.#instructions;
    if (epoch !== this.#epoch) return epoch > this.#epoch ? Infinity : -Infinity;
    return instruction - this.#inEpoch;
  }
}
