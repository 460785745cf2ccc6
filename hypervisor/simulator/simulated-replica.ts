/**
 * One machine of a simulated pair: the real runner, protocol, monitor and processor of a replica, on virtual links and
 * clocks, and all that can happen to a machine.
 */
import { boot } from '../../emulator/boot.ts';
import type { MachineState } from '../../emulator/layout.ts';
import { OTHER_SEAT, type Seat } from '../bus/term.ts';
import { Handshake, NONCE_BYTES } from '../links/handshake.ts';
import { Monitor } from '../monitor/monitor.ts';
import { describeEffect } from '../protocol/describe.ts';
import { BusClient, BusLost } from '../runner/bus-client.ts';
import { HostClock } from '../runner/host-clock.ts';
import { Peer } from '../runner/peer.ts';
import { Runner } from '../runner/runner.ts';
import { StateReceiver } from '../runner/state-frames.ts';
import type { Chance } from './chance.ts';
import { ObservedMachine } from './observed-machine.ts';
import { describeFault, type Fault, type Plan } from './plan.ts';
import type { GuestRecord, Pursuit, RunRecord } from './run-record.ts';
import { SilentDoorbell } from './silent-doorbell.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { type Cable, SimulatedLink, type Wire } from './simulated-link.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';
import { TracedReplica } from './traced-replica.ts';

/** What one turn costs beside its instructions, and an instruction, in milliseconds. */
const TURN_MS = 0.004;
const INSTRUCTION_MS = 0.00002;

/** A guest that was not run for so long, in milliseconds, does not compute: longer than any pause of its machine. */
const LONG_MS = 1000;

const BUS_LOST = 'it has lost the bus';
/** Why a machine dies that has lost its term. */
export const SHUT_OUT = 'the bus has killed it';

/** Thrown through the runner at the step at which its machine dies. */
class Crash extends Error {
  readonly fault: Extract<Fault, { kind: 'crash' }>;

  constructor(fault: Extract<Fault, { kind: 'crash' }>) {
    super('the machine dies');
    this.fault = fault;
  }
}

export interface SimulatedReplicaOptions {
  readonly seat: Seat;
  readonly plan: Plan;
  readonly timeline: Timeline;
  readonly trace: Trace;
  readonly chance: Chance;
  readonly record: RunRecord;
  /** The guest that is to run here. */
  readonly guest: GuestRecord;
  /** Does it boot the guest, or join a primary? */
  readonly start: 'boot' | 'join';
  /** Faults that have happened. */
  readonly struck: Set<Fault>;
  /** All zero. */
  readonly state: MachineState;
  /** The guest's executable file, and its boot arguments. */
  readonly image: Uint8Array;
  readonly append: string;
  readonly sectors: number;
  /** To the machine in the other seat. */
  readonly cable: Cable;
  /** The cable to a joiner that the bus has announced. */
  readonly cableToJoiner: () => Cable;
  readonly toBus: Wire;
}

/** The session's secret: in one process nobody else could learn it. */
const SECRET = new Uint8Array(32);

export class SimulatedReplica {
  readonly #options: SimulatedReplicaOptions;
  readonly #runner: Runner;
  readonly #machine: ObservedMachine;
  readonly #protocol: TracedReplica;
  readonly busLink: SimulatedLink;
  readonly #links = new Map<Cable, SimulatedLink>();
  #cable: Cable;
  #peerLink: SimulatedLink;
  /** Why it died or was shut out, if it did. */
  death: string | undefined;
  #alive = true;
  #started = false;
  #steps = { start: 0, failover: -1, join: -1 };
  #pausedUntil = 0;
  /** When the guest began to rest, if it does, and when it was run last, in milliseconds. */
  #restsSince: number | undefined;
  #ranAt = 0;
  /** Number of the next turn that was arranged: an earlier one is void. */
  #turn = 0;

