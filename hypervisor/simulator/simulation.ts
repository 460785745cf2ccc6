/**
 * One run of a guest on a simulated pair, from power-on to the end: two replicas, the bus between them and the world, on
 * one thread and in virtual time. Same guest and same plan: same run, to the bit.
 */
import { checkpointOf, checkpointOfArray, checkpointOfSet, type Rollback } from '../../emulator/checkpoint.ts';
import type { Completion, Request } from '../../emulator/devices/device.ts';
import type { Ending } from '../../emulator/report/ending.ts';
import type { World } from '../../emulator/world/world.ts';
import { UncertainWorld } from '../../emulator/world/uncertain-world.ts';
import { BirthWatch } from '../bus/birth-watch.ts';
import { Bus, type Recording } from '../bus/bus.ts';
import { EpochRecorder } from '../recording/epoch-recorder.ts';
import type { Port } from '../bus/port.ts';
import { decodeToBus, encodeToReplica } from '../bus/codec.ts';
import { describeOperation } from '../history/operations.ts';
import { Story } from '../bus/story.ts';
import { OTHER_SEAT, type Seat } from '../seat.ts';
import type { ToReplica } from '../bus/messages.ts';
import { Chance } from './plan/chance.ts';
import type { SimulatedGuest } from './guest.ts';
import { transmissionMs } from './plan/hardware-model.ts';
import type { Fault, Plan, Range } from './plan/plan.ts';
import { type Performed, RunRecord } from './record/run-record.ts';
import type { MachineSource } from './machine-source.ts';
import { SHUT_OUT, SimulatedReplica } from './simulated-replica.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { SimulatedPort } from './simulated-port.ts';
import { type Cable, Wire } from './simulated-link.ts';
import { Timeline } from './timeline.ts';
import { checksum, Trace } from './record/trace.ts';
import type { Watcher } from './watcher.ts';

/** How long a run may go on before its guest counts as one that never comes to its end. */
export interface Patience {
  /** Milliseconds of virtual time. */
  readonly ms: number;
  /** Things that happen, as the trace counts them. */
  readonly events: number;
  /** Instructions of each guest. */
  readonly instructions: number;
}

/** Characters that are typed at once, at most. */
const MOST_TYPED = 4;
/** How long after the bus's end, in milliseconds, no machine may be at work any more. */
const LIVING_ON_MS = 40;

export interface Run {
  readonly record: RunRecord;
  /** Of everything that happened. */
  readonly traceHash: string;
  /** Steps of each machine: the moments at which a fault could strike. */
  readonly steps: Readonly<Record<Seat, number>>;
  /** Things that happened, as the trace counts them. */
  readonly events: number;
  /** Faults that have struck. */
  readonly struck: number;
  /** It was late: this is no whole run, and nothing can be said of it. */
  readonly cutShort: boolean;
}

export interface SimulationOptions {
  readonly guest: SimulatedGuest;
  readonly plan: Plan;
  readonly patience: Patience;
  /** Where machines come from. */
  readonly machines: MachineSource;
  /** Makes somebody who looks on; `now` is virtual time in milliseconds. */
  readonly watch?: (now: () => number) => Watcher;
  /** Keeps what enters the guest of the machine in charge. */
  readonly recording?: Recording;
  /** Gets a line for everything that happens. */
  readonly tell?: (line: string) => void;
  /** Asked before each thing that happens: once it says so, the run is cut short. */
  readonly late?: () => boolean;
}

/** Runs a guest as planned. Throws a BootError if it can't be booted. */
export function simulate(options: SimulationOptions): Run {
  return new Simulation(options).run();
}

