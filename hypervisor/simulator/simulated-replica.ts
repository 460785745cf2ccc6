/**
 * One machine of a simulated pair: the real runner, protocol, monitor and processor of a replica, on virtual links and
 * clocks, and all that can happen to a machine.
 */
import { boot } from '../../emulator/boot.ts';
import type { MachineState } from '../../emulator/layout.ts';
import type { Seat } from '../bus/term.ts';
import { Monitor } from '../monitor/monitor.ts';
import { describeEffect } from '../protocol/describe.ts';
import { BusClient, BusLost } from '../runner/bus-client.ts';
import { HostClock } from '../runner/host-clock.ts';
import { Peer } from '../runner/peer.ts';
import { Runner } from '../runner/runner.ts';
import type { Chance } from './chance.ts';
import { ObservedMachine } from './observed-machine.ts';
import { describeFault, type Fault, type Plan } from './plan.ts';
import type { RunRecord } from './run-record.ts';
import { SilentDoorbell } from './silent-doorbell.ts';
import { SimulatedClock } from './simulated-clock.ts';
import { SimulatedLink, type Wire } from './simulated-link.ts';
import type { Timeline } from './timeline.ts';
import type { Trace } from './trace.ts';
import { TracedReplica } from './traced-replica.ts';

/** What one turn costs beside its instructions, and an instruction, in milliseconds. */
const TURN_MS = 0.004;
const INSTRUCTION_MS = 0.00002;

const BUS_LOST = 'it has lost the bus';

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
  /** All zero. */
  readonly state: MachineState;
  /** The guest's executable file, and its boot arguments. */
  readonly image: Uint8Array;
  readonly append: string;
  readonly sectors: number;
  readonly toPeer: Wire;
  readonly fromPeer: Wire;
  readonly toBus: Wire;
}

export class SimulatedReplica {
  readonly #options: SimulatedReplicaOptions;
  readonly #runner: Runner;
  readonly #machine: ObservedMachine;
  readonly #protocol: TracedReplica;
  readonly peerLink: SimulatedLink;
  readonly busLink: SimulatedLink;
  #alive = true;
  #started = false;
  #steps = { start: 0, failover: -1 };
  #pausedUntil = 0;
  /** Number of the next turn that was arranged: an earlier one is void. */
  #turn = 0;

  /** Powers the machine on. Throws a BootError if the guest doesn't fit it. */
  constructor(options: SimulatedReplicaOptions) {
    this.#options = options;
    const { seat, plan, timeline, record, state, image, append, sectors, trace } = options;
    const moment = (): void => this.#step();
    this.peerLink = new SimulatedLink(options.toPeer, moment);
    this.busLink = new SimulatedLink(options.toBus, moment);
    const monitor = new Monitor({ state, sectors, tlbSeed: plan.tlbSeed });
    boot(monitor.processor, image, append);
    monitor.deprivilege();
    const { clock, slice } = plan.machines[seat];
    const { hashEvery, timeoutMs, variant, epochLength, earlyEnds } = plan;
    const rules = { variant, epochLength, earlyEnds };
    this.#machine = new ObservedMachine({
      ...{ machine: monitor, state, slice, hashEvery, moment },
      record: record.guests[seat],
    });
    const time = new SimulatedClock(clock, () => timeline.now());
    const doorbell = new SilentDoorbell();
    this.#protocol = new TracedReplica(seat === 'first' ? 'primary' : 'backup', rules, (effect) => {
      if (effect.type === 'failover') this.#beginFailover(effect.epoch);
      if (effect.type === 'step-down') record.stepDowns.push(effect.reason);
      trace.note(seat, effect.type.length, () => describeEffect(effect));
    });
    this.#runner = new Runner({
      vm: this.#machine,
      protocol: this.#protocol,
      bus: new BusClient(this.busLink, doorbell),
      peer: new Peer({ link: this.peerLink, timeoutMs, now: () => time.ms() }),
      clock: new HostClock(time),
      doorbell,
      reportEpochs: [],
      promoted: () => {},
    });
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** To be given back when the run is over. */
  get state(): MachineState {
    return this.#options.state;
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
    const { seat, toPeer, toBus, trace, record } = this.#options;
    this.#alive = false;
    record.dead.set(seat, how);
    trace.note(seat, 2, () => `dies: ${how}`);
    if (sent === 'is lost in part') this.#loseSome(toPeer);
    if (!silent) toPeer.put('end');
    if (sent === 'is lost in part') this.#loseSome(toBus);
    toBus.put('end');
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
    const { plan, seat } = this.#options;
    if (!this.#alive) return;
    this.#working = this.#guarded(() => this.#runner.turn()) ?? false;
    if (!this.#alive) return;
    if (this.#protocol.role === 'out') return this.die('steps down');
    const spent = TURN_MS + this.#machine.takeSpent() * INSTRUCTION_MS;
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
    const guest = this.#options.record.guests[this.#options.seat];
    this.#steps.failover = 0;
    guest.failoverEpoch = epoch;
    guest.entriesBeforeFailover = guest.entries.length;
  }

  /** One step: the faults that are planned for it happen. */
  #step(): void {
    const { plan, seat } = this.#options;
    const steps = this.#steps;
    steps.start += 1;
    if (steps.failover >= 0) steps.failover += 1;
    for (const fault of plan.faults) {
      if (fault.seat === seat && fault.step === steps[fault.since]) this.#strike(fault);
    }
  }

  #strike(fault: Fault): void {
    const { toPeer, fromPeer, toBus, timeline, trace, seat, record } = this.#options;
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
        this.peerLink.break();
        break;
      case 'bus lost':
        // As good as dead, although it has yet to notice.
        record.dead.set(seat, BUS_LOST);
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
