/**
 * `hvrun --protocol none`, the straw man of the lecture: two identical machines that are given the same program and the same
 * input, each with devices of its own, and that know nothing of each other. If one fails, the other goes on: so why more?
 * Because they part as soon as they look at a clock; which is shown.
 */
import { EXIT_STATUS } from '../../emulator/board.ts';
import { ImagePlaces, NO_PLACES } from '../../emulator/diagnosis/image-places.ts';
import type { Ending } from '../../emulator/report/ending.ts';
import type { Machine } from '../../emulator/machine.ts';
import type { World } from '../../emulator/world/world.ts';
import { KillOrders } from '../bus/kill-orders.ts';
import { engineOfProcess } from '../../emulator/host/process-engine.ts';
import { MortalWorld } from '../straw-man/mortal-world.ts';
import { CopyError, PrivateDisks } from '../straw-man/private-disks.ts';
import { RecordedConsole } from '../straw-man/recorded-console.ts';
import { cannotCopyDisk, fileAt } from '../words/files.ts';
import { endedBySignal } from '../words/run.ts';
import { buildMachine } from './build-machine.ts';
import { Failure, say } from './failure.ts';
import { fileFailure, openWorld } from './files.ts';
import { readImage } from './image.ts';
import type { RunOptions } from './options.ts';
import { outputsOf } from './outputs.ts';
import { watchSignals } from './signals.ts';
import { BEGINNING, describeDeath, machineNumber, reportStrawMan } from './straw-man-report.ts';
import { Terminal } from './terminal.ts';
import { limitTime } from './time-limit.ts';

/**
 * Runs both machines to their ends and returns the status of the one that is seen last, or one that says that they parted.
 * Throws a {@link Failure}.
 */
export async function runStrawMan(options: RunOptions): Promise<number> {
  outputsOf(options);
  const begin = new AbortController();
  let stop = (status: number, reason: string): void => begin.abort(new Failure(status, reason));
  const terminal = new Terminal({ onLeave: (status, reason) => stop(status, reason) });
  const unwatch = watchSignals((status, name) => stop(status, endedBySignal(name)));
  let disks: PrivateDisks | undefined;
  let machines: StrawMan | undefined;
  try {
    const image = await readImage(options);
    disks = await copyDisks(options, begin.signal);
    const built = new StrawMan(options, terminal, disks);
    machines = built;
    await built.build(image);
    await disks?.hide();
    begin.signal.throwIfAborted();
    stop = (status, reason) => {
      say(reason);
      terminal.output.abandon();
      built.stop(status);
    };
    const unlimit = limitTime(options.limitSeconds, stop, () => undefined, NO_PLACES);
    return await built.run().finally(unlimit);
  } finally {
    terminal.close();
    unwatch();
    await machines?.close();
    await disks?.remove();
  }
}

async function copyDisks({ disk, diskLock }: RunOptions, signal: AbortSignal): Promise<PrivateDisks | undefined> {
  if (disk === undefined) return undefined;
  try {
    return await PrivateDisks.copy(disk, diskLock, signal);
  } catch (error) {
    if (error instanceof CopyError) {
      throw new Failure(EXIT_STATUS.HOST_ERROR, cannotCopyDisk(disk, error.message));
    }
    throw fileFailure(fileAt('disk', disk), error);
  }
}

/** One of the two. */
interface Member {
  readonly name: string;
  readonly console: RecordedConsole;
  readonly machine: Machine;
  /** Bytes of console input that the guest has taken. */
  popped: number;
  ending: Ending | undefined;
}

class StrawMan {
  readonly #options: RunOptions;
  readonly #terminal: Terminal;
  readonly #disks: PrivateDisks | undefined;
  readonly #members: Member[] = [];
  readonly #worlds: World[] = [];
  #places = NO_PLACES;
  readonly #orders: KillOrders;
  /** The first machine's. */
  #mortal: MortalWorld | undefined;
  /** Bytes that each had printed when the first one died. */
  #atDeath: readonly number[] | undefined;
  /** Ended from outside: there is nothing to compare. */
  #stopped = false;

