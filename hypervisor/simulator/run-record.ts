/**
 * What can be seen of a run from outside: of each guest what left and entered its virtual machine, of the bus what it
 * accepted, of the world what happened to it. The checkers judge by this alone.
 */
import type { Completion, Request } from '../../emulator/devices/device.ts';
import type { EnvironmentValue } from '../../emulator/environment.ts';
import type { Seat } from '../bus/term.ts';
import type { Plan } from './plan.ts';

/** One guest on one machine. */
export class GuestRecord {
  /** Everything that passed between the guest and its replica, in order: deterministic, so comparable. */
  readonly entries: string[] = [];
  /** A checksum of the registers, devices and TLB at the beginning of each epoch; that of epoch 1 first. */
  readonly epochs: number[] = [];
  /** The hash of the whole state at the beginning of some epochs. */
  readonly hashes = new Map<number, string>();
  /** What it asked of the world, by id, and how many entries there were by then. */
  readonly requests = new Map<number, { readonly request: Request; readonly entries: number }>();
  /** The completions that it was given, in order. */
  readonly completions: Completion[] = [];
  /** The environment's answers that it was given, in order. */
  readonly values: EnvironmentValue[] = [];
  /** The failover epoch, if the machine came to run one, and how many entries there were before it. */
  failoverEpoch: number | undefined;
  entriesBeforeFailover = 0;
  /** The console input that it was given. */
  readonly input: number[] = [];
}

/** A request that the bus has accepted. */
export interface Performed {
  readonly seat: Seat;
  readonly term: number;
  readonly request: Request;
  /** How it ended, if it did. */
  completion?: Completion;
}

/** How a run ended: the guest's exit, both machines lost, or neither in all the time it had. */
export type RunEnd = { readonly status: number; readonly diagnostic?: string } | 'lost' | 'stuck';

export class RunRecord {
  readonly plan: Plan;
  readonly guests: Readonly<Record<Seat, GuestRecord>> = { first: new GuestRecord(), second: new GuestRecord() };
  readonly performed: Performed[] = [];
  /** Who was told that it had won which term, and how many commands were still running then. */
  readonly wins: { readonly seat: Seat; readonly term: number; readonly running: number }[] = [];
  /** Why machines have stepped down. */
  readonly stepDowns: string[] = [];
  /** Machines that died by a fault of the plan, or were shut out by one. */
  readonly dead = new Map<Seat, string>();
  /** Bytes of the console's stream, and of its raw port, as they were printed. */
  readonly streamed: number[] = [];
  readonly printed: number[] = [];
  /** The disk when all was over. */
  disk: Uint8Array = new Uint8Array(0);
  /** What a machine or the bus threw: always a mistake of ours. */
  readonly exceptions: string[] = [];
  end: RunEnd = 'stuck';

  constructor(plan: Plan) {
    this.plan = plan;
  }

  /** Who held the last term that was won. */
  get survivor(): Seat {
    return this.wins.at(-1)?.seat ?? 'first';
  }
}
