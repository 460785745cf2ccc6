/**
 * The plan of a simulated run: everything about it that is not the guest, drawn from its seed. How the machines and the
 * links are, what the devices do, and what goes wrong when.
 */
import type { Seat } from '../../seat.ts';
import { type VariantName, variants } from '../../protocol/variants.ts';
import { Chance } from './chance.ts';
import type { HardwareModel } from './hardware-model.ts';

/**
 * From when on a fault's steps are counted: the start of the machine that is first in its seat, the moment a failover epoch
 * begins there, the moment a new machine is powered on there, or the moment a joiner is let in, for it and for the primary.
 */
export type Since = 'start' | 'failover' | 'birth' | 'join';

/** What becomes of what a machine has sent when it dies. */
export type Arrival = 'arrives' | 'is lost in part';

/**
 * Something that goes wrong, once, when machine `seat` has come to its step number `step`. A step is whatever it does that can be
 * seen from outside: a frame sent or received, a slice of its guest, an interrupt delivered, an epoch begun.
 */
export type Fault = { readonly seat: Seat; readonly since: Since; readonly step: number } & (
  | {
      /** The machine dies. */
      readonly kind: 'crash';
      /** Does what it has sent arrive, or only some of it; or so many of the frames on their way to its peer and to the bus? */
      readonly sent: Arrival | { readonly peer: number; readonly bus: number };
      /** It dies so many instructions later, without a further step. */
      readonly instructions?: number;
      /** Does its peer see the link close, or just silence? */
      readonly silent: boolean;
    }
  /** The machine stands still for so long, and goes on as if nothing had been. */
  | { readonly kind: 'pause'; readonly forMs: number }
  /** The machine hangs: it stands still for ever, and nobody is told. */
  | { readonly kind: 'hang' }
  /** The bus ends; `polite`: it says so first. */
  | { readonly kind: 'bus ends'; readonly polite: boolean }
  /** From now on nothing that this machine sends to its peer arrives; `both`: nor the other way round. */
  | { readonly kind: 'partition'; readonly both: boolean }
  /** Its next frame to the peer vanishes, `more` frames after it arrive, then none. */
  | { readonly kind: 'gap'; readonly more: number }
  /** What it sends to its peer arrives late: nothing for so long, then everything. */
  | { readonly kind: 'stall'; readonly forMs: number }
  /** It takes its peer for dead, without any reason. */
  | { readonly kind: 'suspicion' }
  /** It loses the bus. */
  | { readonly kind: 'bus lost' }
);

/** A range from which each delay is drawn, in milliseconds. */
export type Range = readonly [min: number, max: number];

/** How a machine's own clocks are. */
export interface ClockConditions {
  /** What the interval timer shows at the beginning. */
  readonly ticks: number;
  /** What the clock shows at the beginning: microseconds since 1970. */
  readonly microseconds: number;
  /** Time goes by so much faster than it does. */
  readonly rate: number;
}

/** Somebody sets the time of day. */
export interface ClockSetting {
  /** When, in milliseconds of virtual time. */
  readonly atMs: number;
  /** By how much. */
  readonly byMicroseconds: number;
}

interface MachineConditions {
  readonly clock: ClockConditions;
  /** How much slower than 50 MIPS it is. */
  readonly slowness: number;
  /** Instructions between two looks at its links. */
  readonly slice: number;
  /** What it takes to work through one frame of its peer's, in milliseconds. */
  readonly frameMs: number;
}

export interface WorldConditions {
  readonly diskMs: Range;
  readonly consoleMs: Range;
  /** Of the rod's whole way. */
  readonly actuatorMs: number;
  /** Probability that a command with a RESULT ends uncertain without any failover. */
  readonly uncertain: number;
  /** Probability that a disk command fails. */
  readonly diskErrors: number;
}

/** Who else calls at the port of a new machine, and proves nothing. */
export interface Strangers {
  readonly count: number;
  /** How many addresses of their own they come from; 0: the primary's. */
  readonly addresses: number;
  /** How often each comes back when it is turned away, and after how long. */
  readonly returns: number;
  readonly returnMs: number;
}

