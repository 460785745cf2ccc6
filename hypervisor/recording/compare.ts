/**
 * Where two recordings part. Both are replayed side by side, and their machines' states are compared after each epoch; then both
 * are replayed again up to the epoch in which they came to differ, and run through it in short stretches, and through the
 * first stretch that makes a difference instruction by instruction.
 */
import { LAYOUT } from '../../emulator/layout.ts';
import { StateHash } from '../monitor/state-hash.ts';
import { describeInterrupt } from '../protocol/describe.ts';
import { describeDifferences, describeNext } from './describe-state.ts';
import { EpochStepper } from './epoch-stepper.ts';
import type { RecordedMachine } from './recorded-machine.ts';
import { type RecordedEpoch, RecordingReader } from './recording-reader.ts';
import { Replayer } from './replayer.ts';

/** Instructions between two comparisons, at first. */
const STRETCH = 4096;
/** What of a machine may differ while the states of its guest are still comparable. */
const NO_SHAPE: readonly string[] = ['tlbSeed', 'limitInstructions'] satisfies (keyof RecordedMachine)[];

/** What came of a comparison: whether the recordings are of the same run, and lines that say so or where they part. */
export interface Comparison {
  readonly same: boolean;
  readonly lines: readonly string[];
}

/** One recording that is being replayed. */
interface Run {
  readonly path: string;
  readonly reader: RecordingReader;
  readonly replayer: Replayer;
  readonly hash: () => bigint;
}

type Pair<T> = readonly [T, T];

/** Compares the recordings in two files. Throws a RecordingError, a BootError, or the file system's error. */
export function compareRecordings(paths: Pair<string>): Comparison {
  const machines = both(paths, headerOf);
  const unlike = differentMachines(machines);
  if (unlike.length > 0) return { same: false, lines: ['the recordings are of different machines', ...unlike] };
  const tlb = sameTlb(both(machines, ({ machine }) => machine));
  const note = tlb ? [] : ['the TLBs replace entries from different seeds: they are not compared'];
  const runs = both(paths, (path) => open(path, tlb));
  try {
    const { same, lines } = follow(runs, tlb);
    return { same, lines: [...lines, ...note] };
  } finally {
    for (const { reader } of runs) reader.close();
  }
}

function headerOf(path: string): { readonly machine: RecordedMachine; readonly image: Uint8Array } {
  const reader = new RecordingReader(path);
  reader.close();
  return reader;
}

function open(path: string, tlb: boolean): Run {
  const reader = new RecordingReader(path);
  const replayer = new Replayer(reader);
  const { vm } = replayer;
  const tlbChanges = tlb ? () => vm.processor.tlbChanges : undefined;
  const states = new StateHash({ state: vm.processor.state, dirtyPages: vm.dirtyPages.reader(), tlbChanges });
  vm.dirtyPages.addAll();
  return { path, reader, replayer, hash: () => states.value(vm.deviceState()) };
}

/** What makes two machines such that their states can't be compared. */
function differentMachines([a, b]: Pair<{ machine: RecordedMachine; image: Uint8Array }>): string[] {
  const fields = Object.keys(a.machine).filter((name) => !NO_SHAPE.includes(name)) as (keyof RecordedMachine)[];
  const lines = fields
    .filter((name) => a.machine[name] !== b.machine[name])
    .map((name) => `${name}: ${JSON.stringify(a.machine[name])} and ${JSON.stringify(b.machine[name])}`);
  if (Buffer.compare(a.image, b.image) !== 0)
    lines.push(`image: ${a.image.length} and ${b.image.length} bytes, not equal`);
  return lines;
}

/** Is the TLB state of the virtual machines, and the same at first? */
function sameTlb([a, b]: Pair<RecordedMachine>): boolean {
  return a.tlbSeed === b.tlbSeed && !a.tlbExposed;
}

/** Replays both as long as they agree. */
function follow(runs: Pair<Run>, tlb: boolean): Comparison {
  let instructions = 0;
  for (;;) {
    const [a, b] = both(runs, ({ reader }) => reader.next());
    if (a === undefined || b === undefined) return ended(runs, [a, b]);
    for (const [run, epoch] of [[runs[0], a] as const, [runs[1], b] as const]) {
      if (run.replayer.run(epoch)) continue;
      return { same: false, lines: [`${run.path} can't be replayed: ${run.replayer.parted}`] };
    }
    if (!agree(runs, [a, b])) {
      const lines = locate(runs, [a, b], tlb);
      return {
        same: false,
        lines: [`they part in epoch ${a.epoch}, which begins after ${instructions} instructions`, ...lines],
      };
    }
    instructions = runs[0].replayer.instructions;
  }
}

/** Are both in the same state after this epoch, and at the same instruction? */
function agree([a, b]: Pair<Run>, [first, second]: Pair<RecordedEpoch>): boolean {
  if (a.replayer.instructions !== b.replayer.instructions) return false;
  if (first.exit?.status !== second.exit?.status) return false;
  return a.hash() === b.hash();
}

