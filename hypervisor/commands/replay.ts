/**
 * `hvrun replay`: runs a recording again, bit for bit. The guest's console bytes go to stdout as the guest makes them; what
 * came of it goes to stderr.
 */
import type { Command } from 'commander';
import { writeSync } from 'node:fs';
import { EXIT_STATUS } from '../../emulator/board.ts';
import { BootError } from '../../emulator/boot.ts';
import { describeStop } from '../../emulator/diagnosis/describe-stop.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { Request } from '../../emulator/devices/device.ts';
import { ConsoleStream } from '../../emulator/world/console-stream.ts';
import { describeState } from '../recording/describe-state.ts';
import { RecordingError, RecordingReader } from '../recording/recording-reader.ts';
import { Replayer } from '../recording/replayer.ts';
import { formatHash } from '../protocol/format-hash.ts';
import { Failure, say } from './failure.ts';
import { fileFailure } from './files.ts';
import { newCommand, type OptionsOutput, parseCount, parseWith } from './options.ts';

const STDOUT = 1;
/** How long to wait for a reader that takes nothing now, in milliseconds. */
const PATIENCE_MS = 2;
/** The replay parted from what was recorded. */
const PARTED = 1;

const HELP = `
The recording needs neither disk nor terminal: all that entered the guest is in it. Each epoch's end is compared with
the hash of the state that the recorded machine had there.

Examples:
  hvrun --record run.rec --disk disk.tar kernel     record a run
  hvrun replay run.rec                              run it again: the same console output
  hvrun replay run.rec --epoch 40                   the registers at the beginning of epoch 40

Exit status: 0 if the replay is identical, 1 if it parts from the recording; 64, 65, 66 as for a run.`;

interface ReplayFlags {
  readonly epoch?: number;
  readonly verbose?: boolean;
}

/** Replays what the arguments ask for, and returns the exit status. Throws a {@link Failure} if it can't be done. */
export function replay(args: readonly string[], output: OptionsOutput): number {
  const parsed = parseWith(describeCommand(output), args, (command) => ({
    path: command.processedArgs[0] as string,
    flags: command.opts<ReplayFlags>(),
  }));
  if ('exitStatus' in parsed) return parsed.exitStatus;
  return withRecordings([parsed.path], () => play(parsed.path, parsed.flags));
}

function describeCommand(output: OptionsOutput): Command {
  return newCommand('hvrun replay', output)
    .description('Runs a recording of hvrun --record again, bit for bit.')
    .argument('<file>', 'the recording')
    .option('--epoch <n>', 'stop at the beginning of this epoch, and tell the registers', parseCount(1, 1e15))
    .option('--verbose', 'tell of each epoch')
    .addHelpText('after', HELP);
}

/** Does `action`, which reads recordings: what is wrong with them becomes a {@link Failure}. */
export function withRecordings(paths: readonly string[], action: () => number): number {
  const what = paths.map((path) => `'${path}'`).join(' or ');
  try {
    return action();
  } catch (error) {
    if (error instanceof RecordingError || error instanceof BootError) {
      throw new Failure(EXIT_STATUS.BAD_IMAGE, `cannot replay ${what}: ${error.message}`);
    }
    throw fileFailure(`recording ${what}`, error);
  }
}

function play(path: string, { epoch: stopAt, verbose = false }: ReplayFlags): number {
  const reader = new RecordingReader(path);
  const replayer = new Replayer({ ...reader, onRequest: printTo(STDOUT) });
  for (let epoch = reader.next(); epoch; epoch = reader.next()) {
    if (epoch.epoch === stopAt) return dump(replayer, stopAt);
    if (!replayer.run(epoch)) {
      say(`the replay parts from the recording: ${replayer.parted}`);
      return PARTED;
    }
    if (verbose)
      say(`epoch ${epoch.epoch}: ${replayer.instructions} instructions, hash ${formatHash(replayer.vm.stateHash())}`);
  }
  reader.close();
  if (stopAt !== undefined) {
    say(`the recording ends before epoch ${stopAt}`);
    return dump(replayer, replayer.epochs + 1);
  }
  const { epochs, instructions, hashes, stopped } = replayer;
  if (stopped) for (const line of describeStop(stopped, new ImagePlaces(reader.image))) say(line);
  say(
    `replayed ${epochs} epochs, ${instructions} instructions: ${hashes === 0 ? 'no hashes to compare' : 'identical'}`,
  );
  if (!reader.complete) say('the recording ends there, before the guest did');
  return 0;
}

/** What the guest prints, each byte once, as the world's console does it. */
function printTo(file: number): (request: Request) => void {
  const stream = new ConsoleStream({
    write: (bytes, done) => {
      for (let at = 0; at < bytes.length;) at += writeSome(file, bytes.subarray(at));
      done(true);
    },
  });
  return (request) => {
    if (request.kind === 'console-byte') stream.byte(request.byte, () => {});
    if (request.kind === 'console-write') stream.write(request.start, request.data, () => {});
  };
}

/** Writes what can be written now; the number of bytes. The replay never returns to the event loop, so it waits itself. */
function writeSome(file: number, bytes: Uint8Array): number {
  try {
    return writeSync(file, bytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EPIPE') throw new Failure(EXIT_STATUS.STDOUT_GONE, 'nobody reads stdout any more');
    if (code !== 'EAGAIN') throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PATIENCE_MS);
    return 0;
  }
}

function dump({ vm, instructions }: Replayer, epoch: number): number {
  say(`epoch ${epoch} begins, ${instructions} instructions after the start; state hash ${formatHash(vm.stateHash())}`);
  for (const line of describeState(vm.processor.state)) process.stderr.write(`${line}\n`);
  return 0;
}