export interface Plan {
  readonly seed: number;
  readonly variant: VariantName;
  /** EL, in instructions. */
  readonly epochLength: number;
  readonly earlyEnds: boolean;
  /** Instructions by which the backup may lag behind. */
  readonly maxLag: number;
  /** Silence after which a peer counts as dead. */
  readonly timeoutMs: number;
  /** How long each step of a machine's birth may take. */
  readonly birthMs: number;
  readonly strangers: Strangers;
  /** Environment values after which an epoch ends. */
  readonly maxValues: number;
  /** Bytes that the link to a joiner takes before some have arrived. */
  readonly linkBytes: number;
  /** Pages that may be left for the pause of a copy. */
  readonly fewPages: number;
  readonly tlbSeed: number;
  readonly machines: Readonly<Record<Seat, MachineConditions>>;
  /** When the time of day of each machine's host is set. */
  readonly clockSettings: Readonly<Record<Seat, readonly ClockSetting[]>>;
  readonly peerDelayMs: Range;
  readonly busDelayMs: Range;
  /** How long the bus's SIGKILL takes to end a machine. */
  readonly killMs: Range;
  /** How long after a machine's death a new one is ready to join; absent: none comes. */
  readonly restartMs?: Range;
  readonly world: WorldConditions;
  /** Between two pieces of typed input. */
  readonly typingMs: Range;
  /** Of so many epochs, the whole state of one is hashed. */
  readonly hashEvery: number;
  /** Do the machines themselves compare their states at the end of each epoch? */
  readonly hashEpochs: boolean;
  readonly faults: readonly Fault[];
  /** What things take instead, if that was described: delays, speeds and the disk's times are not those above then. */
  readonly hardware?: HardwareModel;
  /** A fault waits until those before it have struck; else each strikes when its step comes. */
  readonly faultsInOrder?: boolean;
}

/** What a run without faults takes, so that faults can be spread over it. */
export interface Extent {
  readonly steps: Readonly<Record<Seat, number>>;
  /** Instructions of the guest. */
  readonly instructions: number;
}

const EPOCH_LENGTHS = [150, 400, 1000, 3000, 10_000, 40_000];
/** Most epochs of a run, so that a guest which computes for long does not take for ever. */
const MOST_EPOCHS = 20_000;
const MAX_LAGS = [0, 3000, 1_000_000];
const TIMEOUTS_MS = [4, 10, 30, 100];
/** The slowest link, one way, and the slowest for the original protocol, which waits for it at each epoch. */
const SLOWEST_MS = 15;
const SLOWEST_ORIGINAL_MS = 4;
const SHORTEST_BIRTH_MS = 50;
/** Some day, in microseconds since 1970. */
const TODAY_MICROSECONDS = 800_000_000_000_000;
/** By how much clocks are wrong at first, and by how much they are set: nothing, half a minute, an hour, years. */
const CLOCK_ERRORS_MICROSECONDS = [0, 0, -30e6, 30e6, -3600e6, 3600e6, 1e15];
/** Within so many milliseconds from the beginning they are set. */
const CLOCKS_SET_MS = 100;

/** The plan that `seed` stands for. */
export function drawPlan(seed: number, extent: Extent): Plan {
  const chance = new Chance(seed);
  const variant = chance.pick(Object.keys(variants) as VariantName[]);
  const timeoutMs = chance.pick(TIMEOUTS_MS);
  const restarts = chance.happens(0.6);
  const slowestMs = variant === 'original' ? SLOWEST_ORIGINAL_MS : SLOWEST_MS;
  return {
    seed,
    variant,
    epochLength: Math.max(chance.pick(EPOCH_LENGTHS), shortestEpoch(extent)),
    earlyEnds: chance.happens(0.7),
    maxLag: chance.pick(MAX_LAGS),
    timeoutMs,
    tlbSeed: chance.whole(0, 0x7fffffff),
    machines: { first: drawMachine(chance, timeoutMs), second: drawMachine(chance, timeoutMs) },
    peerDelayMs: drawRange(chance, Math.min(chance.happens(0.2) ? timeoutMs / 2 : timeoutMs / 20, slowestMs)),
    busDelayMs: drawRange(chance, chance.pick([0.02, 0.5, 3])),
    killMs: drawRange(chance, chance.pick([0.05, 2, 10])),
    restartMs: restarts ? drawRange(chance, chance.pick([0.1, 1, 10])) : undefined,
    world: drawWorld(chance),
    typingMs: drawRange(chance, 5),
    hashEvery: chance.whole(50, 150),
    faults: [
      ...drawFaults(chance, variant, timeoutMs, extent),
      ...(restarts ? drawLaterFaults(chance, variant, timeoutMs) : []),
    ],
    hashEpochs: chance.happens(0.5),
    clockSettings: { first: drawClockSettings(chance), second: drawClockSettings(chance) },
    birthMs: Math.max(SHORTEST_BIRTH_MS, 3 * timeoutMs),
    maxValues: chance.pick([8, 20, 1024]),
    linkBytes: chance.pick([64, 256, 1024]) * 1024,
    fewPages: chance.pick([4, 16]),
    strangers: drawStrangers(chance),
  };
}