function ended(runs: Pair<Run>, [a, b]: Pair<RecordedEpoch | undefined>): Comparison {
  const { epochs, instructions } = runs[0].replayer;
  const agreed = `identical: ${epochs} epochs, ${instructions} instructions`;
  if (a === undefined && b === undefined) return { same: true, lines: [agreed] };
  const [short, long] = a === undefined ? [runs[0], runs[1]] : [runs[1], runs[0]];
  return { same: false, lines: [`${agreed}; there ${short.path} ends, and ${long.path} goes on`] };
}

/** Replays both again up to the epoch, and looks into it. */
function locate(runs: Pair<Run>, epochs: Pair<RecordedEpoch>, tlb: boolean): string[] {
  const { epoch } = epochs[0];
  const rough = steppersAt(runs, epochs, 0, tlb);
  let from = 0;
  while (equal(rough) && !over(rough)) {
    from = rough.steppers[0].completed;
    for (const stepper of rough.steppers) stepper.advance(STRETCH);
  }
  if (!equal(rough)) return describeStep(runs, epochs, steppersAt(runs, epochs, from, tlb), tlb);
  const [a, b] = rough.steppers;
  if (a.completed !== b.completed || a.over !== b.over || epochs[0].exit?.status !== epochs[1].exit?.status) {
    return describeEnds(runs, epochs, rough.steppers);
  }
  const before = describeNext(a.vm.processor.state);
  for (const stepper of rough.steppers) stepper.deliver();
  return [
    `at the end of epoch ${epoch}, before ${before}`,
    ...both(runs, ({ path }) => path).flatMap((path, i) => describeDelivery(path, rough.steppers[i])),
    ...describeDifferences(a.vm.processor.state, b.vm.processor.state, tlb),
  ];
}

/** Two machines within an epoch. */
interface Steppers {
  readonly steppers: Pair<EpochStepper>;
  readonly hashes: Pair<() => bigint>;
}

function steppersAt(runs: Pair<Run>, epochs: Pair<RecordedEpoch>, completed: number, tlb: boolean): Steppers {
  const again = both(runs, ({ path }) => open(path, tlb));
  for (const { reader, replayer } of again) {
    for (let left = epochs[0].epoch - 1; left > 0; left -= 1) replayer.run(reader.next()!);
    reader.close();
  }
  const steppers = [0, 1].map(
    (i) => new EpochStepper(again[i].replayer.vm, epochs[i]),
  ) as unknown as Pair<EpochStepper>;
  if (completed > 0) for (const stepper of steppers) stepper.advance(completed);
  return { steppers, hashes: both(again, ({ hash }) => hash) };
}

function equal({ hashes: [a, b], steppers: [first, second] }: Steppers): boolean {
  // A stretch leaves the monitor's counter at what its limit was; that is no state.
  for (const { vm } of [first, second]) vm.processor.state.words[LAYOUT.EPOCH_COUNTER] = 0;
  return first.completed === second.completed && a() === b();
}

function over({ steppers }: Steppers): boolean {
  return steppers.some((stepper) => stepper.over);
}

/** Goes on by single instructions to the first one that makes a difference, or to where one of the epochs ends. */
function describeStep(runs: Pair<Run>, epochs: Pair<RecordedEpoch>, pair: Steppers, tlb: boolean): string[] {
  const { steppers } = pair;
  const [a, b] = steppers;
  let next = '';
  while (equal(pair) && !over(pair)) {
    next = describeNext(a.vm.processor.state);
    for (const stepper of steppers) stepper.advance(1);
  }
  if (equal(pair)) return describeEnds(runs, epochs, steppers);
  const read = steppers.map((stepper) => stepper.read);
  const instruction =
    read[0] === undefined && read[1] === undefined ? [next] : read.map((text) => text ?? 'reads nothing there');
  return [
    `at instruction ${a.completed} of the epoch:`,
    ...instruction,
    ...describeDifferences(a.vm.processor.state, b.vm.processor.state, tlb),
  ];
}

/** Both guests did the same, but the epochs end at different instructions. */
function describeEnds(runs: Pair<Run>, epochs: Pair<RecordedEpoch>, steppers: Pair<EpochStepper>): string[] {
  return [0, 1].map((i) => {
    const { exit, bodies } = epochs[i];
    if (exit) return `${runs[i].path}: the guest exits there with status ${exit.status}`;
    const end = bodies.find((body) => body.type === 'end');
    const rest = end?.rest === true ? ', at a rest' : '';
    return [`${runs[i].path}: the epoch ends after ${end?.completed} instructions${rest}`]
      .concat(describeDelivery(runs[i].path, steppers[i]))
      .join('; ');
  });
}

function describeDelivery(path: string, { interrupts, ticks }: EpochStepper): string[] {
  const list = interrupts.length === 0 ? 'no interrupts' : interrupts.map(describeInterrupt).join(', ');
  return [`${path} delivers: ${list}; clock ${ticks}`];
}

function both<T, R>([a, b]: Pair<T>, make: (one: T) => R): Pair<R> {
  return [make(a), make(b)];
}
