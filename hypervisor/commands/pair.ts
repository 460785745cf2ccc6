/**
 * The guest under the hypervisor: on a pair of machines, or with `--solo` on one without a backup. The machines are
 * processes of this host (`hvrun`), or replicas that come from others (`hvrun bus`).
 */
import { EXIT_STATUS } from '../../emulator/board.ts';
import { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { TraceSelection } from '../../emulator/trace-selection.ts';
import type { World } from '../../emulator/world/world.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { LocalMachines } from '../bus/local-machines.ts';
import { Lobby, LobbyError, type LobbyOptions } from '../bus/lobby.ts';
import type { Machines } from '../bus/machines.ts';
import { bear, BirthError, type Born, type FirstRole } from '../bus/replica-birth.ts';
import { settingsOf } from '../bus/settings.ts';
import { Session, type SessionEnd } from '../bus/session.ts';
import { Story } from '../bus/story.ts';
import type { Answer } from '../control/control-messages.ts';
import { ControlServer } from '../control/control-server.ts';
import type { CommandHistory } from '../history/command-history.ts';
import { FifoError } from '../links/fifo-directory.ts';
import { busSilenceMs } from '../links/keep-alive.ts';
import { Narrator } from '../tracing/narrator.ts';
import { microseconds } from '../tracing/observation.ts';
import type { PairObserver } from '../tracing/pair-observer.ts';
import { PairTrace } from '../tracing/pair-trace.ts';
import type { TraceEvent } from '../tracing/trace-event.ts';
import { TraceFile } from '../tracing/trace-file.ts';
import { cannotBeAsked } from '../words/asking.ts';
import { fileAt } from '../words/files.ts';
import { ORIGINAL_WARNING } from '../words/replicas.ts';
import { endedBySignal, messageOf } from '../words/run.ts';
import { couldNotStart, GUEST_LOST, guestExited, guestNotBootable, runIsOver } from '../words/story.ts';
import { bootFailure, checkImage } from './build-machine.ts';
import { CommandWatch } from './command-watch.ts';
import { Failure, say } from './failure.ts';
import { tellTrouble } from './host-trouble.ts';
import { openWorld } from './files.ts';
import { readImage } from './image.ts';
import type { BusCommandOptions } from './hosts-options.ts';
import type { RunOptions } from './options.ts';
import { outputFailure, type Outputs, outputsOf } from './outputs.ts';
import { readSecret } from './secret.ts';
import { watchSignals } from './signals.ts';
import { Terminal } from './terminal.ts';
import { limitTime } from './time-limit.ts';
import { openTrace, type TraceOutput } from './trace-output.ts';
import { selectTrace } from './trace-request.ts';

/** How a run ended: by itself, or because somebody outside wanted it to. */
type RunEnd = SessionEnd | { readonly type: 'stopped'; readonly status: number; readonly reason: string };

/** How a run gets its machines, and what it owes them at its end. */
interface Hosts {
  /** Resolves with as many machines as the run begins with; never, perhaps, if they don't come. */
  readonly muster: () => Promise<Machines>;
  /** The run is over, for this reason. */
  readonly dismiss: (why: string) => void;
  /** Do they bear a bus that its disk keeps waiting? Over a network, one that is silent for seconds is taken for lost. */
  readonly patient: boolean;
}

/**
 * Runs the guest to its end and returns hvrun's exit status. Throws a {@link Failure} if it can't be started. `born`: its machines, or
 * none yet.
 */
export async function runPair(options: RunOptions, born: Born): Promise<number> {
  const roles: FirstRole[] = options.mode === 'pair' ? ['primary', 'backup'] : ['primary'];
  const isExpected = born.births.length === roles.length;
  if (!isExpected) for (const { child } of born.births) child.kill('SIGKILL');
  const machines = new LocalMachines(isExpected ? born : bearNow(born.module, roles));
  try {
    return await runOn({ muster: () => Promise.resolve(machines), dismiss: () => {}, patient: true }, options);
  } finally {
    machines.dismiss();
  }
}

/** The processes of a run that has none yet. */
function bearNow(module: string, roles: readonly FirstRole[]): Born {
  try {
    return bear(module, roles);
  } catch (error) {
    if (error instanceof BirthError) throw new Failure(EXIT_STATUS.BOTH_LOST, couldNotStart(error.message));
    throw error;
  }
}

/** Runs the guest as {@link runPair} does, on replicas of other hosts. */
export async function runBus(options: BusCommandOptions): Promise<number> {
  const { listen: at, secretFile, timeoutMs, mode, protocol } = options;
  const secret = readSecret(secretFile);
  // Between processes of one host what was said survives its sender; on the way to another host it may die with it.
  if (protocol === 'original') say(ORIGINAL_WARNING);
  let lobby: Lobby | undefined;
  const muster = async (): Promise<Machines> => {
    lobby = await openLobby({
      at,
      secret,
      version: packageJson.version,
      silenceMs: busSilenceMs(timeoutMs),
      tell: say,
    });
    await lobby.gather(mode === 'pair' ? 2 : 1);
    return lobby;
  };
  return runOn({ muster, dismiss: (why) => lobby?.close(why), patient: false }, options);
}

async function openLobby(options: LobbyOptions): Promise<Lobby> {
  try {
    return await Lobby.open(options);
  } catch (error) {
    if (error instanceof LobbyError) throw new Failure(EXIT_STATUS.BOTH_LOST, error.message);
    throw error;
  }
}

async function runOn(hosts: Hosts, options: RunOptions): Promise<number> {
  const outputs = outputsOf(options);
  let stop: (status: number, reason: string) => void = () => {};
  let unlimit = (): void => {};
  const stopped = new Promise<RunEnd>((resolve) => {
    stop = (status, reason) => resolve({ type: 'stopped', status, reason });
  });
  const terminal = new Terminal({ onLeave: (status, reason) => stop(status, reason) });
  const unwatch = watchSignals((status, name) => stop(status, endedBySignal(name)));
  try {
    const image = await readImage(options);
    checkImage(image, options);
    const places = new ImagePlaces(image);
    const world = await openWorld(options, terminal.output, hosts.patient);
    let watch: CommandWatch | undefined;
    let trace: TraceOutput | undefined;
    try {
      watch = new CommandWatch(options, outputs);
      const selection = options.traced && selectTrace(options.traced, places, options.image);
      if (options.traced) trace = openTrace(options.traced.path, outputs);
      const mustered = await Promise.race([hosts.muster(), stopped]);
      const tracing = { selection, traced: (text: string) => trace?.append(text) };
      const surroundings = { options, outputs, image, places, world, terminal, history: watch.history, ...tracing };
      const session = 'type' in mustered ? undefined : startSession(mustered, surroundings);
      const control = session && (await openControl(session, options));
      void session?.started.then(() => {
        unlimit = limitTime(
          options.limitSeconds,
          stop,
          async () => (await session.status()).primary?.place ?? undefined,
          places,
        );
      });
      const end = await (session ? Promise.race([session.end, stopped]) : stopped);
      unlimit();
      control?.close();
      if (end.type === 'stopped') {
        say(end.reason);
        terminal.output.abandon();
      }
      const ordersLeft = session?.conclude() ?? [];
      for (const line of ordersLeft) say(line);
      if (session && options.stats) for (const line of await engineLines(session)) say(line);
      hosts.dismiss(describeEnd(end));
      await session?.stop();
      return statusOf(end, options, ordersLeft.length > 0);
    } finally {
      trace?.close();
      await world.close();
      watch?.close();
    }
  } finally {
    terminal.close();
    unwatch();
  }
}

/** What the engines of the replicas that are left have done. */
async function engineLines(session: Session): Promise<string[]> {
  const { primary, backup } = await session.status();
  const named = { primary, backup };
  return Object.entries(named).flatMap(([role, machine]) => {
    if (machine === null) return [];
    const lines = machine.engine?.split('\n') ?? ['no answer'];
    return lines.map((line) => `${role} ${machine.pid}: ${line}`);
  });
}

/** What a run has besides its machines. */
interface Surroundings {
  readonly options: RunOptions;
  readonly outputs: Outputs;
  readonly image: Uint8Array;
  readonly places: ImagePlaces;
  readonly world: World;
  readonly terminal: Terminal;
  readonly history: CommandHistory;
  /** What is traced of the instructions, if anything is, and where its lines go. */
  readonly selection: TraceSelection | undefined;
  readonly traced: (text: string) => void;
}

function startSession(machines: Machines, surroundings: Surroundings): Session {
  const { options, outputs, image, places, world, terminal, history, selection, traced } = surroundings;
  const { mode, kills, restart, record, verbose } = options;
  const observers = openObservers(options, outputs);
  const story = new Story({ tell: say, verbose, places });
  history.add(story);
  const settings = {
    machines,
    image,
    configuration: {
      ...settingsOf(options),
      sectors: world.sectors,
      ...(selection && { trace: selection }),
    },
    traced,
    pair: mode === 'pair',
    restart: mode === 'pair' && restart,
    world,
    input: terminal,
    story,
    history,
    observers,
    kills,
    record: record === undefined ? undefined : outputs.open('recording', record, true),
    recordingFailed: tellTrouble,
  };
  try {
    return new Session(settings);
  } catch (error) {
    if (error instanceof FifoError) throw new Failure(EXIT_STATUS.BOTH_LOST, error.message);
    throw outputFailure(fileAt('recording', record!), error);
  }
}

/** Who watches the run. Throws a {@link Failure} if the trace's file can't be written. */
function openObservers({ tracePair, verbose }: RunOptions, outputs: Outputs): PairObserver[] {
  const now = microseconds;
  const observers: PairObserver[] = verbose ? [new Narrator({ tell: say, now })] : [];
  if (tracePair === undefined) return observers;
  const file = new TraceFile(outputs.open('trace', tracePair), tellTrouble);
  const trace = { write: (event: TraceEvent) => file.write(event), closed: () => file.close() };
  return [...observers, new PairTrace({ ...trace, now, pid: process.pid })];
}

/** Where others ask for this run; undefined if the host has no room for it: the run matters more. */
async function openControl(session: Session, options: RunOptions): Promise<ControlServer | undefined> {
  const { image, protocol, epochLength, earlyEnds, verbose } = options;
  const began = performance.now();
  const tellStatus = async (): Promise<Answer> => {
    const uptimeSeconds = Math.round(performance.now() - began) / 1000;
    const about = { hvrun: process.pid, image, uptimeSeconds, protocol, epochLength, earlyEnds };
    return { type: 'status', status: { ...about, ...(await session.status()) } };
  };
  const join = async (): Promise<Answer> => {
    // Whoever asks early waits until the guest starts, or until it is known that it doesn't.
    await Promise.race([session.started, session.end]);
    const reason = session.join();
    return reason === undefined ? { type: 'joining' } : { type: 'refused', reason };
  };
  try {
    return await ControlServer.open((ask) => (ask === 'status' ? tellStatus() : join()));
  } catch (error) {
    if (verbose) say(cannotBeAsked(messageOf(error)));
    return undefined;
  }
}

/** For replicas on other hosts. */
function describeEnd(end: RunEnd): string {
  switch (end.type) {
    case 'exit':
      return guestExited(end.status);
    case 'lost':
      return GUEST_LOST;
    case 'unbootable':
      return guestNotBootable(end.reason);
    case 'not-started':
    case 'stopped':
      return runIsOver(end.reason);
  }
}

/** `ordersLeft`: there were such that could not be carried out. */
function statusOf(end: RunEnd, options: RunOptions, ordersLeft: boolean): number {
  switch (end.type) {
    case 'exit':
      return ordersLeft && end.status === 0 ? EXIT_STATUS.ORDER_LEFT : end.status;
    case 'stopped':
      return end.status;
    case 'lost':
      return EXIT_STATUS.BOTH_LOST;
    case 'unbootable':
      throw bootFailure(options.image, end.reason);
    case 'not-started':
      throw new Failure(EXIT_STATUS.BOTH_LOST, couldNotStart(end.reason));
  }
}
