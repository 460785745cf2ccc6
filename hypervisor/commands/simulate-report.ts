/** What `hvrun simulate` says of its runs: a line for each of the first that failed, how the guest ended in all of them, and the sum. */
import { describeEnding } from '../../emulator/diagnosis/describe-stop.ts';
import type { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import { RESULT } from '../../emulator/board.ts';
import { describeOperation } from '../history/operations.ts';
import { isStop } from '../simulator/checkers/ending.ts';
import type { Campaign, JudgedRun } from '../simulator/campaign.ts';
import { describeFinding } from '../simulator/judging.ts';
import { describeFault } from '../simulator/plan/plan.ts';
import type { RunRecord } from '../simulator/record/run-record.ts';
import type { Verdict } from '../simulator/undisturbed.ts';
import { linesOf } from '../straw-man/comparison.ts';

/** Exit statuses of a command that judges. */
const JUDGEMENT = { HOLDS: 0, BROKEN: 1, UNDECIDED: 2 } as const;
/** Failed runs of which all is told; the others are counted. */
const FAILURES_TOLD = 5;
/** Findings told of one run: the first ones say what went wrong, the others what followed from it. */
const FINDINGS_TOLD = 3;
/** Commands told of that were uncertain for the guest. */
const COMMANDS_TOLD = 3;
/** Seeds told of each way to end that is not the usual one. */
const SEEDS_TOLD = 5;
/** Lines of a guest's console that are shown with a verdict. */
const LINES_SHOWN = 10;

type Print = (line: string) => void;

export interface ReportOptions {
  /** The first seed, and how many. */
  readonly seed: number;
  readonly runs: number;
  readonly verbose: boolean;
  /** The command that repeats these runs, but for their seeds. */
  readonly repeat: string;
  readonly print: Print;
  /** Called between two runs: is no more to be made? */
  readonly interrupted?: () => Promise<boolean>;
}

/** Simulates all runs and tells of them; resolves with the exit status. */
export async function report(campaign: Campaign, options: ReportOptions): Promise<number> {
  const { seed, runs, verbose, repeat, print, interrupted } = options;
  const sum = new Sum(campaign.expectedStatus);
  const began = performance.now();
  for (let next = seed; next < seed + runs; next += 1) {
    if (next > seed && (await interrupted?.())) {
      print(`stopped after ${next - seed} of ${runs} runs`);
      break;
    }
    const run = campaign.run(next, verbose ? print : undefined);
    sum.add(next, run);
    const told = run.findings.length > 0 && sum.failed <= FAILURES_TOLD;
    if (told) print(describeFailure(next, run, `${repeat} --seed ${next} --verbose`));
  }
  const untold = sum.failed - FAILURES_TOLD;
  if (untold > 0) print(`... and ${untold} ${untold === 1 ? 'run' : 'runs'} more that failed`);
  print(sum.endings);
  if (sum.outputs > 0) print("(if the guest's output depends on time: --same-output off judges the rest)");
  print(sum.line((performance.now() - began) / 1000));
  return sum.failed === 0 ? JUDGEMENT.HOLDS : JUDGEMENT.BROKEN;
}

/** Tells why no run with faults was made; returns the exit status. */
export function reportVerdict(
  { kind, who, what, details, record }: Verdict,
  places: ImagePlaces,
  print: Print,
): number {
  if (kind === 'undecided') {
    print(`the guest: ${what}`);
    for (const detail of details) print(`  ${detail}`);
    return JUDGEMENT.UNDECIDED;
  }
  print(`the ${who} fails undisturbed, so nothing else was simulated: ${what}`);
  const { end } = record;
  for (const line of typeof end === 'object' ? describeEnding(end, places) : []) print(`  ${line}`);
  const lines = linesOf(Uint8Array.from(record.console));
  print(lines.length === 0 ? '  its console is empty' : '  its console:');
  for (const line of lines.slice(0, LINES_SHOWN)) print(`    ${line}`);
  if (lines.length > LINES_SHOWN) print(`    ... and ${lines.length - LINES_SHOWN} lines more`);
  return JUDGEMENT.BROKEN;
}

class Sum {
  readonly #expected: number;
  #runs = 0;
  #hypervisor = 0;
  #guest = 0;
  #compared = 0;
  #failovers = 0;
  #joins = 0;
  #lost = 0;
  #steps = 0;
  /** Runs in which the guest's output was not the undisturbed run's. */
  outputs = 0;
  /** By how they ended: the seeds of runs. */
  readonly #endings = new Map<string, number[]>();

  /** `expected`: the right exit status. */
  constructor(expected: number) {
    this.#expected = expected;
  }

  add(seed: number, { record, findings, compared, steps }: JudgedRun): void {
    this.#runs += 1;
    if (findings.some(({ who }) => who === 'hypervisor')) this.#hypervisor += 1;
    else if (findings.length > 0) this.#guest += 1;
    if (findings.some(({ rule }) => rule === 'same output')) this.outputs += 1;
    if (compared) this.#compared += 1;
    this.#failovers += record.lives.filter(({ failoverEpoch }) => failoverEpoch !== undefined).length;
    this.#joins += record.wholes.size;
    if (record.end === 'lost') this.#lost += 1;
    this.#steps += steps.first + steps.second;
    const ending = describeEnd(record.end, record.diskErrors > 0, this.#expected);
    this.#endings.set(ending, [...(this.#endings.get(ending) ?? []), seed]);
  }

  get failed(): number {
    return this.#hypervisor + this.#guest;
  }

  /** "guest: status 0 in 51 runs, status 1 in 9 (seeds 3, 8, 17, 21, 22, ...)". */
  get endings(): string {
    const usual = usualEnd(this.#expected);
    const rows = [...this.#endings].sort(
      ([a, one], [b, other]) => Number(b === usual) - Number(a === usual) || other.length - one.length,
    );
    const parts = rows.map(([ending, seeds], index) => {
      const runs = index === 0 ? ` ${seeds.length === 1 ? 'run' : 'runs'}` : '';
      return `${ending} in ${seeds.length}${runs}${ending === usual ? '' : ` (${list(seeds)})`}`;
    });
    return `guest: ${parts.join(', ')}`;
  }

  line(seconds: number): string {
    const perMinute = (this.#steps / 1e6 / seconds) * 60;
    return [
      `${this.#runs} runs, ${this.failed} failed: hypervisor ${this.#hypervisor}, guest ${this.#guest}`,
      `output compared in ${this.#compared}`,
      `${this.#failovers} failovers, ${this.#joins} joins, ${this.#lost} pairs lost to two faults`,
      `${this.#steps} steps in ${seconds.toFixed(1)} s, ${perMinute.toFixed(1)} million a minute`,
    ].join('; ');
  }
}

/** `excused`: the world let a disk command fail, of which the guest's status may tell. */
function describeEnd(end: RunRecord['end'], excused: boolean, expected: number): string {
  if (end === 'lost') return 'lost with both machines';
  if (end === 'stuck') return 'no end';
  if (end === 'no bus') return 'lost with the bus';
  if (end.status === expected) return usualEnd(expected);
  if (isStop(end.status)) return `ended by the machine (status ${end.status})`;
  return `status ${end.status}${excused ? ' after disk errors' : ''}`;
}

function usualEnd(status: number): string {
  return `status ${status}`;
}

/** What the guest was told to be uncertain: where its failure may have begun. */
function uncertainCommands({ guests, survivor }: RunRecord): string[] {
  const { completions, requests } = guests[survivor];
  const uncertain = completions.filter(({ result }) => result === RESULT.UNCERTAIN).map(({ id }) => requests.get(id));
  const told = uncertain.slice(0, COMMANDS_TOLD).map((command) => (command ? describeOperation(command.request) : ''));
  return told.length === 0 ? [] : [`uncertain: ${told.join(', ')}${uncertain.length > told.length ? ', ...' : ''}`];
}

function list(seeds: readonly number[]): string {
  const told = [...seeds.slice(0, SEEDS_TOLD), ...(seeds.length > SEEDS_TOLD ? ['...'] : [])].join(', ');
  return `${seeds.length === 1 ? 'seed' : 'seeds'} ${told}`;
}

function describeFailure(seed: number, { record, findings }: JudgedRun, again: string): string {
  const { variant, epochLength, earlyEnds, faults } = record.plan;
  const circumstances = [
    `${variant}, epochs of ${earlyEnds ? 'at most ' : ''}${epochLength}`,
    ...faults.map(describeFault),
    ...uncertainCommands(record),
    ...(record.diskErrors > 0 ? [`${record.diskErrors} disk errors`] : []),
  ].join('; ');
  const told = findings.slice(0, FINDINGS_TOLD).map(describeFinding);
  return `seed ${seed}: ${told.join('; ')} (${circumstances}). Again: ${again}`;
}