/** A plan in which nothing goes wrong. */
export function quietPlan(seed: number): Plan {
  const plan = drawPlan(seed, { steps: { first: 1, second: 1 }, instructions: 0 });
  return { ...plan, epochLength: 3000, faults: [], world: { ...plan.world, uncertain: 0, diskErrors: 0 } };
}

/**
 * Two plans in which nothing goes wrong, as different in speed as plans are: quick machines with slow devices and typing,
 * then slow machines with quick ones. Their clocks differ, too.
 */
export function extremePlans({ instructions }: Pick<Extent, 'instructions'>): [Plan, Plan] {
  const common = { variant: 'queued', maxLag: Math.max(...MAX_LAGS), timeoutMs: Math.max(...TIMEOUTS_MS) } as const;
  const [one, other] = [quietPlan(2), quietPlan(3)];
  const epochLength = Math.max(EPOCH_LENGTHS[0], shortestEpoch({ instructions }));
  return [
    {
      ...{ ...one, ...common, epochLength, earlyEnds: true, machines: withSlowness(one, 1) },
      ...{ peerDelayMs: [0.1, 0.2], busDelayMs: [0.01, 0.02], typingMs: [4, 5] },
      world: { ...one.world, diskMs: [7, 8], consoleMs: [3, 4], actuatorMs: 10 },
    },
    {
      ...{ ...other, ...common, epochLength: 40_000, earlyEnds: false, machines: withSlowness(other, 20) },
      ...{ peerDelayMs: [4, 5], busDelayMs: [2, 3], typingMs: [0, 0.1] },
      world: { ...other.world, diskMs: [0, 0.1], consoleMs: [0, 0.01], actuatorMs: 0 },
    },
  ];
}

/** The length below which a guest of so many instructions would take too many epochs. */
function shortestEpoch({ instructions }: Pick<Extent, 'instructions'>): number {
  return Math.ceil(instructions / MOST_EPOCHS);
}

function withSlowness({ machines }: Plan, slowness: number): Plan['machines'] {
  return { first: { ...machines.first, slowness }, second: { ...machines.second, slowness } };
}

function drawMachine(chance: Chance, timeoutMs: number): MachineConditions {
  return {
    clock: {
      ticks: chance.whole(0, 500_000),
      microseconds: TODAY_MICROSECONDS + chance.pick(CLOCK_ERRORS_MICROSECONDS) + chance.whole(0, 5_000_000),
      rate: chance.between(0.98, 1.02),
    },
    slowness: chance.pick([1, 1, 1.5, 4, 20]),
    slice: chance.pick([97, 500, 4096, 4096]),
    // A burst of some hundred takes longer than a short time-out.
    frameMs: timeoutMs <= 10 ? chance.pick([0, 0.04]) : 0,
  };
}

/** Somebody sets the clock of a host, or nobody does. */
function drawClockSettings(chance: Chance): ClockSetting[] {
  return Array.from({ length: chance.pick([0, 0, 1, 3]) }, () => ({
    atMs: chance.between(0, CLOCKS_SET_MS),
    byMicroseconds: chance.pick(CLOCK_ERRORS_MICROSECONDS),
  }));
}

function drawStrangers(chance: Chance): Strangers {
  return {
    count: chance.pick([0, 0, 16, 100, 300]),
    addresses: chance.pick([0, 1, 64]),
    returns: chance.pick([0, 1, 3]),
    returnMs: chance.between(0.2, 0.5),
  };
}

function drawWorld(chance: Chance): WorldConditions {
  return {
    diskMs: drawRange(chance, chance.pick([0.1, 1, 8])),
    consoleMs: drawRange(chance, chance.pick([0.01, 0.5, 4])),
    actuatorMs: chance.pick([0, 1, 10]),
    uncertain: chance.happens(0.2) ? chance.between(0, 0.3) : 0,
    diskErrors: chance.happens(0.05) ? chance.between(0, 0.1) : 0,
  };
}

function drawRange(chance: Chance, most: number): Range {
  const max = most * chance.between(0.1, 1);
  return [max * chance.between(0, 1), max];
}

/** None, one, or now and then two, which may be more than a pair can bear. */
function drawFaults(chance: Chance, variant: VariantName, timeoutMs: number, extent: Extent): Fault[] {
  if (chance.happens(0.08)) return [];
  const first = drawFault(chance, variant, timeoutMs, extent);
  if (!chance.happens(0.12)) return [first];
  const survivor = first.seat === 'first' ? 'second' : 'first';
  const steps = chance.whole(1, 60);
  const second: Fault = chance.happens(0.5)
    ? { kind: 'crash', seat: survivor, since: 'failover', step: steps, sent: 'arrives', silent: false }
    : drawFault(chance, variant, timeoutMs, extent);
  return [first, second];
}

