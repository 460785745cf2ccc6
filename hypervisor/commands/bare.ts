/** `hvrun --bare`: the guest on the bare machine, without a hypervisor. */
import { describeEnding } from '../../emulator/diagnosis/describe-stop.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { Machine } from '../../emulator/machine.ts';
import { describeEngine, engineOfProcess } from '../../emulator/host/process-engine.ts';
import { Statistics } from '../../emulator/translator/statistics.ts';
import { MachineNarrator } from '../tracing/machine-narrator.ts';
import { ObservedWorld } from '../history/observed-world.ts';
import { completed, endedBySignal } from '../words/run.ts';
import { buildMachine } from './build-machine.ts';
import { CommandWatch } from './command-watch.ts';
import { say } from './failure.ts';
import { openWorld } from './files.ts';
import { readImage } from './image.ts';
import { outputsOf } from './outputs.ts';
import type { RunOptions } from './options.ts';
import { watchSignals } from './signals.ts';
import { Terminal } from './terminal.ts';
import { limitTime } from './time-limit.ts';
import { openTrace, type TraceOutput } from './trace-output.ts';
import { selectTrace } from './trace-request.ts';

/** Runs the guest to its end and returns hvrun's exit status. Throws a {@link Failure} if it can't be started. */
export async function runBare(options: RunOptions): Promise<number> {
  let stop: (status: number, reason: string) => void = () => {};
  const terminal = new Terminal({ onLeave: (status, reason) => stop(status, reason) });
  const outputs = outputsOf(options);
  const { traced } = options;
  const image = await readImage(options);
  const places = new ImagePlaces(image);
  const selection = traced && selectTrace(traced, places, options.image);
  let trace: TraceOutput | undefined;
  let narrator: MachineNarrator | undefined;
  const world = await openWorld(options, terminal.output);
  let watch: CommandWatch | undefined;
  const statistics = new Statistics();
  try {
    watch = new CommandWatch(options, outputs);
    const { history } = watch;
    const machine = buildMachine(options, {
      image,
      engine: engineOfProcess(options.engine.primary, statistics),
      world: new ObservedWorld(world, history, (request) => narrator?.output(request)),
      ...(traced && { trace: { write: (line) => trace?.write(line), places, selection } }),
      onInputPopped: (through) => terminal.taken(through),
      onCompletion: ({ id, result }) => history.ended(id, result),
    });
    if (options.verbose) {
      narrator = new MachineNarrator({ tell: say, now: watch.now, instructions: () => machine.instructions });
    }
    if (traced) trace = openTrace(traced.path, outputs);
    stop = (status, reason) => {
      say(reason);
      terminal.output.abandon();
      machine.stop(status);
    };
    return await operate(machine, places, options, terminal, stop, watch, narrator);
  } finally {
    trace?.close();
    await world.close();
    watch?.close();
    if (options.stats) for (const line of describeEngine(statistics)) say(line);
  }
}

async function operate(
  machine: Machine,
  places: ImagePlaces,
  options: RunOptions,
  terminal: Terminal,
  stop: (status: number, reason: string) => void,
  { history }: CommandWatch,
  narrator: MachineNarrator | undefined,
): Promise<number> {
  const unwatch = watchSignals((status, name) => stop(status, endedBySignal(name)));
  if (narrator) history.add(narrator);
  const ticking = setInterval(() => narrator?.tick(), 1000);
  const started = performance.now();
  const unlimit = limitTime(
    options.limitSeconds,
    stop,
    () => machine.place,
    places,
    () => machine.needs,
  );
  terminal.start((from, bytes, end) => {
    narrator?.input(bytes.length, end);
    machine.receive(from, bytes, end);
  });
  try {
    const ending = await machine.run();
    history.end();
    narrator?.tick();
    for (const line of describeEnding(ending, places)) say(line);
    if (options.verbose) say(completed(machine.instructions, performance.now() - started));
    return ending.status;
  } finally {
    unlimit();
    clearInterval(ticking);
    terminal.close();
    unwatch();
  }
}
