/**
 * The bare machine: a processor, the board's devices, the world they act on, and a clock. Specified by
 * emulator/board.md. It is nondeterministic on purpose, as real machines are: TLB replacement, interrupt timing,
 * clocks.
 *
 *     const machine = new Machine({ world, image, bootArguments: '', ram: DEFAULT_RAM, tlbSeed: 1 });
 *     const { status } = await machine.run();
 *
 * The processor runs on the main thread, a slice at a time. Between slices the host's event loop gets its turns, and what
 * happened outside (completions, input) is shown to the devices; so a device changes only between two instructions.
 */
import { EXIT_STATUS, TICKS_PER_SECOND } from './board.ts';
import { boot } from './boot.ts';
import type { EngineFactory } from './cpu/engine.ts';
import { EXIT, type Exit, Processor } from './cpu/processor.ts';
import { type Completion, hasResult, type Request } from './devices/device.ts';
import type { Ending } from './report/ending.ts';
import type { Place } from './report/place.ts';
import { placeOf } from './diagnosis/place.ts';
import { reportStop } from './diagnosis/stop-report.ts';
import { limitReached, whyAsleep } from './ending.ts';
import { Devices } from './devices/devices.ts';
import { HostEnvironment } from './host-environment.ts';
import { InstructionTrace, type TraceOptions } from './instruction-trace.ts';
import { MachineState } from './layout.ts';
import { checkOptions, type Kinds } from './options/check-options.ts';
import {
  count,
  FUNCTION,
  IMAGE,
  LIMITS_OF_INSTRUCTIONS,
  OBJECT,
  RAM,
  SEEDS,
  TEXT,
  TLB_SIZES,
  withMethods,
} from './options/kinds.ts';
import { steadyMs } from './steady-clock.ts';
import { hostTime, type TimeSource } from './time-source.ts';
import { turnOfEventLoop } from './scheduler.ts';
import type { World } from './world/world.ts';

export interface MachineOptions {
  readonly world: World;
  /** The bytes of an ELF executable. */
  readonly image: Uint8Array;
  readonly bootArguments: string;
  /** Bytes of RAM: 1 MiB to 1 GiB, a multiple of 4 KiB. */
  readonly ram: number;
  readonly tlbEntries?: number;
  /** Seed of the TLB's replacement: any 32-bit number, another one for each run. */
  readonly tlbSeed: number;
  readonly time?: TimeSource;
  /** The interpreter, unless given. */
  readonly engine?: EngineFactory;
  /** The run ends once so many instructions have completed; without, only by itself. */
  readonly limitInstructions?: number;
  /** Tells every instruction and interruption. */
  readonly trace?: TraceOptions;
  /** Told, now and then, how many bytes of console input the guest has popped since power-on. */
  readonly onInputPopped?: (through: number) => void;
  /** Told of each completion that is shown to the guest. */
  readonly onCompletion?: (completion: Completion) => void;
}

const KINDS: Kinds<MachineOptions> = {
  world: withMethods('perform', 'position', 'close'),
  ...{ image: IMAGE, bootArguments: TEXT, ram: RAM, tlbEntries: count(TLB_SIZES), tlbSeed: count(SEEDS) },
  ...{ time: OBJECT, engine: FUNCTION, trace: OBJECT, onInputPopped: FUNCTION, onCompletion: FUNCTION },
  limitInstructions: count(LIMITS_OF_INSTRUCTIONS),
};

/** Instructions of one slice: a fraction of a millisecond, the delay of a timer interrupt. */
const SLICE = 20_000;
/** Milliseconds of the processor's own between two turns of the event loop. */
const TURN_MS = 4;
/** The same while a command is under way, for whose end the guest may look again and again. */
const AWAITING_TURN_MS = 0.25;
/** Raw console bytes that may be on their way before the processor waits for the console. */
const MAX_UNCONFIRMED = 65_536;
/** The longest that a timer of Node's can wait, in milliseconds. */
const MAX_SLEEP_MS = 2 ** 31 - 1;

export class Machine {
  readonly #world: World;
  readonly #time: TimeSource;
  readonly #processor: Processor;
  /** What runs the processor: itself, or the trace. */
  readonly #runner: Pick<Processor, 'run' | 'completed'>;
  readonly #io: Devices;
  readonly #limit: number;
  readonly #onInputPopped: (through: number) => void;
  readonly #onCompletion: (completion: Completion) => void;
  /** What happened outside and has not been shown to the devices. */
  readonly #events: (() => void)[] = [];
  /** Ends the machine's sleep. */
  #wake: () => void = () => {};
  /** Requests without a RESULT (raw console bytes) whose effect has not been confirmed. */
  #unconfirmed = 0;
  /** Commands under way. */
  #commands = 0;
  #ending: Ending | undefined;
  #instructions = 0;

