/**
 * The control rod behind the actuator device: it moves evenly, one command after the other, and stops where it is told.
 * Specified by emulator/board.md; the rod is the lecture's, *set to 3 metres* against *lower by 2*.
 */
import { RESULT } from '../board.ts';
import { checkpointOfArray, type Rollback } from '../checkpoint.ts';
import type { AnyRequest, Hardware } from './definition.ts';
import type { Scheduler } from '../scheduler.ts';

/** Range of the actuator, in millimetres; it stands at the maximum at power-on. */
export const ACTUATOR_MAX = 4000;

/** What the device asks for. */
type Journey = AnyRequest & ({ readonly position: number } | { readonly distance: number });

/** How a command ended. */
type Outcome = typeof RESULT.DONE | typeof RESULT.ERROR;

interface Command {
  /** Where the rod shall go, given where it stands when the command's turn comes. */
  readonly target: (position: number) => number;
  readonly done: (result: Outcome) => void;
}

export class ControlRod implements Hardware<Journey> {
  readonly #scheduler: Scheduler;
  readonly #fullTravelMs: number;
  readonly #waiting: Command[] = [];
  #travelling = false;
  #from = ACTUATOR_MAX;
  #to = ACTUATOR_MAX;
  #departure = 0;

  /** `fullTravelMs`: how long the rod takes from 0 to 4000 mm; shorter ways take their share of it. */
  constructor(scheduler: Scheduler, fullTravelMs: number) {
    this.#scheduler = scheduler;
    this.#fullTravelMs = fullTravelMs;
  }

  perform(request: Journey, done: (outcome: { readonly result: Outcome }) => void): void {
    if ('position' in request) this.set(request.position, (result) => done({ result }));
    else this.move(request.distance, (result) => done({ result }));
  }

  /** Where the rod is now, in whole millimetres. */
  position(): number {
    if (!this.#travelling) return this.#to;
    const travelMs = this.#travelMs();
    const share = travelMs === 0 ? 1 : Math.min(1, (this.#scheduler.now() - this.#departure) / travelMs);
    return Math.round(this.#from + (this.#to - this.#from) * share);
  }

  /** Goes to `position` mm; an error if that is not from 0 to 4000. */
  set(position: number, done: (result: Outcome) => void): void {
    this.#enqueue({ target: () => position, done });
  }

  /** Moves by `distance` mm; an error if that would lead outside 0 to 4000. */
  move(distance: number, done: (result: Outcome) => void): void {
    this.#enqueue({ target: (position) => position + distance, done });
  }

  checkpoint(): Rollback {
    const state = [this.#travelling, this.#from, this.#to, this.#departure] as const;
    const waiting = checkpointOfArray(this.#waiting);
    return () => {
      [this.#travelling, this.#from, this.#to, this.#departure] = state;
      waiting();
    };
  }

  #enqueue(command: Command): void {
    this.#waiting.push(command);
    if (!this.#travelling) this.#next();
  }

  #next(): void {
    const command = this.#waiting.shift();
    if (command === undefined) return;
    const target = command.target(this.#to);
    const reachable = target >= 0 && target <= ACTUATOR_MAX;
    this.#from = this.#to;
    if (reachable) this.#to = target;
    this.#departure = this.#scheduler.now();
    this.#travelling = true;
    this.#scheduler.after(this.#travelMs(), () => {
      this.#travelling = false;
      command.done(reachable ? RESULT.DONE : RESULT.ERROR);
      if (!this.#travelling) this.#next();
    });
  }

  #travelMs(): number {
    return (Math.abs(this.#to - this.#from) / ACTUATOR_MAX) * this.#fullTravelMs;
  }
}
