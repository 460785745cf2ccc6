/**
 * The same machine twice: bare, and as the guest of a monitor. Both begin in the same random state and see the same world,
 * which a script determines: clocks that count instructions, and interrupts, completions and input at the same instructions.
 */
import { whyAsleep } from '../../../emulator/ending.ts';
import { EXIT_STATUS, MIN_RAM, RESULT } from '../../../emulator/board.ts';
import type { EngineFactory } from '../../../emulator/cpu/engine.ts';
import { EXIT, Processor } from '../../../emulator/cpu/processor.ts';
import { randomFrom, type Random } from '../../../emulator/cpu/testing/random.ts';
import { hasResult, type Completion, type Request } from '../../../emulator/devices/device.ts';
import { reportStop } from '../../../emulator/diagnosis/stop-report.ts';
import { Devices } from '../../../emulator/devices/devices.ts';
import type { EnvironmentQuery, EnvironmentValue } from '../../../emulator/environment.ts';
import { LAYOUT, MachineState } from '../../../emulator/layout.ts';
import type { Interrupt } from '../../protocol/messages.ts';
import { Monitor } from '../monitor.ts';
import { randomizeMachine, TLB_ENTRIES } from './random-machine.ts';

const SECTORS = 64;
/** Instructions of one run. */
const LENGTH = 1500;
const TICKS = 7;

/** What happens at the end of an epoch, beside the interrupts of devices. */
interface Happening {
  readonly raise: number;
  readonly signal: 0 | 1 | 2 | 5;
}

/** How an epoch ended. */
interface EpochEnd {
  readonly completed: number;
  /** Over: the guest has exited, or the machine stopped. */
  readonly over: boolean;
}

/** One of the two. */
interface Candidate {
  readonly state: MachineState;
  readonly processor: Processor;
  /** Requests, in order. */
  readonly requests: Request[];
  runEpoch(limit: number): EpochEnd;
  deliver(interrupts: readonly Interrupt[], ticks: number): void;
}

/**
 * The answer to a question in an epoch before which so many instructions had completed, when so many of its own have. Device
 * registers show what they did when it began: the processor has its count at hand for MFCTL, not for a load.
 */
function answer(query: EnvironmentQuery, completed: number, ofEpoch: number): EnvironmentValue {
  switch (query) {
    case 'interval-timer':
      return { query, ticks: (completed + ofEpoch) * TICKS };
    case 'time-of-day':
      return { query, ticks: completed * TICKS, seconds: 1e9 + completed, microseconds: completed };
    default:
      return { query, position: completed };
  }
}

class BareCandidate implements Candidate {
  readonly state = new MachineState({ ram: MIN_RAM, tlbEntries: TLB_ENTRIES });
  readonly processor: Processor;
  readonly requests: Request[] = [];
  readonly #io: Devices;
  #completed = 0;
  #over = false;

