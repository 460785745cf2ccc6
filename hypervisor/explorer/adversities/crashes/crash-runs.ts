/**
 * Runs of a guest on simulated pairs of which machines die: all share what is known of its course. The hypervisor is judged by
 * the simulator's rules, and its guest, if the hypervisor has kept them, by what is seen from outside.
 */
import { EXIT_STATUS } from '../../../../emulator/board.ts';
import { concatenate, latin1 } from '../../../../emulator/bytes.ts';
import type { Recording } from '../../../bus/bus.ts';
import type { VariantName } from '../../../protocol/variants.ts';
import type { Setting } from '../../../simulator/checkers/checker.ts';
import { ForkedRuns } from '../../../simulator/forked-runs.ts';
import { FreshMachines } from '../../../simulator/fresh-machines.ts';
import type { SimulatedGuest } from '../../../simulator/guest.ts';
import { describeFinding, judge } from '../../../simulator/judging.ts';
import type { Plan } from '../../../simulator/plan/plan.ts';
import type { RunRecord } from '../../../simulator/record/run-record.ts';
import { type Patience, type Run, simulate, type SimulationOptions } from '../../../simulator/simulation.ts';
import type { Watcher } from '../../../simulator/watcher.ts';
import type { ExploredGuest, OutsideView } from '../../guest.ts';
import { judgeView, rightStatus } from '../../judge.ts';
import type { Reference } from '../../reference.ts';
import type { Difference } from '../../result.ts';
import type { CommandWindow } from './command-window.ts';
import type { Beginning } from './beginning.ts';
import type { CrashCase } from './crash-key.ts';
import { planOf, startedAt, TLB_SEED, undisturbedPlan } from './crash-plan.ts';
import { RememberedMachines } from './remembered-machines.ts';

/** Bytes of states that are remembered at most. */
const MOST_BYTES = 2 ** 28;
const SHORTEST_EPOCH = 3000;
/** Epochs of an undisturbed run by their length alone, at most. */
const MOST_EPOCHS = 2000;
/** What a run may take: so many times the undisturbed one, and so much more. */
const TIMES = 4;
const MORE = { ms: 1000, events: 3000, instructions: 300_000 };
/**
 * And for so many epochs that last as long as they may. Nothing is over in a failover epoch, so a guest may poll for the whole of it; and
 * an instruction that reads a clock, or where a device stands, takes so many events.
 */
const POLLED_EPOCHS = 4;
const READ_EVENTS = 6;
/** Of the first run on a pair. */
const FIRST_PATIENCE: Patience = { ms: 80_000, events: 5_000_000, instructions: 500_000_000 };

export class CrashRuns {
  /** In instructions. */
  readonly epochLength: number;
  readonly #reference: Reference;
  readonly #guest: SimulatedGuest;
  readonly #machines: RememberedMachines;
  readonly #setting: Setting;
  /** By variant. */
  readonly #undisturbed = new Map<VariantName, ForkedRuns>();
  #patience = FIRST_PATIENCE;

  readonly #beginning: Beginning | undefined;

