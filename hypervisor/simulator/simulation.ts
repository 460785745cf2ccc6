/**
 * One run of a guest on a simulated pair, from power-on to the end: two replicas, the bus between them and the world, on
 * one thread and in virtual time. Same guest and same plan: same run, to the bit.
 */
import type { Completion, Request } from '../../emulator/devices/device.ts';
import type { World } from '../../emulator/world/world.ts';
import { UncertainWorld } from '../../emulator/world/uncertain-world.ts';
import { Bus } from '../bus/bus.ts';
import { decodeToBus, encodeToReplica } from '../bus/codec.ts';
import { describeOperation } from '../bus/operations.ts';
import { Story } from '../bus/story.ts';
import type { Seat } from '../bus/term.ts';
import type { ToReplica } from '../bus/messages.ts';
import { Chance } from './chance.ts';
import type { SimulatedGuest } from './guest.ts';
import type { Plan, Range } from './plan.ts';
import { RunRecord } from './run-record.ts';
import { SimulatedReplica } from './simulated-replica.ts';
import { SimulatedWorld } from './simulated-world.ts';
import { Wire } from './simulated-link.ts';
import type { SpareStates } from './spare-states.ts';
import { Timeline } from './timeline.ts';
import { checksum, Trace } from './trace.ts';

/**
 * How long a run may take, in virtual time: several times what any guest here needs, and less than CR16 takes to go round,
 * so that a guest which waits for that is stuck.
 */
const MOST_MS = 80_000;
/** Characters that are typed at once, at most. */
const MOST_TYPED = 4;
/** A run in which so much happens gets nowhere. */
const MOST_EVENTS = 400_000;

const OTHER = { first: 'second', second: 'first' } as const satisfies Record<Seat, Seat>;

export interface Run {
  readonly record: RunRecord;
  /** Of everything that happened. */
  readonly traceHash: string;
  /** Steps of each machine: the moments at which a fault could strike. */
  readonly steps: Readonly<Record<Seat, number>>;
}

/** Runs `guest` as planned. `tell` gets a line for everything that happens. */
export function simulate(guest: SimulatedGuest, plan: Plan, states: SpareStates, tell?: (line: string) => void): Run {
  return new Simulation(guest, plan, states, tell).run();
}

class Simulation {
  readonly #guest: SimulatedGuest;
  readonly #plan: Plan;
  readonly #states: SpareStates;
  readonly #timeline = new Timeline();
  readonly #trace: Trace;
  readonly #chance: Chance;
  readonly #record: RunRecord;
  readonly #world: SimulatedWorld;
  readonly #bus: Bus;
  readonly #replicas: Record<Seat, SimulatedReplica>;
  readonly #toReplica: Record<Seat, Wire>;
  /** Who has asked for each request, and under which term: the bus may perform it later. */
  readonly #asked = new WeakMap<Request, { readonly seat: Seat; readonly term: number }>();
  #over = false;