  constructor(tlbSeed: number) {
    const { state } = this;
    const read = (query: EnvironmentQuery): EnvironmentValue =>
      answer(query, this.#completed, this.processor.completed);
    const load = (address: number): number | undefined => this.#io.load(address);
    const loadHalfword = (address: number): number | undefined => this.#io.loadHalfword(address);
    const store = (address: number, value: number): boolean => this.#io.store(address, value);
    this.processor = new Processor({ state, tlbSeed, environment: { read }, io: { load, loadHalfword, store } });
    this.#io = new Devices({
      state,
      memory: this.processor.memory,
      environment: { read },
      sectors: SECTORS,
      raise: (mask) => this.processor.raise(mask),
      request: (request) => {
        this.requests.push(request);
        if (request.kind !== 'exit') return;
        this.#over = true;
        this.processor.requestExit();
      },
    });
  }

  runEpoch(limit: number): EpochEnd {
    const exit = this.processor.run(limit);
    if (exit === EXIT.STOPPED) {
      this.#over = true;
      this.requests.push({
        kind: 'exit',
        id: this.#io.nextRequestId(),
        status: 70,
        stop: reportStop(this.state),
      });
    }
    // The script can wake it all the same.
    const asleep = exit === EXIT.REST ? whyAsleep(this.processor, this.#io) : undefined;
    if (asleep !== undefined) this.requests.push({ kind: 'exit', id: this.#io.nextRequestId(), status: 80 });
    const { completed } = this.processor;
    this.#completed += completed;
    return { completed, over: this.#over };
  }

  deliver(interrupts: readonly Interrupt[], ticks: number): void {
    for (const interrupt of interrupts) {
      if (interrupt.type === 'input') this.#io.receive(interrupt.from, interrupt.bytes, interrupt.end);
      else this.#io.complete(interrupt.completion);
    }
    this.processor.checkTimer(ticks);
  }
}

class MonitoredCandidate implements Candidate {
  readonly state = new MachineState({ ram: MIN_RAM, tlbEntries: TLB_ENTRIES });
  readonly processor: Processor;
  readonly requests: Request[] = [];
  readonly #monitor: Monitor;
  readonly #slice: number;
  #completed = 0;

  constructor(tlbSeed: number, slice: number, { assisted, engine }: Pick<ComparisonOptions, 'assisted' | 'engine'>) {
    this.#monitor = new Monitor({ state: this.state, sectors: SECTORS, tlbSeed, assisted, engine });
    this.processor = this.#monitor.processor;
    this.#slice = slice;
  }

  runEpoch(limit: number): EpochEnd {
    const monitor = this.#monitor;
    monitor.startEpoch(limit);
    for (;;) {
      const exit = monitor.run(this.#slice);
      const completed = limit - this.state.words[LAYOUT.EPOCH_COUNTER];
      if (exit.type === 'environment') {
        monitor.supply(answer(exit.query, this.#completed, completed));
      } else if (exit.type === 'output') {
        this.requests.push(exit.request);
        if (exit.request.kind !== 'exit') continue;
        this.#completed += completed;
        return { completed, over: exit.request.status !== EXIT_STATUS.ASLEEP };
      } else if (exit.type === 'epoch-end') {
        this.#completed += exit.completed;
        return { completed: exit.completed, over: false };
      }
    }
  }

  deliver(interrupts: readonly Interrupt[], ticks: number): void {
    this.#monitor.deliver(interrupts, ticks);
  }
}

/** Of the monitored one. */
export interface ComparisonOptions {
  readonly ringsExposed?: boolean;
  readonly assisted?: boolean;
  /** The interpreter, unless given. */
  readonly engine?: EngineFactory;
}

export interface Comparison {
  /** Instructions that the two have completed. */
  readonly completed: number;
  /** The first thing in which they differ, for people; undefined if they do not. */
  readonly difference: string | undefined;
}

/**
 * Runs both from the state that `seed` determines, and compares their registers at the end of each epoch, all the rest at
 * the end of the run.
 */
export function compare(seed: number, options: ComparisonOptions = {}): Comparison {
  const { ringsExposed = false } = options;
  const random = randomFrom(seed);
  const tlbSeed = random(2 ** 32);
  const epochLength = 1 + random(40);
  const bare = new BareCandidate(tlbSeed);
  const monitored = new MonitoredCandidate(tlbSeed, 1 + random(epochLength), options);
  randomizeMachine(bare.processor, random);
  monitored.state.words.set(bare.state.words);
  monitored.state.ram.set(bare.state.ram);
  monitored.processor.stateChanged();
  monitored.processor.ringsExposed = ringsExposed;
  monitored.processor.deprivileged = true;
  const world = new Script(random);
  let completed = 0;
  for (let rests = 0; completed < LENGTH && rests < 10;) {
    const [one, other] = [bare, monitored].map((candidate) => candidate.runEpoch(epochLength));
    if (one.completed !== other.completed) {
      return { completed, difference: `bare completes ${one.completed}, monitored ${other.completed} instructions` };
    }
    completed += one.completed;
    const difference = differenceInWords(bare, monitored);
    if (difference !== undefined) return { completed, difference };
    if (one.over) break;
    if (one.completed < epochLength) rests += 1;
    const { interrupts, raise, signal } = world.next(bare.requests);
    for (const candidate of [bare, monitored]) {
      candidate.deliver(interrupts, completed * TICKS);
      if (raise !== 0) candidate.processor.raise(raise);
      if (signal !== 0) candidate.processor.signal(signal);
    }
  }
  return { completed, difference: differenceInMemory(bare, monitored) ?? differenceInRequests(bare, monitored) };
}

/** What happens between epochs. */
class Script {
  readonly #random: Random;
  readonly #open: Request[] = [];
  #seen = 0;
  #typed = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  next(requests: readonly Request[]): Happening & { readonly interrupts: readonly Interrupt[] } {
    const random = this.#random;
    this.#open.push(...requests.slice(this.#seen).filter(hasResult));
    this.#seen = requests.length;
    const interrupts: Interrupt[] = [];
    if (this.#open.length > 0 && random(2) === 0) {
      const [request] = this.#open.splice(random(this.#open.length), 1);
      interrupts.push({ type: 'completion', completion: this.#completionOf(request) });
    }
    if (random(8) === 0) {
      const bytes = Uint8Array.from({ length: 1 + random(3) }, () => random(256));
      interrupts.push({ type: 'input', from: this.#typed, bytes, end: false });
      this.#typed += bytes.length;
    }
    const signal = random(12) === 0 ? ([1, 2, 5] as const)[random(3)] : 0;
    return { interrupts, raise: random(4) === 0 ? random(2 ** 32) : 0, signal };
  }

  #completionOf(request: Request): Completion {
    const random = this.#random;
    const { id } = request;
    const result = [RESULT.DONE, RESULT.DONE, RESULT.ERROR, RESULT.UNCERTAIN][random(4)];
    if (request.kind !== 'disk-read' || result !== RESULT.DONE) return { id, result };
    return { id, result, data: Uint8Array.from({ length: request.count * 512 }, () => random(256)) };
  }
}

/** Words that only a monitor's machine has. */
const MONITORS_OWN: readonly number[] = [
  LAYOUT.DEPRIVILEGED,
  LAYOUT.RINGS_EXPOSED,
  LAYOUT.EPOCH_COUNTER,
  LAYOUT.INSTRUCTIONS,
  LAYOUT.INSTRUCTIONS + 1,
];

function differenceInWords(bare: Candidate, monitored: Candidate): string | undefined {
  const one = bare.state.words;
  const other = monitored.state.words;
  const at = one.findIndex((word, i) => word !== other[i] && !MONITORS_OWN.includes(i));
  return at < 0 ? undefined : differing(nameOfWord(at), one[at], other[at]);
}

function differenceInMemory(bare: Candidate, monitored: Candidate): string | undefined {
  const one = bare.state.ram;
  const other = monitored.state.ram;
  if (bytesOf(one).equals(bytesOf(other))) return undefined;
  const at = one.findIndex((word, i) => word !== other[i]);
  return differing(`the word at 0x${(4 * at).toString(16)}`, one[at], other[at]);
}

function differenceInRequests(bare: Candidate, monitored: Candidate): string | undefined {
  const [one, other] = [bare, monitored].map(({ requests }) => requests.map(describeRequest));
  if (one.length !== other.length) return `${one.length} requests of bare, ${other.length} of monitored`;
  const at = one.findIndex((request, i) => request !== other[i]);
  return at < 0 ? undefined : `request ${at}: bare ${one[at]}, monitored ${other[at]}`;
}

function bytesOf(words: Int32Array): Buffer {
  return Buffer.from(words.buffer, words.byteOffset, words.byteLength);
}

function describeRequest(request: Request): string {
  return JSON.stringify({ ...request, ended: undefined });
}

function differing(what: string, bare: number, monitored: number): string {
  const [one, other] = [bare, monitored].map((word) => (word >>> 0).toString(16).padStart(8, '0'));
  return `${what}: bare ${one}, monitored ${other}`;
}

/** The name of a word of the state: that of the part of the layout in which it lies, and its place there. */
function nameOfWord(index: number): string {
  const parts = Object.entries(LAYOUT).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  const [name, start] = parts.filter(([, from]) => from <= index).sort(([, a], [, b]) => b - a)[0];
  return `${name} + ${index - start}`;
}
