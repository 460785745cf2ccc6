/**
 * One machine of a simulated pair: the real runner, protocol, monitor and processor of a replica, on virtual links and
 * clocks, and all that can happen to a machine.
 */
import { checkpointOf, checkpointOfMap, type Rollback } from '../../emulator/checkpoint.ts';
import type { Request } from '../../emulator/devices/device.ts';
import { OTHER_SEAT, type Seat } from '../seat.ts';
import { Handshake, NONCE_BYTES } from '../links/handshake.ts';
import { describeEffect } from '../protocol/describe.ts';
import type { EpochRecorder } from '../recording/epoch-recorder.ts';
import { BusClient, BusLost, LOOK_MS } from '../runner/bus-client.ts';
import { HostClock } from '../runner/host-clock.ts';
import { Meeting } from '../runner/meeting.ts';
import { Peer } from '../runner/peer.ts';
import { Runner } from '../runner/runner.ts';
import { StateReceiver } from '../runner/state-frames.ts';
import { hasNotMet } from '../words/replicas.ts';
import type { Chance } from './plan/chance.ts';
import type { MachineSource, SimulatedMachine } from './machine-source.ts';
import { type MachineDoing, ObservedMachine } from './observed-machine.ts';
import { type Work, workMs } from './plan/hardware-model.ts';
import { type Arrival, describeFault, type Fault, type Plan, type Since } from './plan/plan.ts';
import { type GuestRecord, HANG, type Pursuit, type RunRecord } from './record/run-record.ts';
import { SIMULATED_PROOFS } from './simulated-proofs.ts';
import { SilentDoorbell } from './silent-doorbell.ts';
import { SimulatedClock } from './simulated-clock.ts';
import type { SimulatedPort } from './simulated-port.ts';
import { type Cable, SimulatedLink, type Wire } from './simulated-link.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './record/trace.ts';
import { TracedReplica } from './traced-replica.ts';
import type { Doing, WatchedMachine, Watcher } from './watcher.ts';

/** Messages that a machine takes in one turn. */
const MESSAGES_PER_TURN = 8;
/** Instructions between two looks at the rings. */
const SLICE = 16_384;
/** What one turn costs beside its instructions, and an instruction, in milliseconds. */
const TURN_MS = 0.004;
const INSTRUCTION_MS = 0.00002;

/** A guest that was not run for so long, in milliseconds, does not compute: longer than any pause of its machine. */
const LONG_MS = 1000;

const BUS_LOST = 'it has lost the bus';
/** Why a machine dies that has lost its term. */
export const SHUT_OUT = 'the bus has killed it';

/** Thrown through the runner at the step at which its machine stands still for ever. */
class Hang extends Error {}

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
  readonly machines: MachineSource;
  /** Who looks on now. */
  readonly watcher: () => Watcher;
  /** What goes wrong from now on. */
  readonly faults: () => readonly Fault[];
  /** Given what enters the guest, if the run is recorded. */
  readonly recorder: EpochRecorder | undefined;
  /** To the machine in the other seat. */
  readonly cable: Cable;
  /** The port of the machine that joins: this one's, or that of the joiner which the bus has announced. */
  readonly portOfJoiner: () => SimulatedPort;
  /** The cable to a joiner that the bus has announced. */
  readonly cableToJoiner: () => Cable;
  readonly toBus: Wire;
  /** The bus ends, and says so first if it is polite. */
  readonly endBus: (polite: boolean) => void;
}

/** How far a machine has come that is to join a primary; one of the first two begins by running. */
type Stage = 'off' | 'powered' | 'ready' | 'meeting' | 'running';

/** The session's secret: in one process nobody else could learn it. */
const SECRET = new Uint8Array(32);

export class SimulatedReplica implements WatchedMachine {
  readonly #options: SimulatedReplicaOptions;
  readonly #bus: BusClient;
  readonly #time: SimulatedClock;
  readonly #clock: HostClock;
  readonly #doorbell = new SilentDoorbell();
  #stage: Stage;
  #runner: Runner | undefined;
  #meeting: Meeting | undefined;
  readonly #virtual: SimulatedMachine;
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
  #hung = false;
  /** It does nothing any more, although it has not died yet. */
  #stands = false;
  /** Frames of its peers' that it had taken before this turn. */
  #taken = 0;
  readonly #steps: Record<Since, number> = { start: 0, failover: -1, birth: -1, join: -1 };
  #pausedUntil = 0;
  /** When the guest began to rest, if it does, and when it was run last, in milliseconds. */
  #restsSince: number | undefined;
  #ranAt = 0;
  /** Number of the next turn that was arranged: an earlier one is void. */
  #turn = 0;