export class Simulation {
  readonly #guest: SimulatedGuest;
  #plan: Plan;
  #patience: Patience;
  readonly #late: () => boolean;
  #cutShort = false;
  readonly #source: MachineSource;
  #watcher: Watcher;
  readonly #recording: Recording | undefined;
  readonly #timeline = new Timeline();
  readonly #trace: Trace;
  readonly #chance: Chance;
  /** All that were forked from it. */
  readonly #chances: Chance[] = [];
  readonly #record: RunRecord;
  readonly #world: SimulatedWorld;
  readonly #bus: Bus;
  /** Of the newest machine. */
  #peerPort: SimulatedPort;
  /** Between the two machines. */
  #cable: Cable;
  /** Who is in the two seats now, and how the bus reaches it. */
  readonly #replicas: Record<Seat, SimulatedReplica>;
  readonly #toReplica: Record<Seat, Wire>;
  /** All machines there have been. */
  readonly #machines: SimulatedReplica[] = [];
  /** Those whose connection to the bus has ended. */
  readonly #gone = new Set<SimulatedReplica>();
  readonly #struck = new Set<Fault>();
  /** Who has asked for each request, and under which term: the bus may perform it later. */
  readonly #asked = new WeakMap<Request, Pick<Performed, 'seat' | 'guest' | 'term' | 'unfinished'>>();
  readonly #births: BirthWatch;
  #over = false;
  /** When the bus has ended, if it has. */
  #busEnded: number | undefined;
  /** Since when the guest is without a backup although a new machine is to come. */
  #aloneSince: number | undefined;