  /**
   * Switches the machine on and boots it. Throws a BootError if the image doesn't fit it, and a TypeError or a RangeError if an option is
   * none.
   */
  constructor(options: MachineOptions) {
    checkOptions('Machine', options, KINDS, ['world', 'image', 'bootArguments', 'ram', 'tlbSeed']);
    const { world, time = hostTime() } = options;
    const state = new MachineState({ ram: options.ram, tlbEntries: options.tlbEntries });
    const environment = new HostEnvironment(time, world);
    this.#world = world;
    this.#time = time;
    this.#limit = options.limitInstructions ?? Infinity;
    this.#onInputPopped = options.onInputPopped ?? (() => {});
    this.#onCompletion = options.onCompletion ?? (() => {});
    this.#processor = new Processor({
      state,
      environment,
      tlbSeed: options.tlbSeed,
      engine: options.engine,
      io: {
        load: (address) => this.#io.load(address),
        loadHalfword: (address) => this.#io.loadHalfword(address),
        store: (address, value) => this.#io.store(address, value),
      },
    });
    this.#runner = options.trace === undefined ? this.#processor : new InstructionTrace(this.#processor, options.trace);
    this.#io = new Devices({
      state,
      environment,
      memory: this.#processor.memory,
      sectors: world.sectors,
      raise: (mask) => this.#processor.raise(mask),
      request: (request) => this.#request(request),
    });
    boot(this.#processor, options.image, options.bootArguments);
  }

  /** Instructions completed since power-on. */
  get instructions(): number {
    return this.#instructions;
  }

  /** Where the guest is. */
  get place(): Place {
    return placeOf(this.#processor.state);
  }

  /** What its devices need of the guest, though it does not rest: see {@link Devices.needs}. */
  get needs(): readonly string[] {
    return this.#io.needs(false);
  }

  /** Runs until the guest exits or can't go on, the limit, or {@link stop}; then until what it had commanded is over. */
  async run(): Promise<Ending> {
    let lastTurn = steadyMs();
    while (this.#ending === undefined) {
      this.#processor.checkTimer(this.#time.ticks());
      const exit = this.#runner.run(Math.min(SLICE, this.#limit - this.#instructions));
      this.#instructions += this.#runner.completed;
      this.#ending ??= this.#endingAfter(exit);
      const idle = exit === EXIT.REST && this.#events.length === 0;
      if (this.#ending === undefined && (idle || this.#unconfirmed > MAX_UNCONFIRMED)) {
        await this.#sleep();
        lastTurn = steadyMs();
      } else if (steadyMs() - lastTurn > (this.#commands > 0 ? AWAITING_TURN_MS : TURN_MS)) {
        await turnOfEventLoop();
        lastTurn = steadyMs();
      }
      for (const event of this.#events.splice(0)) event();
      this.#onInputPopped(this.#io.inputPopped());
    }
    const { status, stop, ended } = this.#ending;
    const exit: Request = { kind: 'exit', id: this.#io.nextRequestId(), status, stop, ended };
    await new Promise<void>((resolve) => this.#world.perform(exit, () => resolve()));
    return this.#ending;
  }

  /** How the run ends after this exit of the processor's, if the guest has not asked for its end. */
  #endingAfter(exit: Exit): Ending | undefined {
    if (exit === EXIT.STOPPED) return { status: EXIT_STATUS.MACHINE_STOP, stop: reportStop(this.#processor.state) };
    if (this.#instructions >= this.#limit) {
      return { status: EXIT_STATUS.LIMIT, ended: limitReached(this.#limit, this.#processor.state, this.#io) };
    }
    const rests = exit === EXIT.REST && this.#events.length === 0;
    const asleep = rests ? whyAsleep(this.#processor, this.#io) : undefined;
    return asleep === undefined ? undefined : { status: EXIT_STATUS.ASLEEP, ended: asleep };
  }

  /** Console input: `bytes` are number `from` and following; `end`: the input ends after them. */
  receive(from: number, bytes: Uint8Array, end: boolean): void {
    this.#happened(() => this.#io.receive(from, bytes, end));
  }

  /** Ends the run from outside, with this status. */
  stop(status: number): void {
    this.#happened(() => {
      this.#ending ??= { status };
    });
  }

  /** A device's request: on its way into the world, and its completion on the way back. */
  #request(request: Request): void {
    // One instruction may make several requests: those after EXIT come to nothing.
    if (this.#ending !== undefined) return;
    if (request.kind === 'exit') {
      this.#ending = { status: request.status };
      this.#processor.requestExit();
      return;
    }
    if (hasResult(request)) {
      this.#commands++;
      this.#world.perform(request, (completion) => {
        this.#commands--;
        this.#happened(() => this.#complete(completion));
      });
      return;
    }
    this.#unconfirmed++;
    this.#world.perform(request, () => {
      this.#unconfirmed--;
      if (this.#unconfirmed === MAX_UNCONFIRMED) this.#wake();
    });
  }

  #complete(completion: Completion): void {
    this.#io.complete(completion);
    this.#onCompletion(completion);
  }

  #happened(event: () => void): void {
    this.#events.push(event);
    this.#wake();
  }

  /** Sleeps until something happens, or until the interval timer is due. Its own timer keeps the process alive. */
  async #sleep(): Promise<void> {
    const dueMs = ((this.#processor.timerDue() - this.#time.ticks()) / TICKS_PER_SECOND) * 1000;
    await new Promise<void>((resolve) => {
      const alarm = setTimeout(resolve, Math.max(0, Math.min(Math.ceil(dueMs), MAX_SLEEP_MS)));
      this.#wake = () => {
        clearTimeout(alarm);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}
