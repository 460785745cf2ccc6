/**
 * What can be seen of a run from outside: of each guest what left and entered its virtual machine, of the bus what it
 * accepted, of the world what happened to it. The checkers judge by this alone.
 */
import { ACTUATOR_MAX } from '../../../emulator/devices/control-rod.ts';
import { checkpointOfLog, checkpointOfMap, checkpointOfSet, type Rollback } from '../../../emulator/checkpoint.ts';
import type { Completion, Request } from '../../../emulator/devices/device.ts';
import type { Ended } from '../../../emulator/report/ending.ts';
import type { StopReport } from '../../../emulator/report/stop-report.ts';
import type { EnvironmentValue } from '../../../emulator/environment.ts';
import { OTHER_SEAT, type Seat } from '../../seat.ts';
import type { Outcome } from './outcome.ts';
import type { Plan } from '../plan/plan.ts';

/** An answer of the environment, as a guest got it from its machine. */
export interface ValueGiven {
  readonly value: EnvironmentValue;
  /** Of virtual time. */
  readonly atMs: number;
  readonly by: GuestRecord;
}

/** One guest on one machine. That of a machine that joined another begins with the other's history until then. */
export class GuestRecord {
  readonly seat: Seat;
  /** The guest of the primary whose backup this one's machine is or was. */
  readonly partner: GuestRecord | undefined;
  /** The first epoch that it ran on this machine. */
  firstEpoch = 1;
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
  readonly values: ValueGiven[] = [];
  /** The failover epoch, if the machine came to run one, and how many entries there were before it. */
  failoverEpoch: number | undefined;
  entriesBeforeFailover = 0;
  /** The console input that it was given. */
  readonly input: number[] = [];
  /** Instructions that it completed in whole epochs. */
  instructions = 0;
  /** The last epoch behind whose end it has gone on. */
  finished = 0;

  constructor(seat: Seat, partner?: GuestRecord) {
    this.seat = seat;
    this.partner = partner;
  }

  checkpoint(): Rollback {
    const state = [this.firstEpoch, this.failoverEpoch, this.entriesBeforeFailover] as const;
    const sums = [this.instructions, this.finished] as const;
    const logs = [this.entries, this.epochs, this.completions, this.values, this.input];
    const rollbacks = [...logs.map(checkpointOfLog), checkpointOfMap(this.hashes), checkpointOfMap(this.requests)];
    return () => {
      [this.firstEpoch, this.failoverEpoch, this.entriesBeforeFailover] = state;
      [this.instructions, this.finished] = sums;
      for (const rollback of rollbacks) rollback();
    };
  }

  /** The record of a guest that goes on from where this one is now. */
  history(): GuestRecord {
    const copy = new GuestRecord(this.seat, this.partner);
    copy.takeHistory(this);
    return copy;
  }

  /** The guest, which has done nothing yet, goes on where `history` ends. */
  takeHistory(history: GuestRecord): void {
    this.firstEpoch = history.epochs.length + 1;
    this.entries.push(...history.entries);
    this.epochs.push(...history.epochs);
    for (const [epoch, hash] of history.hashes) this.hashes.set(epoch, hash);
    for (const [id, request] of history.requests) this.requests.set(id, request);
    this.completions.push(...history.completions);
    this.values.push(...history.values);
    this.input.push(...history.input);
    this.instructions = history.instructions;
    this.finished = history.finished;
  }
}

/** A request that the bus has accepted. */
export interface Performed {
  readonly seat: Seat;
  /** Whose guest asked for it. */
  readonly guest: GuestRecord;
  readonly term: number;
  readonly request: Request;
  /** Whole epochs of the guest that its backup, if it had one, had not finished when the bus heard of this. */
  readonly unfinished: number;
  /** How it ended, if it did. */
  completion?: Completion;
}

/** How a run ended: the guest's exit, both machines lost, the bus gone, or none of it in all the time it had. */
export type RunEnd =
  { readonly status: number; readonly stop?: StopReport; readonly ended?: Ended } | 'lost' | 'no bus' | 'stuck';

/** Why a machine that hangs is as good as dead. */
export const HANG = 'it hangs';

/** What the guest in charge was doing when all the time of a run was over; it stands if its machine does not let it go on. */
export interface Pursuit {
  readonly kind: 'rests' | 'computes' | 'stands';
  /** Since when, in milliseconds before the end. */
  readonly forMs: number;
}

/** A machine that died, and why. */
export interface Death {
  readonly guest: GuestRecord;
  readonly cause: string;
}

