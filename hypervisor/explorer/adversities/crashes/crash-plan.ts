/**
 * The simulated run in which a machine dies, and nothing else goes wrong: machines, links and devices of one speed, so that
 * what differs between two cases is the death alone. Under the original protocol messages survive their sender.
 */
import type { Plan } from '../../../simulator/plan/plan.ts';
import type { Beginning } from './beginning.ts';
import { type CrashCase, faultsOf } from './crash-key.ts';
import type { VariantName } from '../../../protocol/variants.ts';

export const TLB_SEED = 1;
const PEER_MS = 0.05;
const BUS_MS = 0.05;
const TIMEOUT_MS = 40;
/** Some day, in microseconds since 1970, and by how much the second machine's clock is ahead. */
const TODAY_MICROSECONDS = 800_000_000_000_000;
const AHEAD_MICROSECONDS = 1_000_000;

/** The undisturbed run under a variant, with epochs of at most so many instructions. */
export function undisturbedPlan(variant: VariantName, epochLength: number): Plan {
  const machine = (microseconds: number) => ({
    clock: { ticks: 0, microseconds, rate: 1 },
    slowness: 1,
    slice: epochLength,
    frameMs: 0,
  });
  return {
    seed: 1,
    variant,
    epochLength,
    earlyEnds: true,
    maxLag: 1_000_000,
    timeoutMs: TIMEOUT_MS,
    birthMs: 3 * TIMEOUT_MS,
    strangers: { count: 0, addresses: 0, returns: 0, returnMs: 1 },
    maxValues: 1024,
    linkBytes: 2 ** 20,
    fewPages: 16,
    tlbSeed: TLB_SEED,
    machines: { first: machine(TODAY_MICROSECONDS), second: machine(TODAY_MICROSECONDS + AHEAD_MICROSECONDS) },
    clockSettings: { first: [], second: [] },
    peerDelayMs: [PEER_MS, PEER_MS],
    busDelayMs: [BUS_MS, BUS_MS],
    killMs: [1, 1],
    world: { diskMs: [0.5, 0.5], consoleMs: [0.2, 0.2], actuatorMs: 1, uncertain: 0, diskErrors: 0 },
    typingMs: [0.2, 0.2],
    hashEvery: Infinity,
    hashEpochs: false,
    faultsInOrder: true,
    faults: [],
  };
}

/** The same on machines whose clocks begin there, the second one's ahead as it is. */
export function startedAt(plan: Plan, { ticks, microseconds }: Beginning['clock']): Plan {
  const machine = (one: Plan['machines']['first'], ahead: number): Plan['machines']['first'] => ({
    ...one,
    clock: { ...one.clock, ticks, microseconds: microseconds + ahead },
  });
  const { first, second } = plan.machines;
  return { ...plan, machines: { first: machine(first, 0), second: machine(second, AHEAD_MICROSECONDS) } };
}

/** New machines come only if there are to be later deaths. */
export function planOf(crash: CrashCase, epochLength: number): Plan {
  const plan = undisturbedPlan(crash.variant, epochLength);
  return { ...plan, faults: faultsOf(crash), restartMs: crash.later.length > 0 ? [0.2, 0.2] : undefined };
}
