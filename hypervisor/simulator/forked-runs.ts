/**
 * One run in which nothing goes wrong, and others that leave it: each goes on from the last checkpoint before its first fault, on the
 * very machines of that run, so that it costs what comes after. It is the same, to the bit, as if it had begun with power-on.
 */
import type { Rollback } from '../../emulator/checkpoint.ts';
import type { Seat } from '../seat.ts';
import type { Plan } from './plan/plan.ts';
import { type Patience, type Run, Simulation, type SimulationOptions } from './simulation.ts';

/**
 * Checkpoints that are kept at most: with more, every other one is forgotten, and from there on half as many are taken. Each holds a few
 * kilobytes, and the pages of the disk that differ from the one before.
 */
const MOST_CHECKPOINTS = 256;

interface Checkpoint {
  /** Steps of each machine before it. */
  readonly steps: Readonly<Record<Seat, number>>;
  readonly rollback: Rollback;
}

export class ForkedRuns {
  readonly #simulation: Simulation;
  readonly #undisturbed: Run;
  #checkpoints: Checkpoint[] = [];
  /** Things that happen between two checkpoints. */
  #interval = 1;

  /** Runs the undisturbed run. Throws a BootError if the guest can't be booted. */
  constructor(options: SimulationOptions) {
    this.#simulation = new Simulation(options);
    let count = 0;
    this.#undisturbed = this.#simulation.run(() => {
      if (count % this.#interval === 0) this.#takeCheckpoint();
      count += 1;
    });
  }

  /** What came of the run in which nothing goes wrong, as long as no other has begun: they share their record. */
  get undisturbed(): Run {
    return this.#undisturbed;
  }

  /**
   * The run under a plan that differs from the undisturbed one's by its faults, the first of which is counted from the start, and by when new
   * machines come. Undefined: there is no checkpoint before.
   */
  fork(plan: Plan, patience: Patience): Run | undefined {
    const [{ seat, step }] = plan.faults;
    const checkpoint = this.#checkpoints.findLast(({ steps }) => steps[seat] < step);
    checkpoint?.rollback();
    return checkpoint && this.#simulation.goOn(plan, patience);
  }

  #takeCheckpoint(): void {
    const { steps } = this.#simulation;
    const rollback = this.#simulation.checkpoint();
    if (rollback === undefined) return;
    this.#checkpoints.push({ steps: { ...steps }, rollback });
    if (this.#checkpoints.length < MOST_CHECKPOINTS) return;
    this.#checkpoints = this.#checkpoints.filter((_, index) => index % 2 === 0);
    this.#interval *= 2;
  }
}