export class RunRecord implements Outcome {
  plan: Plan;
  /** All guests there have been, in the order in which their machines came. */
  readonly lives: GuestRecord[];
  /** Those of the machines that are in the two seats now. */
  readonly guests: Record<Seat, GuestRecord>;
  readonly performed: Performed[] = [];
  /** Who was told that it had won which term, and how many commands were still running then. */
  readonly wins: { readonly seat: Seat; readonly term: number; readonly running: number }[] = [];
  /** The guest of the present backup, if there is one. */
  backup: GuestRecord | undefined;
  /** Why machines have stepped down. */
  readonly stepDowns: string[] = [];
  /** Machines that died by a fault of the plan, or were shut out by one; of those before the pair was whole, none. */
  deaths: Death[] = [];
  /** Seats of machines that were shut out before anything had gone wrong. */
  readonly needless: Seat[] = [];
  /** For how long the guest was without a backup although new machines came, each time, in milliseconds. */
  readonly aloneMs: number[] = [];
  /** How long primaries have called at the ports of joiners until they were let in, in milliseconds; infinite: in vain. */
  readonly callsMs: number[] = [];
  /** Seats of machines that were still at work a while after the bus had ended. */
  readonly livingOn: Seat[] = [];
  /** The most that a machine had queued for its peer, in bytes. */
  mostQueued = 0;
  /** The most that was copied to one joiner of its primary's pages, in bytes. */
  mostCopied = 0;
  /** The guests whose machines have joined and become the backup. */
  readonly wholes = new Set<GuestRecord>();
  /** What the primary's machine has handed over to a joiner: its guest's history. */
  handedOver: GuestRecord | undefined;
  /** Bytes of the console's stream, and of its raw port, as they were printed. */
  readonly streamed: number[] = [];
  readonly printed: number[] = [];
  /** The console as a reader sees it: both ports, a raw byte that was printed again left out. */
  readonly console: number[] = [];
  /** The console as it is: both ports, with what was printed again. */
  readonly paper: number[] = [];
  /** Where the control rod has stopped. */
  readonly positions: number[] = [ACTUATOR_MAX];
  /** The disk when all was over. */
  disk: Uint8Array = new Uint8Array(0);
  /** Disk commands that the world let fail. */
  diskErrors = 0;
  /** What a machine or the bus threw: always a mistake of ours. */
  readonly exceptions: string[] = [];
  end: RunEnd = 'stuck';
  /** Of a run that is stuck. */
  pursuit: Pursuit = { kind: 'computes', forMs: 0 };
  /** How long the run took, in milliseconds of virtual time. */
  durationMs = 0;

  constructor(plan: Plan) {
    const first = new GuestRecord('first');
    const second = new GuestRecord('second', first);
    this.plan = plan;
    this.lives = [first, second];
    this.guests = { first, second };
    this.backup = second;
  }

  /** Who has been given the record of a run sees it change. */
  checkpoint(): Rollback {
    const { plan, backup, deaths, mostQueued, mostCopied, handedOver } = this;
    const { disk, diskErrors, end, pursuit, durationMs } = this;
    const state = { plan, backup, mostQueued, mostCopied, handedOver, disk, diskErrors, end, pursuit, durationMs };
    const deathsThen = [...deaths];
    const guests = { ...this.guests };
    const completions = this.performed.map(({ completion }) => completion);
    const { lives, performed, wins, stepDowns, needless, aloneMs, callsMs, livingOn, exceptions } = this;
    const { streamed, printed, console, paper, positions } = this;
    const logs = [lives, performed, wins, stepDowns, needless, aloneMs, callsMs, livingOn, exceptions];
    const rollbacks = [
      ...[...logs, streamed, printed, console, paper, positions].map(checkpointOfLog),
      checkpointOfSet(this.wholes),
      ...lives.map((life) => life.checkpoint()),
    ];
    return () => {
      Object.assign(this, state);
      Object.assign(this.guests, guests);
      this.deaths = [...deathsThen];
      for (const rollback of rollbacks) rollback();
      for (const [index, completion] of completions.entries()) this.performed[index].completion = completion;
    };
  }

  /** Who wins a term is alone in it. */
  won(win: RunRecord['wins'][number]): void {
    this.wins.push(win);
    this.backup = undefined;
  }

  /** A new machine takes a seat; the machine in the other one is the primary. */
  replace(seat: Seat): GuestRecord {
    const guest = new GuestRecord(seat, this.guests[OTHER_SEAT[seat]]);
    this.lives.push(guest);
    this.guests[seat] = guest;
    return guest;
  }

  /** The machine in `seat` has become the backup: the pair can bear a death again. */
  becameWhole(seat: Seat): void {
    this.backup = this.guests[seat];
    this.wholes.add(this.backup);
    this.deaths = this.deaths.filter(({ guest }) => guest === this.guests[guest.seat]);
  }

  /** Who held the last term that was won. */
  get survivor(): Seat {
    return this.wins.at(-1)?.seat ?? 'first';
  }
}
