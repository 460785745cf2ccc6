/**
 * `hvrun replay`: runs a recording again, bit for bit. The guest's console bytes go to stdout as the guest makes them; what
 * came of it goes to stderr.
 */
import { type Command, Option } from 'commander';
import { EXIT_STATUS } from '../../emulator/board.ts';
import { BootError } from '../../emulator/boot.ts';
import { describeEnding } from '../../emulator/diagnosis/describe-stop.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { Request } from '../../emulator/devices/device.ts';
import { engineOfProcess } from '../../emulator/host/process-engine.ts';
import { ENGINE_NAMES, type EngineName } from '../../emulator/translator/engines.ts';
import { describeStatistics, Statistics } from '../../emulator/translator/statistics.ts';
import { ConsoleStream } from '../../emulator/world/console-stream.ts';
import { DEFAULT_ENGINE } from '../bus/settings.ts';
import { describeState } from '../recording/describe-state.ts';
import { RecordingError, RecordingReader } from '../recording/recording-reader.ts';
import { Replayer } from '../recording/replayer.ts';
import { formatHash } from '../protocol/format-hash.ts';
import { cannotReplay, recordingsAt, STDOUT_GONE, THE_RECORDING } from '../words/files.ts';
import { ENDS_BEFORE_ITS_GUEST, endsBefore, epochBegins, parts, replayed, replayedEpoch } from '../words/recordings.ts';
import { Failure, say } from './failure.ts';
import { notePrinted } from './screen.ts';
import { printBytes } from './stdout.ts';
import { fileFailure } from './files.ts';
import { newCommand, type OptionsOutput, parseCount, parseWith } from './options.ts';
import { Outputs, refuseClash } from './outputs.ts';
import { openTrace, type TraceOutput } from './trace-output.ts';
import { describeTrace, selectTrace, separateTrace, traceOf, type TraceRequest } from './trace-request.ts';

/** The replay parted from what was recorded. */
const PARTED = 1;

const HELP = `
The recording needs neither disk nor terminal: all that entered the guest is in it. Each epoch's end is compared with
the hash of the state that the recorded machine had there.

Examples:
  hvrun --record run.rec --disk disk.tar kernel     record a run
  hvrun replay run.rec                              run it again: the same console output
  hvrun replay run.rec --epoch 40                   the registers at the beginning of epoch 40
  hvrun replay --trace-instructions --from 40:0 --to 41:0 run.rec
                                                    every instruction of epoch 40

Exit status: 0 if the replay is identical, 1 if it parts from the recording; 64, 65, 66 as for a run, and 80 and 81
if it is identical and its guest ended so.`;

interface ReplayFlags {
  readonly epoch?: number;
  readonly verbose?: boolean;
  readonly engine: EngineName;
  readonly stats?: boolean;
  readonly traced?: TraceRequest;
}

/** Replays what the arguments ask for, and returns the exit status. Throws a {@link Failure} if it can't be done. */
export function replay(args: readonly string[], output: OptionsOutput): number {
  const parsed = parseWith(describeCommand(output), separateTrace(args), (command) => ({
    path: command.processedArgs[0] as string,
    flags: { ...command.opts<ReplayFlags>(), traced: traceOf(command, true) },
  }));
  if ('exitStatus' in parsed) return parsed.exitStatus;
  return withRecordings([parsed.path], () => play(parsed.path, parsed.flags));
}

function describeCommand(output: OptionsOutput): Command {
  return describeTrace(newCommand('hvrun replay', output), '')
    .description('Runs a recording of hvrun --record again, bit for bit.')
    .argument('<file>', 'the recording')
    .option('--epoch <n>', 'stop at the beginning of this epoch, and tell the registers', parseCount(1, 1e15))
    .option('--verbose', 'tell of each epoch')
    .addOption(new Option('--engine <name>', 'what executes the guest').choices(ENGINE_NAMES).default(DEFAULT_ENGINE))
    .option('--stats', 'tell what the engine has done')
    .addHelpText('after', HELP);
}

/** Does `action`, which reads recordings: what is wrong with them becomes a {@link Failure}. */
export function withRecordings(paths: readonly string[], action: () => number): number {
  // What is printed must not be appended to one.
  refuseClash(paths.map((place) => ({ what: THE_RECORDING, place })));
  try {
    return action();
  } catch (error) {
    const known = error instanceof Error && 'path' in error && typeof error.path === 'string' ? [error.path] : paths;
    if (error instanceof RecordingError || error instanceof BootError) {
      throw new Failure(EXIT_STATUS.BAD_IMAGE, cannotReplay(known, error.message));
    }
    throw fileFailure(recordingsAt(known), error);
  }
}

function play(path: string, flags: ReplayFlags): number {
  const reader = new RecordingReader(path);
  const statistics = new Statistics();
  const engine = engineOfProcess(flags.engine, statistics);
  const replayer = new Replayer({ ...reader, onRequest: printer(), engine });
  const places = new ImagePlaces(reader.image);
  const trace = flags.traced && traceReplay(path, flags.traced, places, replayer);
  try {
    return playAll(reader, replayer, places, flags);
  } finally {
    trace?.close();
    if (flags.stats === true) for (const line of describeStatistics(statistics)) say(line);
  }
}

function traceReplay(path: string, traced: TraceRequest, places: ImagePlaces, replayer: Replayer): TraceOutput {
  const selection = selectTrace(traced, places, path);
  const outputs = traced.path === '-' ? [] : [{ what: '--trace-instructions', place: traced.path }];
  const output = openTrace(traced.path, new Outputs([{ what: THE_RECORDING, place: path }], outputs));
  replayer.vm.trace({ write: (line) => output.write(line), places, selection });
  return output;
}

function playAll(
  reader: RecordingReader,
  replayer: Replayer,
  places: ImagePlaces,
  { epoch: stopAt, verbose = false }: ReplayFlags,
): number {
  for (let epoch = reader.next(); epoch; epoch = reader.next()) {
    if (epoch.epoch === stopAt) return dump(replayer, stopAt);
    if (!replayer.run(epoch)) {
      say(parts(replayer.parted!));
      return PARTED;
    }
    if (verbose) say(replayedEpoch(epoch.epoch, replayer.instructions, formatHash(replayer.vm.stateHash())));
  }
  reader.close();
  if (stopAt !== undefined) {
    say(endsBefore(stopAt));
    return dump(replayer, replayer.epochs + 1);
  }
  const { epochs, instructions, hashes, exit } = replayer;
  say(replayed(epochs, instructions, hashes));
  if (!reader.complete) say(ENDS_BEFORE_ITS_GUEST);
  if (exit) for (const line of describeEnding(exit, places)) say(line);
  return exit?.status === EXIT_STATUS.ASLEEP || exit?.status === EXIT_STATUS.LIMIT ? exit.status : 0;
}

/** What the guest prints, each byte once, as the world's console does it. */
function printer(): (request: Request) => void {
  const stream = new ConsoleStream({
    write: (bytes, done) => {
      printBytes(bytes, STDOUT_GONE);
      notePrinted(bytes);
      done(true);
    },
  });
  return (request) => {
    if (request.kind === 'console-byte' || request.kind === 'console-write') stream.perform(request, () => {});
  };
}

function dump({ vm, instructions }: Replayer, epoch: number): number {
  say(epochBegins(epoch, instructions, formatHash(vm.stateHash())));
  for (const line of describeState(vm.processor.state)) process.stderr.write(`${line}\n`);
  return 0;
}
