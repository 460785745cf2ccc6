/** `hvrun --bare`: the guest on the bare machine, without a hypervisor. */
import type { Machine } from '../../emulator/machine.ts';
import { buildMachine } from './build-machine.ts';
import { say } from './failure.ts';
import { openWorld, readImage } from './files.ts';
import { type Outputs, outputsOf } from './outputs.ts';
import type { RunOptions } from './options.ts';
import { watchSignals } from './signals.ts';
import { Terminal } from './terminal.ts';
import { TraceOutput } from './trace-output.ts';

/** Runs the guest to its end and returns hvrun's exit status. Throws a {@link Failure} if it can't be started. */
export async function runBare(options: RunOptions): Promise<number> {
  let stop: (status: number, reason: string) => void = () => {};
  const terminal = new Terminal({ onLeave: (status, reason) => stop(status, reason) });
  const outputs = outputsOf(options);
  const image = await readImage(options);
  let trace: TraceOutput | undefined;
  const world = await openWorld(options, terminal.output);
  try {
    const machine = buildMachine(options, {
      image,
      world,
      ...(options.trace !== undefined && { trace: (line) => trace?.write(line) }),
      onInputPopped: (through) => terminal.taken(through),
    });
    if (options.trace !== undefined) trace = openTrace(options.trace, outputs);
    stop = (status, reason) => {
      say(reason);
      terminal.output.abandon();
      machine.stop(status);
    };
    return await operate(machine, options, terminal, stop);
  } finally {
    trace?.close();
    await world.close();
  }
}

function openTrace(path: string, outputs: Outputs): TraceOutput {
  return new TraceOutput(path === '-' ? undefined : outputs.open('trace file', path));
}

async function operate(
  machine: Machine,
  options: RunOptions,
  terminal: Terminal,
  stop: (status: number, reason: string) => void,
): Promise<number> {
  const unwatch = watchSignals((status, name) => stop(status, `ended by ${name}`));
  const started = performance.now();
  terminal.start((from, bytes, end) => machine.receive(from, bytes, end));
  try {
    const { status, diagnostic } = await machine.run();
    if (diagnostic !== undefined) say(`the machine stopped: ${diagnostic}`);
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