  /** Powers the machine on. Throws a BootError if the guest doesn't fit it. */
  constructor(options: SimulatedReplicaOptions) {
    this.#options = options;
    const { seat, plan, timeline, record, guest, machines, trace, watcher } = options;
    const joins = options.start === 'join';
    const moment = (kind: MachineDoing): void => this.#step({ kind });
    this.#cable = options.cable;
    this.#peerLink = this.expect(options.cable);
    this.busLink = new SimulatedLink(
      options.toBus,
      (kind, frame) => this.#step({ kind, link: 'bus', frame }),
      () => this.#aheadMs,
    );
    this.#virtual = joins ? machines.empty(plan.tlbSeed) : machines.booted(plan.tlbSeed);
    const { clock, slice } = plan.machines[seat];
    const { hashEvery, variant, epochLength, earlyEnds, maxValues } = plan;
    const rules = { variant, epochLength, earlyEnds, maxValues };
    this.#machine = new ObservedMachine({
      ...{ machine: this.#virtual, slice, hashEvery, moment, now: () => this.nowMs },
      saved: () => (this.#peerLink.capacity = Infinity),
      record: guest,
      run: record,
    });
    this.#time = new SimulatedClock(clock, plan.clockSettings[seat], () => this.nowMs);
    this.#clock = new HostClock(this.#time);
    this.#bus = new BusClient(this.busLink, this.#doorbell);
    this.#stage = joins ? 'off' : 'running';
    if (joins) this.#steps.birth = 0;
    const role = joins ? 'joiner' : seat === 'first' ? 'primary' : 'backup';
    this.#protocol = new TracedReplica(role, rules, (effect) => {
      if (effect.type === 'rest') this.#restsSince = timeline.now();
      if (effect.type === 'start-epoch') this.#restsSince = undefined;
      if (effect.type === 'failover') this.#beginFailover(effect.epoch);
      if (effect.type === 'perform' && isDiskTransfer(effect.request)) this.#machine.noteCommand();
      if (effect.type === 'step-down') record.stepDowns.push(effect.reason);
      watcher().effect?.(this, effect);
      trace.note(seat, effect.type.length, () => describeEffect(effect));
    });
    if (!joins) this.#runner = this.#makeRunner(new Peer({ link: this.#peerLink, ...this.#times() }));
  }

  /** Between two turns, before anything has gone wrong, and if the machine itself has one. */
  checkpoint(): Rollback | undefined {
    const machine = this.#machine.checkpoint();
    if (machine === undefined || this.#runner === undefined) return undefined;
    const births = [this.#stage, this.#runner, this.#meeting, this.#cable, this.#peerLink] as const;
    const health = [this.death, this.#alive, this.#started, this.#hung, this.#stands] as const;
    const times = [this.#taken, this.#pausedUntil, this.#restsSince, this.#ranAt, this.#turn, this.#working] as const;
    const steps = { ...this.#steps };
    const links = checkpointOfMap(this.#links);
    const parts = [this.#bus, this.#protocol, this.#runner, this.#clock, this.busLink, ...this.#links.values()];
    const rollback = checkpointOf(...parts, this.#options.toBus);
    return () => {
      [this.#stage, this.#runner, this.#meeting, this.#cable, this.#peerLink] = births;
      [this.death, this.#alive, this.#started, this.#hung, this.#stands] = health;
      [this.#taken, this.#pausedUntil, this.#restsSince, this.#ranAt, this.#turn, this.#working] = times;
      Object.assign(this.#steps, steps);
      links();
      machine();
      rollback();
    };
  }

  #makeRunner(peer: Peer): Runner {
    const { plan, cableToJoiner, portOfJoiner, recorder } = this.#options;
    return new Runner({
      vm: this.#machine,
      protocol: this.#protocol,
      bus: this.#bus,
      peer,
      clock: this.#clock,
      doorbell: this.#doorbell,
      reportEpochs: [],
      settings: plan,
      recorder,
      slice: SLICE,
      messagesPerTurn: MESSAGES_PER_TURN,
      // Each message leaves at a moment of its own, so that its machine can die between any two.
      lingerMs: 0,
      promoted: () => {},
      joiners: {
        openLink: () => {
          const port = portOfJoiner();
          port.call();
          return { link: this.#plug(cableToJoiner()), open: () => port.open };
        },
        handshake: () => this.#handshake('primary', 'backup'),
        fewPages: plan.fewPages,
        ...this.#times(),
      },
    });
  }

  #meet(): Meeting {
    const port = this.#options.portOfJoiner();
    return new Meeting({
      opening: { link: this.#peerLink, open: () => port.open },
      handshake: this.#handshake('backup', 'primary'),
      state: new StateReceiver(this.#machine),
      ...this.#times(),
    });
  }

  #times(): { readonly timeoutMs: number; readonly birthMs: number; readonly now: () => number } {
    const { timeoutMs, birthMs } = this.#options.plan;
    return { timeoutMs, birthMs, now: () => this.#time.ms() };
  }

  #handshake(name: string, peerName: string): Handshake {
    const nonce = drawNonce(this.#options.chance);
    return new Handshake({ secret: SECRET, name, peerName, nonce, proofs: SIMULATED_PROOFS });
  }

  /** What comes through `cable` from now on is kept until the machine listens. */
  expect(cable: Cable): SimulatedLink {
    const link = new SimulatedLink(
      cable[this.#options.seat],
      (kind, frame) => this.#step({ kind, link: 'peer', frame }),
      () => this.#aheadMs,
    );
    this.#links.set(cable, link);
    return link;
  }

  /** The machine listens to a joiner; to whoever was there before, it says nothing more. */
  #plug(cable: Cable): SimulatedLink {
    this.#cable = cable;
    this.#peerLink = this.#links.get(cable) ?? this.expect(cable);
    this.#peerLink.capacity = this.#options.plan.linkBytes;
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

  /** Has it a guest that it may go on with, or could, if it were told that it may? */
  get hasGuest(): boolean {
    const { start, guest, record } = this.#options;
    return this.#alive && !this.#hung && (start === 'boot' || record.wholes.has(guest));
  }

  /** Does it stand still for ever, without anybody's having ended it? */
  get hangs(): boolean {
    return this.#alive && this.#hung;
  }

  /** Does it do anything? */
  get atWork(): boolean {
    return this.#alive && !this.#hung && this.#pausedUntil <= this.#options.timeline.now();
  }

  /** What went through its links to its peers. */
  get peerLinks(): readonly SimulatedLink[] {
    return [...this.#links.values()];
  }

  get seat(): Seat {
    return this.#options.seat;
  }

  get guest(): GuestRecord {
    return this.#options.guest;
  }

  /** The run is over: what it was made of can be used again. */
  release(): void {
    this.#virtual.release();
  }

  get instructions(): number {
    return this.#machine.ran;
  }

  get nowMs(): number {
    return this.#options.timeline.now() + this.#aheadMs;
  }

  /** What it has done in this turn takes time only if that was described: otherwise the turn as a whole does. */
  get #aheadMs(): number {
    const { hardware } = this.#options.plan;
    return hardware === undefined ? 0 : workMs(hardware, this.#machine.spent);
  }

  get stepsSince(): Readonly<Record<Since, number>> {
    return this.#steps;
  }

  get wires(): Readonly<Record<'peer' | 'bus', Wire>> {
    return { peer: this.#cable[this.seat], bus: this.#options.toBus };
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

  /** Lets the guest begin, or the birth. */
  start(): void {
    this.#started = true;
    this.#guarded(() => this.#runner?.start());
    this.wake();
  }

  /** Something has arrived: the machine looks now, if it isn't at work anyway. */
  wake(): void {
    if (this.#started && !this.#working && !this.#stands) this.#arrange(0);
  }

  /** The machine dies; `how`, in words. What it has sent arrives, or only some of it. */
  die(
    how: string,
    { sent = 'arrives', silent = false }: Partial<Pick<Extract<Fault, { kind: 'crash' }>, 'sent' | 'silent'>> = {},
  ): void {
    if (!this.#alive) return;
    const { seat, toBus, trace, watcher } = this.#options;
    const toPeer = this.#cable[seat];
    this.#alive = false;
    this.#noteDeath(how);
    trace.note(seat, 2, () => `dies: ${how}`);
    const lost = {
      peer: this.#lose(toPeer, typeof sent === 'string' ? sent : sent.peer),
      bus: this.#lose(toBus, typeof sent === 'string' ? sent : sent.bus),
    };
    watcher().dies?.(this, how, lost);
    if (!silent) toPeer.put('end');
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
    const { record, struck, seat } = this.#options;
    record.deaths.push({ guest: this.guest, cause });
    if (struck.size === 0) record.needless.push(seat);
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
    this.#working = this.#guarded(() => this.#live()) ?? false;
    if (!this.#alive || this.#stands) return;
    if (this.#protocol.role === 'out') return this.die('steps down');
    const work = this.#machine.takeSpent();
    if (work.instructions > 0) this.#ranAt = timeline.now();
    const backlogMs = this.#takeTaken() * plan.machines[seat].frameMs;
    const workingMs = this.#workingMs(work);
    const idleMs = this.#runner?.patienceMs() ?? LOOK_MS;
    this.#arrange(this.#working || backlogMs > 0 ? workingMs + backlogMs : idleMs);
  }

  /** What a turn takes in which this was done. */
  #workingMs(work: Work): number {
    const { hardware, machines } = this.#options.plan;
    if (hardware !== undefined) return workMs(hardware, work);
    return (TURN_MS + work.instructions * INSTRUCTION_MS) * machines[this.seat].slowness;
  }

  /** Does what a machine does in one turn, as far as it has come: see ../replica.ts. False if there was nothing to do. */
  #live(): boolean {
    switch (this.#stage) {
      case 'off':
        this.#step({ kind: 'waits' });
        this.#stage = 'powered';
        return true;
      case 'powered':
        this.#bus.send({ type: 'ready' });
        this.#bus.flush();
        this.#stage = 'ready';
        return true;
      case 'ready':
        if (this.#bus.receive() === undefined) return false;
        this.#meeting = this.#meet();
        this.#stage = 'meeting';
        // It may wait long for its primary, and a fault may strike meanwhile.
        this.#step({ kind: 'waits' });
        return true;
      case 'meeting': {
        const met = this.#bus.look(() => this.#meeting?.tend());
        if (typeof met === 'string') this.die(hasNotMet(met));
        if (!(met instanceof Peer)) return false;
        this.#runner = this.#makeRunner(met);
        this.#runner.start();
        this.#stage = 'running';
        return true;
      }
      case 'running':
        return this.#runner!.turn();
    }
  }

  /** Frames of its peers' that it has taken in this turn. */
  #takeTaken(): number {
    const before = this.#taken;
    this.#taken = this.peerLinks.reduce((sum, { received }) => sum + received, 0);
    return this.#taken - before;
  }

  /** Calls `action`, in which the machine may come to its end. */
  #guarded<T>(action: () => T): T | undefined {
    try {
      return action();
    } catch (error) {
      if (error instanceof Crash) {
        this.#crash(error.fault);
      } else if (error instanceof Hang) {
        this.#hung = this.#stands = true;
        this.#noteDeath(HANG);
        this.#options.watcher().hangs?.(this);
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

  /** Dies now, or so many instructions later, which have no effect that anybody could see. */
  #crash(fault: Extract<Fault, { kind: 'crash' }>): void {
    const { timeline, plan, seat } = this.#options;
    const { instructions = 0 } = fault;
    if (instructions === 0) return this.die('crash', fault);
    this.#stands = true;
    timeline.after(instructions * INSTRUCTION_MS * plan.machines[seat].slowness, () => this.die('crash', fault));
  }

  #beginFailover(epoch: number): void {
    const { guest } = this.#options;
    this.#steps.failover = 0;
    guest.failoverEpoch = epoch;
    guest.entriesBeforeFailover = guest.entries.length;
  }

  /** One step: the faults that are planned for it happen. */
  #step(doing: Doing): void {
    const { plan, faults, seat, start, struck, watcher, record } = this.#options;
    const steps = this.#steps;
    steps.start += 1;
    if (steps.failover >= 0) steps.failover += 1;
    if (steps.birth >= 0) steps.birth += 1;
    if (steps.join >= 0) steps.join += 1;
    watcher().step?.(this, doing, record);
    const planned = faults();
    for (const fault of planned) {
      if (fault.seat !== seat || fault.step !== steps[fault.since] || struck.has(fault)) continue;
      if (fault.since === 'start' && start === 'join') continue;
      if (plan.faultsInOrder && fault !== planned[struck.size]) continue;
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
      case 'hang':
        throw new Hang();
      case 'bus ends':
        this.#options.endBus(fault.polite);
        break;
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

  /** Of what is on its way, so many frames arrive at most; returns how many do not. */
  #lose(wire: Wire, sent: Arrival | number): number {
    const before = wire.inFlight;
    if (typeof sent === 'number') wire.lose(sent);
    else if (sent === 'is lost in part') this.#loseSome(wire);
    return before - wire.inFlight;
  }

  #loseSome(wire: Wire): void {
    wire.lose(this.#options.chance.whole(0, wire.inFlight));
  }
}

function isDiskTransfer({ kind }: Request): boolean {
  return kind === 'disk-read' || kind === 'disk-write';
}

function drawNonce(chance: Chance): Uint8Array {
  return Uint8Array.from({ length: NONCE_BYTES }, () => chance.whole(0, 255));
}