  constructor(options: RunOptions, terminal: Terminal, disks: PrivateDisks | undefined) {
    this.#options = options;
    this.#orders = new KillOrders(options.kills);
    this.#terminal = terminal;
    this.#disks = disks;
  }

  /** Builds both. Throws a {@link Failure} if that can't be done; {@link close} is to be called then, too. */
  async build(image: Uint8Array): Promise<void> {
    const options = this.#options;
    this.#places = new ImagePlaces(image);
    const lastCommand = Math.min(Infinity, ...options.kills.map(({ count }) => count));
    for (const index of [0, 1]) {
      const console = new RecordedConsole(this.#terminal.output);
      const copy = { disk: this.#disks?.paths[index], diskLock: false, diskIsTemporary: true };
      const devices = await openWorld({ ...options, ...copy }, console);
      this.#worlds.push(devices);
      const world = index === 0 ? this.#mortality(devices, lastCommand) : devices;
      const onInputPopped = (through: number): void => this.#inputPopped(index, through);
      const engine = engineOfProcess(index === 0 ? options.engine.primary : options.engine.backup);
      const machine = buildMachine(options, { image, world, onInputPopped, engine });
      this.#members.push({ name: machineNumber(index + 1), console, machine, popped: 0, ending: undefined });
    }
    this.#members[0].console.shown = true;
  }

  /** Closes the machines' files; their guests have ended, or never begun. */
  async close(): Promise<void> {
    await Promise.all(this.#worlds.splice(0).map((world) => world.close()));
  }

  /** Ends both from outside. */
  stop(status: number): void {
    this.#stopped = true;
    for (const { machine } of this.#members) machine.stop(status);
  }

  /** Runs both to their ends, tells how they differ, and returns hvrun's exit status. */
  async run(): Promise<number> {
    say(BEGINNING);
    this.#terminal.start((from, bytes, end) => {
      for (const { machine } of this.#members) machine.receive(from, bytes, end);
    });
    await Promise.all(this.#members.map((member) => this.#operate(member)));
    await this.close();
    const parted = !this.#stopped && !(await this.#tell());
    const left = this.#orders.left({
      who: machineNumber(1),
      commands: this.#mortal?.commands ?? 0,
      lastEpoch: undefined,
    });
    for (const line of left) say(line);
    if (parted) return EXIT_STATUS.PARTED;
    const status = this.#members.find(({ console }) => console.shown)?.ending?.status ?? 0;
    return status === 0 && left.length > 0 ? EXIT_STATUS.ORDER_LEFT : status;
  }

  #mortality(devices: World, lastCommand: number): MortalWorld {
    this.#mortal = new MortalWorld(devices, lastCommand, () => this.#die(lastCommand));
    return this.#mortal;
  }

  async #operate(member: Member): Promise<void> {
    member.ending = await member.machine.run();
    // It takes no more input, and must not keep the other one from getting some.
    this.#inputTaken();
  }

  #inputPopped(index: number, through: number): void {
    this.#members[index].popped = through;
    this.#inputTaken();
  }

  #inputTaken(): void {
    const running = this.#members.filter(({ ending }) => ending === undefined);
    if (running.length > 0) this.#terminal.taken(Math.min(...running.map(({ popped }) => popped)));
  }

  /** The first machine has given its last command. Whoever watches sees the other one's console from here on. */
  #die(command: number): void {
    const [first, second] = this.#members;
    this.#orders.due('primary', 'command', command);
    say(describeDeath(command));
    first.console.shown = false;
    second.console.shown = true;
    this.#atDeath = this.#members.map(({ console }) => console.length);
    first.machine.stop(0);
  }

  /** Tells what came of both, and returns whether that is the same. */
  async #tell(): Promise<boolean> {
    const machines = this.#members.map(({ name, console, ending }) => ({ name, ending, text: console.text }));
    const sectors = await this.#disks?.differingSectors();
    return reportStrawMan({ machines, atDeath: this.#atDeath, sectors, places: this.#places }, say);
  }
}
