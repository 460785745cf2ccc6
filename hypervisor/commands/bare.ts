/** `hvrun --bare`: the guest on the bare machine, without a hypervisor. */
import { describeStop } from '../../emulator/diagnosis/describe-stop.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { Machine } from '../../emulator/machine.ts';
import { buildMachine } from './build-machine.ts';
import { say } from './failure.ts';
import { openWorld, readImage } from './files.ts';
import type { RunOptions } from './options.ts';
import { watchSignals } from './signals.ts';
import { Terminal } from './terminal.ts';
import { TraceOutput } from './trace-output.ts';

/** Runs the guest to its end and returns hvrun's exit status. Throws a {@link Failure} if it can't be started. */
export async function runBare(options: RunOptions): Promise<number> {
  let stop: (status: number, reason: string) => void = () => {};
  const terminal = new Terminal({ onLeave: (status, reason) => stop(status, reason) });
  const image = await readImage(options);
  const trace = options.trace === undefined ? undefined : new TraceOutput(options.trace);
  const world = await openWorld(options, terminal.output);
  try {
    const machine = buildMachine(options, {
      image,
      world,
      trace: trace && ((line) => trace.write(line)),
      onInputPopped: (through) => terminal.taken(through),
    });
    stop = (status, reason) => {
      say(reason);
      terminal.output.abandon();
      machine.stop(status);
    };
    return await operate(machine, image, options, terminal, stop);
  } finally {
    trace?.close();
    await world.close();
  }
}

async function operate(
  machine: Machine,
  image: Uint8Array,
  options: RunOptions,
  terminal: Terminal,
  stop: (status: number, reason: string) => void,
): Promise<number> {
  const unwatch = watchSignals((status, name) => stop(status, `ended by ${name}`));
  const started = performance.now();
  terminal.start((from, bytes, end) => machine.receive(from, bytes, end));
  try {
    const { status, diagnostic } = await machine.run();
    if (diagnostic) for (const line of describeStop(diagnostic, new ImagePlaces(image))) say(line);
    if (options.verbose) say(summary(machine.instructions, performance.now() - started));
    return status;
  } finally {
    terminal.close();
    unwatch();
  }
}

function summary(instructions: number, milliseconds: number): string {
  return `the guest completed ${instructions.toLocaleString('en')} instructions in ${(milliseconds / 1000).toFixed(2)} s`;
}