  constructor(guest: SimulatedGuest, plan: Plan, states: SpareStates, tell?: (line: string) => void) {
    this.#guest = guest;
    this.#plan = plan;
    this.#states = states;
    this.#trace = new Trace(() => this.#timeline.now(), tell);
    this.#chance = new Chance(plan.seed ^ 0x5bd1e995);
    this.#record = new RunRecord(plan);
    this.#world = new SimulatedWorld({
      timeline: this.#timeline,
      chance: this.#chance.fork(),
      conditions: plan.world,
      disk: guest.disk,
      record: this.#record,
    });
    this.#bus = this.#makeBus();
    this.#toReplica = { first: this.#wireToReplica('first'), second: this.#wireToReplica('second') };
    this.#replicas = this.#makeReplicas();
  }

  run(): Run {
    const { first, second } = this.#replicas;
    first.start();
    second.start();
    this.#type();
    try {
      while (this.#goesOn() && this.#timeline.step());
    } catch (error) {
      // Machines catch their own: what comes here was thrown by the bus.
      this.#record.exceptions.push(`bus: ${error instanceof Error ? error.message : String(error)}`);
    }
    this.#record.disk = this.#world.disk.bytes;
    for (const { state } of [first, second]) this.#states.giveBack(state);
    return {
      record: this.#record,
      traceHash: this.#trace.hash(),
      steps: { first: first.steps, second: second.steps },
    };
  }

  #goesOn(): boolean {
    return !this.#over && this.#timeline.now() < MOST_MS && this.#trace.events < MOST_EVENTS;
  }

  #makeBus(): Bus {
    const port = (seat: Seat, pid: number) => ({
      pid,
      send: (message: ToReplica) => this.#tellReplica(seat, message),
      kill: () =>
        this.#timeline.after(this.#draw(this.#plan.killMs), () => this.#replicas[seat].die('the bus has killed it')),
    });
    const note = (line: string): void => this.#trace.note('bus', line.length, () => line);
    const story = new Story({ tell: note, verbose: true });
    story.named('first', 'primary', 1);
    story.named('second', 'backup', 2);
    return new Bus({
      world: this.#recordingWorld(),
      ports: new Map([
        ['first', port('first', 1)],
        ['second', port('second', 2)],
      ]),
      story,
      kills: [],
      finished: (end) => {
        this.#record.end = end;
        this.#over = true;
      },
      inputTaken: () => {},
    });
  }

  /** The world as the bus acts on it: what it is asked to do is on record, with who asked. */
  #recordingWorld(): World {
    const { uncertain } = this.#plan.world;
    const world =
      uncertain === 0 ? this.#world : new UncertainWorld(this.#world, uncertain, this.#chance.whole(0, 0x7fffffff));
    return {
      sectors: world.sectors,
      perform: (request, done) => this.#perform(world, request, done),
      consolePosition: () => world.consolePosition(),
      actuatorPosition: () => world.actuatorPosition(),
      close: () => world.close(),
    };
  }

  #perform(world: World, request: Request, done: (completion: Completion) => void): void {
    const { seat, term } = this.#asked.get(request)!;
    const performed = { seat, term, request, completion: undefined as Completion | undefined };
    this.#record.performed.push(performed);
    this.#trace.note('world', request.id, () => `begins #${request.id}: ${describeOperation(request)}`);
    world.perform(request, (completion) => {
      performed.completion = completion;
      this.#trace.note('world', completion.result, () => `ends #${request.id} with result ${completion.result}`);
      done(completion);
    });
  }

  #tellReplica(seat: Seat, message: ToReplica): void {
    if (message.type === 'term-won') this.#noteWin(seat, message.term);
    const frame = encodeToReplica(message);
    this.#trace.note('bus', checksum(frame), () => `tells the ${seat} machine: ${message.type}`);
    this.#toReplica[seat].put(frame);
  }

  #noteWin(seat: Seat, term: number): void {
    const running = this.#record.performed.filter(({ completion }) => completion === undefined).length;
    this.#record.wins.push({ seat, term, running });
  }

  #wireToReplica(seat: Seat): Wire {
    const chance = this.#chance.fork();
    return this.#wire(chance, this.#plan.busDelayMs, (frame) => {
      if (!this.#replicas[seat].alive) return;
      this.#replicas[seat].busLink.take(frame);
      this.#replicas[seat].wake();
    });
  }

  #makeReplicas(): Record<Seat, SimulatedReplica> {
    const chance = this.#chance;
    const between = (seat: Seat): Wire =>
      this.#wire(chance.fork(), this.#plan.peerDelayMs, (frame) => this.#carryToPeer(OTHER[seat], frame));
    const peerWires = { first: between('first'), second: between('second') };
    const make = (seat: Seat): SimulatedReplica =>
      new SimulatedReplica({
        seat,
        plan: this.#plan,
        timeline: this.#timeline,
        trace: this.#trace,
        chance: chance.fork(),
        record: this.#record,
        state: this.#states.take(),
        image: this.#guest.image,
        append: this.#guest.append,
        sectors: this.#world.sectors,
        toPeer: peerWires[seat],
        fromPeer: peerWires[OTHER[seat]],
        toBus: this.#wire(chance.fork(), this.#plan.busDelayMs, (frame) => this.#carryToBus(seat, frame)),
      });
    return { first: make('first'), second: make('second') };
  }

  #carryToPeer(seat: Seat, frame: Uint8Array | 'end'): void {
    const replica = this.#replicas[seat];
    if (!replica.alive) return;
    if (frame !== 'end') this.#trace.note(seat, checksum(frame), () => `receives ${frame.length} bytes from its peer`);
    replica.peerLink.take(frame);
    replica.wake();
  }

  #carryToBus(seat: Seat, frame: Uint8Array | 'end'): void {
    if (frame === 'end') {
      this.#bus.gone(seat, this.#record.dead.get(seat) ?? 'it is silent');
      return;
    }
    const message = decodeToBus(frame);
    if (message === undefined) {
      this.#record.exceptions.push(`${seat} sends the bus what is no message`);
      return;
    }
    this.#trace.note(seat, checksum(frame), () => `is heard by the bus: ${message.type}`);
    if (message.type === 'perform') this.#asked.set(message.request, { seat, term: message.term });
    this.#bus.receive(seat, message);
  }

  /** Somebody types the guest's input, some characters at a time, and then there is no more. */
  #type(): void {
    const typing = this.#chance.fork();
    const { input } = this.#guest;
    let timeMs = 0;
    for (let at = 0, next = 0; at < input.length; at = next) {
      next = Math.min(input.length, at + typing.whole(1, MOST_TYPED));
      timeMs += typing.between(...this.#plan.typingMs);
      const bytes = Buffer.from(input.slice(at, next), 'latin1');
      this.#timeline.at(timeMs, () => this.#bus.typed(bytes, next === input.length));
    }
    if (input === '') this.#bus.typed(new Uint8Array(0), true);
  }

  #wire(chance: Chance, delayMs: Range, arrive: (frame: Uint8Array | 'end') => void): Wire {
    return new Wire(this.#timeline, () => chance.between(...delayMs), arrive);
  }

  #draw(range: Range): number {
    return this.#chance.between(...range);
  }
}