/** What goes wrong when a machine joins, or after it has joined. */
function drawLaterFaults(chance: Chance, variant: VariantName, timeoutMs: number): Fault[] {
  if (chance.happens(0.25)) return [];
  const seat: Seat = chance.happens(0.5) ? 'first' : 'second';
  const step = 1 + chance.whole(0, chance.pick([15, 60, 250, 1000]));
  if (chance.happens(0.3)) return [drawFaultAtBirth(chance, seat)];
  return [drawFaultAt(chance, variant, timeoutMs, { seat, since: 'join', step })];
}

/** What goes wrong while a new machine comes up, before it has met its peer. */
function drawFaultAtBirth(chance: Chance, seat: Seat): Fault {
  const at = { seat, since: 'birth', step: chance.whole(1, 6) } as const;
  return chance.happens(0.6) ? { ...at, kind: 'hang' } : { ...at, kind: 'bus ends', polite: chance.happens(0.5) };
}

function drawFault(chance: Chance, variant: VariantName, timeoutMs: number, { steps }: Extent): Fault {
  const seat: Seat = chance.happens(0.7) ? 'first' : 'second';
  return drawFaultAt(chance, variant, timeoutMs, { seat, since: 'start', step: 1 + chance.whole(0, steps[seat]) });
}

function drawFaultAt(
  chance: Chance,
  variant: VariantName,
  timeoutMs: number,
  at: Pick<Fault, 'seat' | 'since' | 'step'>,
): Fault {
  // The original protocol is safe only while what a machine has sent arrives: see variants.ts.
  const lossy = variant !== 'original';
  const kind = chance.pick(
    FAULTS.filter(([, loses]) => lossy || !loses).flatMap(([name, , weight]) => repeat(name, weight)),
  );
  switch (kind) {
    case 'crash':
      return {
        ...at,
        kind,
        sent: lossy && chance.happens(0.7) ? 'is lost in part' : 'arrives',
        silent: chance.happens(0.3),
      };
    case 'pause':
    case 'stall':
      return { ...at, kind, forMs: timeoutMs * chance.between(0.2, 3) };
    case 'partition':
      return { ...at, kind, both: chance.happens(0.5) };
    case 'gap':
      return { ...at, kind, more: chance.whole(0, 12) };
    case 'hang':
    case 'suspicion':
    case 'bus lost':
      return { ...at, kind };
    case 'bus ends':
      return { ...at, kind, polite: chance.happens(0.5) };
  }
}

/** Kinds of faults, whether messages may be lost by them while both machines live, and how often they are drawn. */
const FAULTS: readonly (readonly [Fault['kind'], boolean, number])[] = [
  ['crash', false, 8],
  ['hang', false, 2],
  ['pause', true, 3],
  ['partition', true, 3],
  ['gap', true, 2],
  ['stall', true, 2],
  ['suspicion', true, 2],
  ['bus lost', true, 1],
  ['bus ends', false, 1],
];

function repeat<T>(value: T, times: number): T[] {
  return Array.from({ length: times }, () => value);
}

/** A fault in words. */
export function describeFault(fault: Fault): string {
  const where = `${fault.seat} machine, step ${fault.step} since its ${fault.since}`;
  switch (fault.kind) {
    case 'crash':
      return `crash of the ${where}, what it sent ${describeArrival(fault.sent)}${fault.silent ? ', silent' : ''}`;
    case 'pause':
    case 'stall':
      return `${fault.kind} of the ${where}, for ${fault.forMs.toFixed(1)} ms`;
    case 'partition':
      return `partition ${fault.both ? 'both ways' : 'one way'} at the ${where}`;
    case 'gap':
      return `gap in what is sent by the ${where}, then ${fault.more} frames`;
    case 'hang':
      return `the ${where}, hangs`;
    case 'bus ends':
      return `the bus ends${fault.polite ? ', and says so' : ''}, at the ${where}`;
    case 'suspicion':
      return `false suspicion by the ${where}`;
    case 'bus lost':
      return `bus lost by the ${where}`;
  }
}

function describeArrival(sent: Extract<Fault, { kind: 'crash' }>['sent']): string {
  return typeof sent === 'string'
    ? sent
    : `arrives as far as ${sent.peer} frames to its peer and ${sent.bus} to the bus`;
}