  constructor({ guest, plan, patience, machines, watch, recording, tell, late = () => false }: SimulationOptions) {
    this.#late = late;
    this.#recording = recording;
    this.#guest = guest;
    this.#plan = plan;
    this.#patience = patience;
    this.#source = machines;
    this.#watcher = watch?.(() => this.#timeline.now()) ?? {};
    this.#trace = new Trace(() => this.#timeline.now(), tell);
    this.#chance = new Chance(plan.seed ^ 0x5bd1e995);
    this.#record = new RunRecord(plan);
    this.#world = new SimulatedWorld({
      timeline: this.#timeline,
      chance: this.#forkChance(),
      conditions: plan.world,
      hardware: plan.hardware,
      disk: guest.disk,
      record: this.#record,
    });
    this.#births = new BirthWatch(this.#timeline, plan.birthMs, (seat) =>
      this.#replicas[seat].die('it is not ready in time'),
    );
    this.#bus = this.#makeBus();
    this.#peerPort = this.#makePort();
    this.#cable = this.#makeCable();
    this.#toReplica = { first: this.#wireToReplica('first'), second: this.#wireToReplica('second') };
    this.#replicas = { first: this.#makeReplica('first', 'boot'), second: this.#makeReplica('second', 'boot') };
  }

  /** From power-on to the end; `before` is called before each thing that happens. */
  run(before?: () => void): Run {
    const { first, second } = this.#replicas;
    first.start();
    second.start();
    this.#type();
    return this.#complete(before);
  }

  /**
   * After a rollback: the rest of the run, under a plan that is the same but for faults that are still to come, and for when new machines
   * come. Nobody looks on.
   */
  goOn(plan: Plan, patience: Patience): Run {
    this.#plan = this.#record.plan = plan;
    this.#patience = patience;
    this.#watcher = {};
    return this.#complete();
  }

  /** Steps so far of the machines that are in the two seats now. */
  get steps(): Readonly<Record<Seat, number>> {
    const { first, second } = this.#replicas;
    return { first: first.steps, second: second.steps };
  }

  /**
   * Between two things that happen, while both machines that were powered on first live. Undefined: it can't be gone back to, since a
   * machine has no checkpoint now, or something in the plan never has.
   */
  checkpoint(): Rollback | undefined {
    const { hardware, world } = this.#plan;
    if (hardware !== undefined || world.uncertain > 0 || this.#recording !== undefined) return undefined;
    const { first, second } = this.#replicas;
    const [one, other] = [first.checkpoint(), second.checkpoint()];
    if (one === undefined || other === undefined) return undefined;
    const state = [this.#peerPort, this.#cable, this.#over, this.#busEnded, this.#aloneSince, this.#cutShort] as const;
    const toReplica = { ...this.#toReplica };
    const wires = [...Object.values(this.#toReplica), ...Object.values(this.#cable)];
    const own = [this.#timeline, this.#trace, this.#record, this.#world, this.#births, this.#bus, this.#chance];
    const rollbacks = [
      ...[one, other, checkpointOf(...own, ...wires, ...this.#chances)],
      ...[checkpointOfArray(this.#chances), checkpointOfArray(this.#machines)],
      ...[checkpointOfSet(this.#gone), checkpointOfSet(this.#struck)],
    ];
    return () => {
      [this.#peerPort, this.#cable, this.#over, this.#busEnded, this.#aloneSince, this.#cutShort] = state;
      Object.assign(this.#toReplica, toReplica);
      Object.assign(this.#replicas, { first, second });
      for (const rollback of rollbacks) rollback();
    };
  }

  #complete(before?: () => void): Run {
    try {
      while (this.#goesOn()) {
        before?.();
        if (!this.#timeline.step()) break;
      }
    } catch (error) {
      // Machines catch their own: what comes here was thrown by the bus.
      this.#record.exceptions.push(`bus: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.#record.disk = this.#world.disk.bytes;
    this.#record.durationMs = this.#timeline.now();
    this.#record.pursuit = this.#replicas[this.#record.survivor].pursuit;
    this.#noteTogether();
    if (this.#busEnded !== undefined && !this.#over) this.#noteLivingOn();
    const links = this.#machines.flatMap(({ peerLinks }) => peerLinks);
    this.#record.mostQueued = Math.max(...links.map(({ mostQueued }) => mostQueued));
    this.#record.mostCopied = Math.max(...links.map(({ pagesSent }) => pagesSent));
    const steps = { first: 0, second: 0 };
    for (const machine of this.#machines) {
      machine.release();
      steps[machine.seat] += machine.steps;
    }
    return {
      record: this.#record,
      traceHash: this.#trace.hash(),
      steps,
      events: this.#trace.events,
      struck: this.#struck.size,
      cutShort: this.#cutShort,
    };
  }

  #goesOn(): boolean {
    const now = this.#timeline.now();
    if (this.#busEnded !== undefined) return !this.#over && now < this.#busEnded + LIVING_ON_MS;
    const replicas = this.#replicas;
    if (!this.#over && (replicas.first.hangs || replicas.second.hangs) && !this.#mayGoOn()) {
      // The machine that runs the guest hangs, and there is no other: nobody will ever know.
      this.#record.end = 'lost';
      return false;
    }
    const { ms, events, instructions } = this.#patience;
    const { first, second } = this.#record.guests;
    if (this.#over || now >= ms || this.#trace.events >= events) return false;
    this.#cutShort = this.#late();
    if (this.#cutShort) return false;
    return Math.max(first.instructions, second.instructions) < instructions;
  }

  #mayGoOn(): boolean {
    return Object.values(this.#replicas).some(({ hasGuest }) => hasGuest);
  }

  #endBus(polite: boolean): void {
    if (this.#busEnded !== undefined || this.#over) return;
    this.#trace.note('bus', 1, () => 'ends');
    this.#record.end = 'no bus';
    this.#busEnded = this.#timeline.now() + this.#plan.busDelayMs[1];
    this.#aloneSince = undefined;
    for (const wire of Object.values(this.#toReplica)) {
      if (polite) wire.put(encodeToReplica({ type: 'dismissed', over: true, reason: 'the bus ends' }));
      wire.put('end');
    }
  }

  #noteLivingOn(): void {
    const { first, second } = this.#replicas;
    for (const machine of [first, second]) if (machine.atWork) this.#record.livingOn.push(machine.seat);
  }

  /** The guest has a backup again, or none is needed any more. */
  #noteTogether(): void {
    if (this.#aloneSince !== undefined && this.#mayGoOn()) {
      this.#record.aloneMs.push(this.#timeline.now() - this.#aloneSince);
    }
    this.#aloneSince = undefined;
  }

  #makeBus(): Bus {
    const note = (line: string): void => this.#trace.note('bus', line.length, () => line);
    const story = new Story({ tell: note, verbose: true });
    story.named('first', 'primary', 1);
    story.named('second', 'backup', 2);
    return new Bus({
      world: this.#recordingWorld(),
      ports: new Map([
        ['first', this.#port('first', () => this.#replicas.first)],
        ['second', this.#port('second', () => this.#replicas.second)],
      ]),
      story,
      kills: [],
      recording: this.#recording,
      finished: (end) => {
        this.#record.end = end === 'lost' ? end : { ...end, ...this.#whyEnded() };
        this.#over = true;
      },
      whole: (seat) => {
        this.#noteTogether();
        this.#record.becameWhole(seat);
      },
      inputTaken: () => {},
    });
  }

  /** Why the machine ended the guest, if it did: its exit, the last thing that was performed, says so. */
  #whyEnded(): Pick<Ending, 'stop' | 'ended'> {
    const last = this.#record.performed.at(-1)?.request;
    return last?.kind === 'exit' ? { stop: last.stop, ended: last.ended } : {};
  }

  /** A machine as the bus sees it. */
  #port(seat: Seat, machine: () => SimulatedReplica): Port {
    return {
      pid: this.#machines.length,
      send: (message) => {
        if (message.type === 'start') this.#letIn(seat, machine());
        this.#tellReplica(seat, message);
      },
      kill: () => {
        const doomed = machine();
        doomed.shutOut();
        this.#timeline.after(this.#draw(this.#plan.killMs), () => doomed.die(SHUT_OUT));
      },
    };
  }

  /** A new machine takes the seat of one that has died, unless the guest's run is ending. */
  #join(seat: Seat): void {
    if (this.#over || this.#busEnded !== undefined || this.#bus.vacant === undefined) return;
    this.#peerPort = this.#makePort();
    this.#cable = this.#makeCable();
    this.#toReplica[seat] = this.#wireToReplica(seat);
    this.#record.replace(seat);
    const joiner = this.#makeReplica(seat, 'join');
    this.#replicas[seat] = joiner;
    this.#replicas[OTHER_SEAT[seat]].expect(this.#cable);
    this.#trace.note(seat, 4, () => 'a new machine is powered on');
    this.#births.begins(seat);
    this.#watcher.comes?.(joiner);
    joiner.start();
  }

  #hearReady(seat: Seat): void {
    const joiner = this.#replicas[seat];
    this.#births.ends(seat);
    this.#bus.join(
      seat,
      this.#port(seat, () => joiner),
      { from: '', to: '' },
    );
  }

  #letIn(seat: Seat, joiner: SimulatedReplica): void {
    joiner.beginJoin();
    this.#replicas[OTHER_SEAT[seat]].beginJoin();
  }

  /** The world as the bus acts on it: what it is asked to do is on record, with who asked. */
  #recordingWorld(): World {
    const { uncertain } = this.#plan.world;
    const world =
      uncertain === 0 ? this.#world : new UncertainWorld(this.#world, uncertain, this.#chance.whole(0, 0x7fffffff));
    return {
      sectors: world.sectors,
      perform: (request, done) => this.#perform(world, request, done),
      position: (query) => world.position(query),
      close: () => world.close(),
    };
  }

  #perform(world: World, request: Request, done: (completion: Completion) => void): void {
    const asked = this.#asked.get(request)!;
    const performed = { ...asked, request, completion: undefined as Completion | undefined };
    this.#record.performed.push(performed);
    this.#watcher.begins?.(request);
    this.#trace.note('world', request.id, () => `begins #${request.id}: ${describeOperation(request)}`);
    world.perform(request, (completion) => {
      performed.completion = completion;
      this.#watcher.ends?.(request, completion);
      this.#trace.note('world', completion.result, () => `ends #${request.id} with result ${completion.result}`);
      done(completion);
    });
  }

  #tellReplica(seat: Seat, message: ToReplica): void {
    if (this.#busEnded !== undefined) return;
    if (message.type === 'term-won') this.#noteWin(seat, message.term);
    const frame = encodeToReplica(message);
    this.#trace.note('bus', checksum(frame), () => `tells the ${seat} machine: ${message.type}`);
    this.#toReplica[seat].put(frame);
  }

  #noteWin(seat: Seat, term: number): void {
    const running = this.#record.performed.filter(({ completion }) => completion === undefined).length;
    this.#record.won({ seat, term, running });
  }

  #wireToReplica(seat: Seat): Wire {
    const chance = this.#forkChance();
    const wire: Wire = this.#wire(chance, this.#plan.busDelayMs, (frame) => {
      if (!this.#replicas[seat].alive || wire !== this.#toReplica[seat]) return;
      this.#replicas[seat].busLink.take(frame);
      this.#replicas[seat].wake();
    });
    return wire;
  }

  #makePort(): SimulatedPort {
    const { strangers, birthMs, peerDelayMs } = this.#plan;
    const answered = (afterMs: number): void => void this.#record.callsMs.push(afterMs);
    return new SimulatedPort({
      scheduler: this.#timeline,
      ...{ strangers, birthMs, answered },
      proofMs: 2 * peerDelayMs[1],
    });
  }

  #makeCable(): Cable {
    const { hardware, peerDelayMs } = this.#plan;
    const between = (seat: Seat): Wire => {
      const arrive = (frame: Uint8Array | 'end'): void => this.#carryToPeer(OTHER_SEAT[seat], cable, frame);
      if (hardware === undefined) return this.#wire(this.#forkChance(), peerDelayMs, arrive);
      const { link } = hardware;
      return new Wire(
        this.#timeline,
        () => link.latencyMs,
        arrive,
        (bytes) => transmissionMs(link, bytes),
      );
    };
    const cable: Cable = { first: between('first'), second: between('second') };
    return cable;
  }

  #makeReplica(seat: Seat, start: 'boot' | 'join'): SimulatedReplica {
    const guest = this.#record.guests[seat];
    const replica: SimulatedReplica = new SimulatedReplica({
      ...{ seat, start, guest },
      plan: this.#plan,
      timeline: this.#timeline,
      trace: this.#trace,
      chance: this.#forkChance(),
      record: this.#record,
      struck: this.#struck,
      machines: this.#source,
      watcher: () => this.#watcher,
      faults: () => this.#plan.faults,
      recorder: this.#recording && this.#recorder(seat, start === 'boot' && seat === 'first'),
      cable: this.#cable,
      cableToJoiner: () => this.#cable,
      portOfJoiner: () => this.#peerPort,
      toBus: this.#wire(this.#forkChance(), this.#plan.busDelayMs, (frame) => this.#carryToBus(replica, frame)),
      endBus: (polite) => this.#endBus(polite),
    });
    this.#machines.push(replica);
    return replica;
  }

  /** It sends nothing that takes time: a recorded run is the same as one that is not. */
  #recorder(seat: Seat, active: boolean): EpochRecorder {
    return new EpochRecorder(active, (part) => this.#bus.receive(seat, part));
  }

  #carryToPeer(seat: Seat, cable: Cable, frame: Uint8Array | 'end'): void {
    const replica = this.#replicas[seat];
    if (!replica.alive) return;
    if (frame !== 'end') this.#trace.note(seat, checksum(frame), () => `receives ${frame.length} bytes from its peer`);
    replica.hearPeer(cable, frame);
  }

  #carryToBus(replica: SimulatedReplica, frame: Uint8Array | 'end'): void {
    const { seat, guest } = replica;
    if (this.#gone.has(replica) || this.#busEnded !== undefined) return;
    if (frame === 'end') {
      this.#gone.add(replica);
      this.#births.ends(seat);
      this.#bus.gone(seat, replica.death ?? 'it is silent');
      const { restartMs } = this.#plan;
      if (restartMs && !this.#over) this.#aloneSince ??= this.#timeline.now();
      if (restartMs) this.#timeline.after(this.#draw(restartMs), () => this.#join(seat));
      return;
    }
    const message = decodeToBus(frame);
    if (message === undefined) {
      this.#record.exceptions.push(`${seat} sends the bus what is no message`);
      return;
    }
    this.#trace.note(seat, checksum(frame), () => `is heard by the bus: ${message.type}`);
    if (message.type === 'perform') {
      const { finished = Infinity } = this.#record.backup ?? {};
      const unfinished = Math.max(0, guest.epochs.length - 1 - finished);
      this.#asked.set(message.request, { seat, guest, term: message.term, unfinished });
    }
    if (message.type === 'ready') return this.#hearReady(seat);
    this.#bus.receive(seat, message);
  }

  /** Somebody types the guest's input, some characters at a time, and then there is no more. */
  #type(): void {
    const typing = this.#forkChance();
    const { input, begun = false } = this.#guest;
    let timeMs = 0;
    for (let at = 0, next = 0; at < input.length; at = next) {
      next = Math.min(input.length, at + typing.whole(1, MOST_TYPED));
      timeMs += typing.between(...this.#plan.typingMs);
      const bytes = Uint8Array.from(input.slice(at, next), (character) => character.charCodeAt(0));
      this.#timeline.at(timeMs, () => this.#bus.typed(bytes, next === input.length));
    }
    if (input === '' && !begun) this.#bus.typed(new Uint8Array(0), true);
  }

  #wire(chance: Chance, delayMs: Range, arrive: (frame: Uint8Array | 'end') => void): Wire {
    return new Wire(this.#timeline, () => chance.between(...delayMs), arrive);
  }

  #forkChance(): Chance {
    const chance = this.#chance.fork();
    this.#chances.push(chance);
    return chance;
  }

  #draw(range: Range): number {
    return this.#chance.between(...range);
  }
}
