/**
 * A run of the bare machine that begins somewhere in the undisturbed one, and in which something goes wrong: what comes of it.
 * It is over early if it comes to a state of the undisturbed run with nothing outside to tell the difference, since then it
 * goes on as that does.
 */
import type { Recording } from '../bus/bus.ts';
import { recordBare } from './recordings/record-bare.ts';
import type { CaseResult } from './result.ts';
import { GoodStates } from './good-states.ts';
import { judgeView } from './judge.ts';
import type { Pending } from './machine/virtual-world.ts';
import { type Event, type Snapshot, VirtualMachine } from './machine/virtual-machine.ts';
import { longestRun, type Reference, type ReferenceCommand, viewOf } from './reference.ts';

/** How many times more commands than the undisturbed run a disturbed one may give, and how many in any case. */
const TIMES_MORE = 4;
const LEAST_COMMANDS = 200;

/** A run that gives so many commands is stopped as one that takes so many instructions. */
const ENDLESS: Event = { kind: 'limit' };

/** Who is told of what goes wrong without a doubt. */
export interface Striking {
  /** From here on the run is another one; of the command with this number. */
  strikes(command: number | undefined): void;
  /** What has gone wrong, in a sentence's words. */
  fault(device: string, words: string, command?: number): void;
}

const NOBODY: Striking = { strikes: () => {}, fault: () => {} };

/** What goes wrong in a run. */
export interface Disturbance {
  /** Power-on, if it is not that of the undisturbed run: its console input has not been typed. */
  readonly start?: Snapshot;
  /**
   * Brings the machine to where something goes wrong, and tells so, from the snapshot or an earlier one of the undisturbed run. An
   * Error's message says why the case is none.
   */
  begin?(machine: VirtualMachine, told: Striking): void;
  /**
   * A command is over: so many of its units have been performed, and it ends uncertain; or undefined, and it ends as it should. An
   * Error's message says why the case is none.
   */
  fate(pending: Pending): number | undefined;
  /** Is there nothing more to come that goes wrong? */
  settled(): boolean;
  /** Somebody wants to know of each command that is over when all has gone wrong; the guest has not been told. */
  over?(pending: Pending): void;
}

/** Of a disturbance in which everything goes wrong at the beginning. */
export const SETTLED: Disturbance = { fate: () => undefined, settled: () => true };

export interface Outcome extends Pick<CaseResult, 'verdict' | 'difference' | 'why' | 'instructions'> {
  /** Where it came back to the undisturbed run: before the end of the command of that number there. */
  readonly rejoined?: Rejoined;
  /** Of one that holds and that is known to the end: by how many commands more than the undisturbed run. */
  readonly more?: number;
}

/** A place of the undisturbed run, and how its commands are counted in the disturbed one that has come to it. */
export interface Rejoined {
  /** Of the command there that is over next. */
  readonly number: number;
  /** The numbers, here, of the commands under way, by their numbers there. */
  readonly underWay: ReadonlyMap<number, number>;
  /** What is to be added to the numbers of those that are given later. */
  readonly more: number;
}

/** The case can't be built: its message says why. */
export class NoSuchCase extends Error {
  override readonly name = 'NoSuchCase';
}

export class DisturbedRuns {
  readonly reference: Reference;
  readonly machine: VirtualMachine;
  /** Instructions, since power-on, after which a run is taken for endless. */
  readonly limit: number;
  /** And commands. */
  readonly #mostCommands: number;
  readonly #good: GoodStates | undefined;

  /** `remembers`: a run is over, too, when it comes to where one was that held. */
  constructor(reference: Reference, { remembers = false }: { readonly remembers?: boolean } = {}) {
    this.#good = remembers ? new GoodStates() : undefined;
    this.reference = reference;
    this.machine = newMachine(reference);
    this.limit = longestRun(reference);
    this.#mostCommands = LEAST_COMMANDS + TIMES_MORE * reference.commands.length;
  }