  /** Powers the machine on. Throws a BootError if the guest doesn't fit it. */
  constructor(options: SimulatedReplicaOptions) {
    this.#options = options;
    const { seat, plan, timeline, record, guest, state, image, append, sectors, trace } = options;
    const joins = options.start === 'join';
    const moment = (): void => this.#step();
    this.#cable = options.cable;
    this.#peerLink = this.expect(options.cable);
    this.busLink = new SimulatedLink(options.toBus, moment);
    const monitor = new Monitor({ state, sectors, tlbSeed: plan.tlbSeed });
    if (!joins) {
      boot(monitor.processor, image, append);
      monitor.deprivilege();
    }
    const { clock, slice } = plan.machines[seat];
    const { hashEvery, timeoutMs, variant, epochLength, earlyEnds, maxLag } = plan;
    const rules = { variant, epochLength, earlyEnds };
    this.#machine = new ObservedMachine({
      ...{ machine: monitor, state, slice, hashEvery, moment, now: () => timeline.now() },
      record: guest,
      run: record,
    });
    const time = new SimulatedClock(clock, plan.clockSettings[seat], () => timeline.now());
    const doorbell = new SilentDoorbell();
    const role = joins ? 'joiner' : seat === 'first' ? 'primary' : 'backup';
    this.#protocol = new TracedReplica(role, rules, (effect) => {
      if (effect.type === 'rest') this.#restsSince = timeline.now();
      if (effect.type === 'start-epoch') this.#restsSince = undefined;
      if (effect.type === 'failover') this.#beginFailover(effect.epoch);
      if (effect.type === 'step-down') record.stepDowns.push(effect.reason);
      trace.note(seat, effect.type.length, () => describeEffect(effect));
    });
    const now = (): number => time.ms();
    const handshake = (name: string, peerName: string): Handshake =>
      new Handshake(SECRET, name, peerName, drawNonce(options.chance));
    const joining = joins ? { handshake: handshake('backup', 'primary'), state: new StateReceiver(this.#machine) } : {};
    this.#runner = new Runner({
      vm: this.#machine,
      protocol: this.#protocol,
      bus: new BusClient(this.busLink, doorbell),
      peer: new Peer({ link: this.#peerLink, timeoutMs, now, ...joining }),
      clock: new HostClock(time),
      doorbell,
      reportEpochs: [],
      hashEpochs: plan.hashEpochs,
      maxLag,
      promoted: () => {},
      joiners: {
        birthMs: 10_000,
        openLink: () => ({ link: this.#plug(options.cableToJoiner()), open: () => true }),
        handshake: () => handshake('primary', 'backup'),
        timeoutMs,
        now,
      },
    });
  }

  /** What comes through `cable` from now on is kept until the machine listens. */
  expect(cable: Cable): SimulatedLink {
    const link = new SimulatedLink(cable[this.#options.seat], () => this.#step());
    this.#links.set(cable, link);
    return link;
  }

  /** The machine listens to a joiner; to whoever was there before, it says nothing more. */
  #plug(cable: Cable): SimulatedLink {
    this.#cable = cable;
    this.#peerLink = this.#links.get(cable) ?? this.expect(cable);
    return this.#peerLink;
  }

  /** A frame comes through `cable`, or its end. */
  hearPeer(cable: Cable, frame: Uint8Array | 'end'): void {
    if (!this.#alive) return;
    this.#links.get(cable)?.take(frame);
    this.wake();
  }

  /** A joiner is let in: this machine, or to this machine. */
  beginJoin(): void {
    this.#steps.join = 0;
  }

  get alive(): boolean {
    return this.#alive;
  }

  get seat(): Seat {
    return this.#options.seat;
  }

  get guest(): GuestRecord {
    return this.#options.guest;
  }

  /** To be given back when the run is over. */
  get state(): MachineState {
    return this.#options.state;
  }

  /** What its guest is doing now. */
  get pursuit(): Pursuit {
    const now = this.#options.timeline.now();
    if (this.#alive && this.#restsSince !== undefined) return { kind: 'rests', forMs: now - this.#restsSince };
    const forMs = now - this.#ranAt;
    return { kind: this.#alive && forMs < LONG_MS ? 'computes' : 'stands', forMs };
  }

  /** Steps so far. */
  get steps(): number {
    return this.#steps.start;
  }

  /** Lets the guest begin. */
  start(): void {
    this.#started = true;
    this.#guarded(() => this.#runner.start());
    this.wake();
  }

  /** Something has arrived: the machine looks now, if it isn't at work anyway. */
  wake(): void {
    if (this.#started && !this.#working) this.#arrange(0);
  }

  /** The machine dies; `how`, in words. What it has sent arrives, or only some of it. */
  die(
    how: string,
    { sent = 'arrives', silent = false }: Partial<Pick<Extract<Fault, { kind: 'crash' }>, 'sent' | 'silent'>> = {},
  ): void {
    if (!this.#alive) return;
    const { seat, toBus, trace } = this.#options;
    const toPeer = this.#cable[seat];
    this.#alive = false;
    this.#noteDeath(how);
    trace.note(seat, 2, () => `dies: ${how}`);
    if (sent === 'is lost in part') this.#loseSome(toPeer);
    if (!silent) toPeer.put('end');
    if (sent === 'is lost in part') this.#loseSome(toBus);
    toBus.put('end');
  }

  /** The bus has decided on its death: nothing it does counts any more, although the kill has yet to strike. */
  shutOut(): void {
    this.#noteDeath(SHUT_OUT);
  }

  /** As good as dead, although it may have yet to notice. */
  #noteDeath(cause: string): void {
    if (this.death !== undefined) return;
    this.death = cause;
    this.#options.record.deaths.push({ guest: this.guest, cause });
  }

  #working = false;

  #arrange(delayMs: number): void {
    const { timeline } = this.#options;
    this.#turn += 1;
    const turn = this.#turn;
    timeline.at(Math.max(timeline.now() + delayMs, this.#pausedUntil), () => {
      if (turn === this.#turn) this.#takeTurn();
    });
  }

  #takeTurn(): void {
    const { plan, seat, timeline } = this.#options;
    if (!this.#alive) return;
    this.#working = this.#guarded(() => this.#runner.turn()) ?? false;
    if (!this.#alive) return;
    if (this.#protocol.role === 'out') return this.die('steps down');
    const instructions = this.#machine.takeSpent();
    if (instructions > 0) this.#ranAt = timeline.now();
    const spent = TURN_MS + instructions * INSTRUCTION_MS;
    const delayMs = this.#working ? spent * plan.machines[seat].slowness : this.#runner.patienceMs();
    this.#arrange(delayMs);
  }

  /** Calls `action`, in which the machine may come to its end. */
  #guarded<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      if (error instanceof Crash) {
        this.die('crash', error.fault);
      } else if (error instanceof BusLost) {
        this.die(BUS_LOST);
      } else {
        this.#options.record.exceptions.push(
          `${this.#options.seat}: ${error instanceof Error ? error.message : String(error)}`,
        );
        this.die('exception');
      }
      return undefined;
    }
  }

  #beginFailover(epoch: number): void {
    const { guest } = this.#options;
    this.#steps.failover = 0;
    guest.failoverEpoch = epoch;
    guest.entriesBeforeFailover = guest.entries.length;
  }

  /** One step: the faults that are planned for it happen. */
  #step(): void {
    const { plan, seat, start, struck } = this.#options;
    const steps = this.#steps;
    steps.start += 1;
    if (steps.failover >= 0) steps.failover += 1;
    if (steps.join >= 0) steps.join += 1;
    for (const fault of plan.faults) {
      if (fault.seat !== seat || fault.step !== steps[fault.since] || struck.has(fault)) continue;
      if (fault.since === 'start' && start === 'join') continue;
      struck.add(fault);
      this.#strike(fault);
    }
  }

  #strike(fault: Fault): void {
    const { toBus, timeline, trace, seat } = this.#options;
    const { [seat]: toPeer, [OTHER_SEAT[seat]]: fromPeer } = this.#cable;
    trace.note(seat, 3, () => `fault: ${describeFault(fault)}`);
    switch (fault.kind) {
      case 'crash':
        throw new Crash(fault);
      case 'pause':
        this.#pausedUntil = timeline.now() + fault.forMs;
        break;
      case 'partition':
        for (const wire of fault.both ? [toPeer, fromPeer] : [toPeer]) {
          this.#loseSome(wire);
          wire.cut();
        }
        break;
      case 'gap':
        toPeer.fail(fault.more);
        break;
      case 'stall':
        toPeer.stall(fault.forMs);
        break;
      case 'suspicion':
        this.#peerLink.break();
        break;
      case 'bus lost':
        this.#noteDeath(BUS_LOST);
        this.#loseSome(toBus);
        toBus.put('end');
        this.busLink.break();
        break;
    }
  }

  #loseSome(wire: Wire): void {
    wire.lose(this.#options.chance.whole(0, wire.inFlight));
  }
}

function drawNonce(chance: Chance): Uint8Array {
  return Uint8Array.from({ length: NONCE_BYTES }, () => chance.whole(0, 255));
}
