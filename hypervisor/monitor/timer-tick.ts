/**
 * How long the guest's timer tick is, as far as its writes to CR 16 tell. A driver sets the comparand either so far ahead
 * of the present, or so far ahead of the last comparand, which keeps it in step however late its interrupt came. Of no
 * account for the guest: only for who wants to warn that ticks come late.
 */
export class TimerTick {
  #target = NaN;
  #distance = NaN;
  #ticks = Infinity;

  /** The tick in ticks of the interval timer; Infinity before the first comparand. */
  get ticks(): number {
    return this.#ticks;
  }

  /** The guest, which was last shown tick `shown`, has written a comparand that is due at tick `target`. */
  comparand(target: number, shown: number): void {
    const distance = target - this.#target;
    const inStep = distance === this.#distance && distance > 0;
    this.#ticks = inStep ? distance : target - shown;
    this.#target = target;
    this.#distance = distance;
  }
}