  /** `beginning`: where the machines begin, if that is not power-on. */
  constructor(reference: Reference, beginning?: Beginning) {
    const { view } = reference;
    const guest = { ...reference.guest, disk: beginning?.disk ?? reference.guest.disk };
    const instructions = reference.instructions - (beginning?.snapshot.instructions ?? 0);
    this.#beginning = beginning;
    this.#reference = reference;
    this.epochLength = Math.max(SHORTEST_EPOCH, Math.ceil(instructions / MOST_EPOCHS));
    this.#guest = simulatedGuest(guest, beginning !== undefined);
    this.#machines = new RememberedMachines({
      guest,
      tlbSeed: TLB_SEED,
      beginning,
      slice: this.epochLength,
      mostBytes: MOST_BYTES,
    });
    const status = Number(rightStatus(reference));
    this.#setting = {
      disk: guest.disk,
      input: this.#guest.input,
      undisturbed: { console: [...view.console], disk: view.disk, positions: view.rod },
      ...{ undisturbedStatus: status, status, sameOutput: false },
    };
  }

  get #common(): Pick<SimulationOptions, 'guest' | 'patience' | 'machines'> {
    return { guest: this.#guest, patience: this.#patience, machines: this.#machines };
  }

  /** Instructions executed so far, in all runs. */
  get instructions(): number {
    return this.#machines.instructions;
  }

  /** The run in which this happens. */
  planOf(crash: CrashCase): Plan {
    return this.#started(planOf(crash, this.epochLength));
  }

  /** The run in which nothing happens. */
  undisturbedPlan(variant: VariantName): Plan {
    return this.#started(undisturbedPlan(variant, this.epochLength));
  }

  #started(plan: Plan): Plan {
    return this.#beginning ? startedAt(plan, this.#beginning.clock) : plan;
  }

  run(plan: Plan, watch?: (now: () => number) => Watcher): Run {
    return simulate({ ...this.#common, plan, watch });
  }

  /** The same run, into a recording, with hashes of its states; or why not. */
  record(plan: Plan, recording: Recording): string | undefined {
    if (this.#beginning) return 'a recording begins with power-on, and this run does not';
    const machines = new FreshMachines(this.#guest);
    simulate({
      guest: this.#guest,
      plan: { ...plan, hashEpochs: true },
      patience: this.#patience,
      machines,
      recording,
    });
    return undefined;
  }

  /** A run in which a machine dies, from the last checkpoint of the undisturbed run before that, or else from power-on. */
  disturbed(plan: Plan): Run {
    return this.#undisturbed.get(plan.variant)?.fork(plan, this.#patience) ?? this.run(plan);
  }

  /** The undisturbed run, by which those to come are measured: they begin at its checkpoints, which are taken until the window is over. */
  undisturbed(variant: VariantName, watcher: Watcher, window: Pick<CommandWindow, 'over'> = { over: false }): Run {
    const plan = this.undisturbedPlan(variant);
    // What a machine does after another one's death is seldom what it does after that of a third: to remember it costs more than it saves.
    this.#machines.learns = () => !window.over;
    const runs = new ForkedRuns({ ...this.#common, plan, watch: () => watcher });
    this.#machines.learns = () => false;
    this.#undisturbed.set(variant, runs);
    const run = runs.undisturbed;
    const { durationMs, guests } = run.record;
    this.#patience = {
      ms: TIMES * durationMs + MORE.ms,
      events: TIMES * run.events + MORE.events + POLLED_EPOCHS * READ_EVENTS * this.epochLength,
      instructions: TIMES * guests.first.instructions + MORE.instructions,
    };
    return run;
  }

  /** What is wrong with a run; undefined: nothing. Both machines may be lost to two deaths, and the guest with them. */
  judge(record: RunRecord): Difference | undefined {
    const [finding] = judge(record, this.#setting).filter(({ who }) => who === 'hypervisor');
    if (finding) return { outside: 'check', words: describeFinding(finding) };
    if (record.end === 'lost') return undefined;
    const ending = typeof record.end === 'object' ? record.end : undefined;
    const difference = judgeView(viewOf(record, this.#beginning?.printed), this.#reference, ending);
    if (difference?.outside !== 'console' || record.paper.length === record.console.length) return difference;
    const words = `a failover prints again what it can't know to be on the raw port, where exactly once is impossible: ${difference.words}`;
    return { ...difference, words };
  }
}

function viewOf({ end, paper, disk, positions }: RunRecord, before: Uint8Array = new Uint8Array(0)): OutsideView {
  const status = typeof end === 'object' ? end.status : end === 'lost' ? EXIT_STATUS.BOTH_LOST : 'endless';
  return { status, console: concatenate([before, Uint8Array.from(paper)]), disk, rod: positions };
}

function simulatedGuest(guest: ExploredGuest, begun: boolean): SimulatedGuest {
  return { ...guest, input: begun ? '' : latin1(guest.input), begun, reproducible: false };
}
