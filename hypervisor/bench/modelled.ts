/**
 * The three loads on a model: the guests, the protocol and the monitor of the real pair, in the simulator's virtual time. The
 * bare machine is the same machine where nothing but instructions and the disk takes time, and no interrupt waits.
 */
import { MIN_RAM } from '../../emulator/board.ts';
import type { VariantName } from '../protocol/variants.ts';
import { FreshMachines } from '../simulator/fresh-machines.ts';
import { broughtGuest } from '../simulator/guest.ts';
import type { HardwareModel } from '../simulator/plan/hardware-model.ts';
import { type Plan, quietPlan } from '../simulator/plan/plan.ts';
import { type Run, simulate } from '../simulator/simulation.ts';
import type { Watcher } from '../simulator/watcher.ts';
import { bareHardwareOf, hardwareOf, type LoadName, type Model } from './model.ts';
import { argumentsOf, type Size } from './load-arguments.ts';
import { MARK } from './marks.ts';

/** The guests, assembled. */
export type Images = Readonly<Record<'dhry' | 'diskload', Uint8Array>>;

/** A case: what a pair is set to. */
export interface Setting {
  readonly variant: VariantName;
  readonly epochLength: number;
  readonly earlyEnds: boolean;
}

/** Instructions between two looks of a machine at its links: the shorter, the nearer to an interrupt at once. */
const SLICE = { cpu: 100, write: 400, read: 400 } as const;
/** Where none comes. */
const BARE_SLICE = { ...SLICE, cpu: 1000 } as const;
const DISK_BYTES = 1 << 20;
/** More than any of these runs takes. */
const FOR_EVER = { ms: 1e15, events: 1e12, instructions: 1e12 };

export interface Measured {
  /** Milliseconds between the guest's two marks. */
  readonly ms: number;
  readonly run: Run;
}

/** Runs a load on the pair that `model` describes, and tells how long it took. */
export function onPair(
  images: Images,
  model: Model,
  load: LoadName,
  size: Size,
  setting: Setting,
  watch?: (now: () => number) => Watcher,
): Measured {
  return run(images, model, hardwareOf(model), load, size, setting, SLICE[load], watch);
}

/** The same without a hypervisor. */
export function onBare(images: Images, model: Model, load: LoadName, size: Size): Measured {
  const setting = { variant: 'queued', epochLength: 400_000, earlyEnds: true } as const;
  return run(images, model, bareHardwareOf(model), load, size, setting, BARE_SLICE[load]);
}

function run(
  images: Images,
  model: Model,
  hardware: HardwareModel,
  load: LoadName,
  size: Size,
  setting: Setting,
  slice: number,
  watch: (now: () => number) => Watcher = () => ({}),
): Measured {
  const guest = broughtGuest(load, {
    image: images[load === 'cpu' ? 'dhry' : 'diskload'],
    append: argumentsOf(load, model.loads[load], size),
    disk: new Uint8Array(load === 'cpu' ? 0 : DISK_BYTES),
    ram: MIN_RAM,
  });
  const marks = new Map<number, number>();
  const simulatedCost = 1 + Math.round(hardware.simulatedMs / hardware.instructionMs);
  const made = simulate({
    guest,
    plan: planFor(hardware, setting, slice),
    patience: FOR_EVER,
    machines: new FreshMachines(guest, { simulatedCost }),
    watch: (now) => {
      const other = watch(now);
      return {
        ...other,
        begins: (request) => {
          if (request.kind === 'console-byte') marks.set(request.byte, now());
          other.begins?.(request);
        },
      };
    },
  });
  const [begin, end] = [marks.get(MARK.BEGIN), marks.get(MARK.END)];
  const { end: ended, exceptions } = made.record;
  if (begin === undefined || end === undefined || typeof ended !== 'object' || ended.status !== 0) {
    throw new Error(`the guest '${load}' did not come to its end: ${JSON.stringify(ended)} ${exceptions.join(' ')}`);
  }
  return { ms: end - begin, run: made };
}

/** Nothing goes wrong, both machines are alike, and their clocks are right. */
function planFor(hardware: HardwareModel, setting: Setting, slice: number): Plan {
  const clock = { ticks: 0, microseconds: 0, rate: 1 };
  const machine = { clock, slowness: 1, slice, frameMs: 0 };
  const never = 1e15;
  return {
    ...quietPlan(1),
    ...setting,
    hardware,
    maxLag: never,
    maxValues: never,
    timeoutMs: never,
    birthMs: never,
    machines: { first: machine, second: machine },
    clockSettings: { first: [], second: [] },
    busDelayMs: [0, 0],
    restartMs: undefined,
    hashEvery: never,
    hashEpochs: false,
    strangers: { count: 0, addresses: 0, returns: 0, returnMs: 0 },
    world: { diskMs: [0, 0], consoleMs: [0, 0], actuatorMs: 0, uncertain: 0, diskErrors: 0 },
  };
}