  /**
   * Goes on from `snapshot`, of the undisturbed run or a disturbed one; until it ends if it is `toTheEnd`, and not only until
   * nothing can differ any more.
   */
  run(snapshot: Snapshot, disturbance: Disturbance, toTheEnd = false): Outcome {
    this.machine.restore(snapshot);
    try {
      return this.#run(disturbance, toTheEnd);
    } catch (error) {
      if (!(error instanceof NoSuchCase)) throw error;
      return {
        verdict: 'undecided',
        why: error.message,
        instructions: this.machine.instructions - snapshot.instructions,
      };
    }
  }

  /** From power-on to the end, into a recording; or why that can't be. */
  record(disturbance: Disturbance, recording: Recording): string | undefined {
    const { guest, start } = this.reference;
    this.machine.restore(disturbance.start ?? start);
    try {
      return recordBare(guest, this.machine, () => void this.#run(disturbance, true), recording);
    } catch (error) {
      if (!(error instanceof NoSuchCase)) throw error;
      return error.message;
    } finally {
      this.machine.watcher = {};
    }
  }

  #run(disturbance: Disturbance, toTheEnd: boolean): Outcome {
    const { machine, reference } = this;
    const began = machine.instructions;
    const way: Snapshot[] = [];
    let dues = 0;
    disturbance.begin?.(machine, NOBODY);
    for (;;) {
      const event = machine.world.commands > this.#mostCommands ? ENDLESS : machine.next(this.limit);
      if (event.kind !== 'due') {
        const outcome = this.#judge(event, disturbance);
        const more = machine.world.commands - reference.commands.length;
        if (outcome.verdict === 'holds') this.#good?.add(way);
        return { ...outcome, more, instructions: machine.instructions - began };
      }
      const { pending } = event;
      if (disturbance.settled()) {
        const there = toTheEnd ? undefined : rejoins(reference, machine, pending);
        if (there) {
          this.#good?.add(way);
          const rejoined = this.#rejoined(there);
          return { verdict: 'holds', rejoined, more: rejoined.more, instructions: machine.instructions - began };
        }
        if (!toTheEnd && this.#good?.has(machine)) {
          this.#good.add(way);
          return { verdict: 'holds', instructions: machine.instructions - began };
        }
        // Runs do not come together before the first of these.
        dues += 1;
        if (this.#good && dues > 1) way.push(machine.save());
        disturbance.over?.(pending);
      }
      machine.finish(pending, disturbance.fate(pending));
    }
  }

  #rejoined({ number, snapshot }: ReferenceCommand): Rejoined {
    const { world } = this.machine;
    const there = snapshot.world.pending;
    const underWay = new Map(world.pending.map((pending, index) => [there[index].number, pending.number]));
    return { number, underWay, more: world.commands - snapshot.world.commands };
  }

  #judge(event: Event, disturbance: Disturbance): Pick<Outcome, 'verdict' | 'difference' | 'why'> {
    if (!disturbance.settled()) return { verdict: 'undecided', why: 'the guest never comes to what was to go wrong' };
    const { machine, reference } = this;
    const difference =
      event.kind === 'end' && this.#sameAs(event.ending.status)
        ? undefined
        : judgeView(
            viewOf(machine, event.kind === 'end' ? event.ending.status : 'endless'),
            reference,
            event.kind === 'end' ? event.ending : undefined,
          );
    return difference === undefined ? { verdict: 'holds' } : { verdict: 'broken', difference };
  }

  /** Without a look at every byte: has it ended as the undisturbed run did, and shows the same? */
  #sameAs(status: number): boolean {
    return this.reference.expectations.check === undefined && endsAlike(this.reference, this.machine, status);
  }
}

/** The command before whose end the undisturbed run was just so: from there on this one is as that. */
export function rejoins(
  { commands }: Reference,
  machine: VirtualMachine,
  { like }: Pending,
): ReferenceCommand | undefined {
  const there = like === undefined ? undefined : commands[like - 1];
  return there && machine.standsAt(there.snapshot) ? there : undefined;
}

/** Has it ended, with this status, as the undisturbed run did, and shows the same? */
export function endsAlike({ ending, end }: Reference, { world }: VirtualMachine, status: number): boolean {
  return status === ending.status && world.looksLike(end.world);
}

/** A machine whose runs follow `reference`. */
export function newMachine({ guest, commands }: Reference): VirtualMachine {
  const machine = new VirtualMachine(guest);
  machine.world.follow(commands);
  return machine;
}
