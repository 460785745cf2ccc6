/**
 * A pair of replicas with their guests, the link between them and the bus, in one process and one step at a time: each
 * step is one thing that may happen now, so a test can choose any order of events, and a fault between any two effects.
 */
import { type EnvironmentQuery, type EnvironmentValue, timeOfDayValue } from '../../../emulator/environment.ts';
import type { Effect } from '../effects.ts';
import type { Event } from '../events.ts';
import type { Message } from '../messages.ts';
import { ReplicaProtocol } from '../replica-protocol.ts';
import type { VariantName } from '../variants.ts';
import { FakeBus, type BusRequest, type Side } from './fake-bus.ts';
import { FakeGuest, type Instruction } from './fake-guest.ts';
import type { Random } from './random.ts';

export interface PairOptions {
  readonly variant: VariantName;
  readonly epochLength: number;
  readonly earlyEnds: boolean;
  readonly script: readonly Instruction[];
  /** The machines compare their states at the end of each epoch. */
  readonly hashEpochs?: boolean;
  /** Types this at a random moment. */
  readonly input?: string;
}

/** How fast each machine's interval timer is ahead of the steps: the backup's is behind, so that time could go back. */
const timerAhead: Record<Side, number> = { left: 5000, right: 0 };

/** The same of their times of day, in microseconds: of a failover the guest would see half a minute go back. */
const timeOfDayAhead: Record<Side, number> = { left: 800_000_030_000_000, right: 800_000_000_000_000 };

/** What a backup's runner tells its primary's. */
interface Progress {
  readonly finished: number;
}

export class FakeMachine {
  readonly number: number;
  readonly side: Side;
  readonly replica: ReplicaProtocol;
  /** Whose backup it is or was. */
  readonly partner: FakeMachine | undefined;
  guest: FakeGuest;
  alive = true;
  guestRuns = false;
  guestRests = false;
  /** The last epoch in which the guest's timer was due. */
  timerTold = 0;
  readonly todo: Effect[] = [];
  readonly fromPeer: (Message | FakeGuest | Progress | 'lost')[] = [];
  readonly fromBus: Event[] = [];
  readonly toBus: BusRequest[] = [];
  /** The guest's state at the beginning of each epoch that it began as primary or as backup. */
  readonly began = { primary: new Map<number, string>(), backup: new Map<number, string>() };
  /** How long the history was when the guest issued each request. */
  readonly issued = new Map<number, number>();
  /** Effects for people, as they came. */
  readonly news: Effect[] = [];

  constructor(number: number, side: Side, replica: ReplicaProtocol, guest: FakeGuest, partner?: FakeMachine) {
    this.number = number;
    this.side = side;
    this.replica = replica;
    this.guest = guest;
    this.partner = partner;
  }
}

export class FakePair {
  /** All there have been, in the order in which they came. */
  readonly machines: FakeMachine[];
  readonly bus: FakeBus;
  readonly #options: PairOptions;
  readonly #random: Random;
  /** Does a joiner await its snapshot? */
  #joinerReady = false;
  #linked = true;
  #time = 0;
  #unread: string;

  constructor(options: PairOptions, random: Random) {
    this.#options = options;
    this.#random = random;
    this.#unread = options.input ?? '';
    const left = new FakeMachine(0, 'left', this.#replica('primary'), new FakeGuest(options.script));
    const right = new FakeMachine(1, 'right', this.#replica('backup'), new FakeGuest(options.script), left);
    this.machines = [left, right];
    this.bus = new FakeBus('left', (side, event) => this.at(side).fromBus.push(event));
    for (const machine of this.machines) machine.todo.push(...machine.replica.start());
  }

  /** The machine that is on `side` now. */
  at(side: Side): FakeMachine {
    return this.machines.findLast((machine) => machine.side === side)!;
  }

  /** Is there a backup that may take over? */
  get whole(): boolean {
    return this.bus.backup !== undefined && this.at('left').alive && this.at('right').alive;
  }

  /** Has one machine died, does the other hold the term alone, and has it done with the dead one? */
  get single(): boolean {
    const other = this.at(this.bus.holder === 'left' ? 'right' : 'left');
    const holder = this.at(this.bus.holder);
    const done = holder.fromPeer.length === 0 && holder.todo.length === 0;
    return this.bus.backup === undefined && !other.alive && holder.alive && holder.replica.role === 'primary' && done;
  }

  /** A new machine takes the dead one's place. */
  join(): void {
    const side = this.bus.holder === 'left' ? 'right' : 'left';
    const guest = new FakeGuest(this.#options.script);
    const { length } = this.machines;
    const joiner = new FakeMachine(length, side, this.#replica('joiner'), guest, this.at(this.bus.holder));
    joiner.todo.push(...joiner.replica.start());
    this.machines.push(joiner);
    this.#joinerReady = true;
    this.#linked = true;
  }

  /** One thing happens, chosen at random; false if nothing can happen any more, or the guest has exited. */
  step(): boolean {
    if (this.bus.exitStatus !== undefined) return false;
    this.#time += 1;
    const actions = this.#possible();
    if (actions.length === 0) return this.#waitForTimer();
    actions[this.#random.below(actions.length)]();
    this.#checkTerms();
    return true;
  }

  /** `machine` dies. Of what it has put on its way, `survives` says how much arrives. */
  kill(machine: FakeMachine, survives: (count: number) => number): void {
    if (!machine.alive) return;
    machine.alive = false;
    this.#joinerReady = false;
    const peer = this.#peer(machine);
    if (this.#linked) this.#cut(peer, survives);
    this.#linked = false;
    machine.toBus.splice(survives(machine.toBus.length));
  }

  /** The link breaks, and each believes the other dead. */
  partition(survives: (count: number) => number): void {
    if (!this.#linked) return;
    for (const side of ['left', 'right'] as const) this.#cut(this.at(side), survives);
    this.#linked = false;
  }

  #replica(role: 'primary' | 'backup' | 'joiner'): ReplicaProtocol {
    const { variant, epochLength, earlyEnds } = this.#options;
    return new ReplicaProtocol(role, { variant, epochLength, earlyEnds });
  }

  #cut(receiver: FakeMachine, survives: (count: number) => number): void {
    receiver.fromPeer.splice(survives(receiver.fromPeer.length));
    receiver.fromPeer.push('lost');
  }

  #peer(machine: FakeMachine): FakeMachine {
    return this.at(machine.side === 'left' ? 'right' : 'left');
  }

  /** All that may happen now. A replica performs all its effects before it takes another event. */
  #possible(): (() => void)[] {
    const actions: (() => void)[] = [];
    for (const machine of this.machines) {
      const asked = machine.toBus[0];
      if (asked !== undefined) actions.push(() => this.#busTakes(machine));
      if (!machine.alive || machine.replica.role === 'out') continue;
      if (machine.todo.length > 0) {
        actions.push(() => this.#perform(machine, machine.todo.shift()!));
        continue;
      }
      if (machine.guestRuns) actions.push(() => this.#runGuest(machine));
      if (machine.fromPeer.length > 0) actions.push(() => this.#takeMessage(machine));
      if (machine.fromBus.length > 0) actions.push(() => this.#event(machine, machine.fromBus.shift()!));
      if (this.#timerIsDue(machine)) actions.push(() => this.#tellTimer(machine));
    }
    const holder = this.at(this.bus.holder);
    if (this.#joinerReady && holder.alive && holder.todo.length === 0) actions.push(() => this.#readyJoiner(holder));
    if (this.bus.running > 0) actions.push(() => this.bus.finish(this.#random.below(this.bus.running)));
    if (this.#unread !== '') actions.push(() => this.#type());
    return actions;
  }

  #busTakes(machine: FakeMachine): void {
    this.bus.take(machine.side, machine.number, machine.toBus.shift()!, () => this.#random.below(2) === 0);
  }

  #readyJoiner(primary: FakeMachine): void {
    this.#joinerReady = false;
    this.#event(primary, { type: 'joiner-ready' });
  }

  #type(): void {
    this.bus.type(this.#unread[0]);
    this.#unread = this.#unread.slice(1);
  }

  #runGuest(machine: FakeMachine): void {
    machine.guestRuns = false;
    const exit = machine.guest.run();
    if (exit.type === 'output') machine.issued.set(exit.request.id, machine.guest.history.length);
    const { hashEpochs = false } = this.#options;
    this.#event(machine, exit.type === 'epoch-end' && hashEpochs ? { ...exit, hash: machine.guest.hash() } : exit);
  }

  #takeMessage(machine: FakeMachine): void {
    const message = machine.fromPeer.shift()!;
    if (message instanceof FakeGuest) {
      machine.guest = message;
      this.#event(machine, { type: 'state-received', outstanding: message.outstanding() });
    } else if (message !== 'lost' && 'finished' in message) {
      this.#event(machine, { type: 'backup-finished', epoch: message.finished });
    } else {
      this.#event(machine, message === 'lost' ? { type: 'peer-lost' } : { type: 'message', message });
    }
  }

  #event(machine: FakeMachine, event: Event): void {
    machine.todo.push(...machine.replica.step(event, this.#now(machine)));
  }

  #perform(machine: FakeMachine, effect: Effect): void {
    switch (effect.type) {
      case 'supply':
        machine.guest.supply(effect.value);
        machine.guestRuns = true;
        break;
      case 'resume':
        machine.guestRuns = true;
        break;
      case 'deliver':
        machine.guestRests = false;
        machine.guest.deliver(effect.interrupts, effect.ticks);
        if (machine.replica.role === 'backup') this.#send(machine, { finished: machine.replica.epoch - 1 });
        break;
      case 'start-epoch':
        this.#startEpoch(machine, effect);
        break;
      case 'end-epoch-early':
        machine.guest.endEpochSoon();
        break;
      case 'rest':
        machine.guestRests = true;
        break;
      case 'read-environment':
        this.#event(machine, { type: 'environment-value', value: this.#read(machine, effect.query) });
        break;
      case 'send':
        this.#send(machine, effect.message);
        break;
      case 'transfer-state':
        this.#send(machine, machine.guest.copy());
        break;
      case 'perform':
      case 'claim-term':
      case 'whole':
      case 'acknowledge-input':
      case 'ask-input':
        machine.toBus.push(effect);
        break;
      case 'failover':
      case 'promoted':
      case 'alone':
      case 'step-down':
        machine.news.push(effect);
        break;
    }
  }

  #startEpoch(machine: FakeMachine, { epoch, limit }: { epoch: number; limit: number }): void {
    const role = machine.replica.role;
    if (role !== 'out') machine.began[role].set(epoch, machine.guest.state());
    machine.guest.startEpoch(limit);
    machine.guestRuns = true;
  }

  #send(machine: FakeMachine, message: Message | FakeGuest | Progress): void {
    const peer = this.#peer(machine);
    if (this.#linked && peer.alive) peer.fromPeer.push(message);
  }

  #read(machine: FakeMachine, query: EnvironmentQuery): EnvironmentValue {
    const now = this.#now(machine);
    switch (query) {
      case 'interval-timer':
        return { query, ticks: now };
      case 'time-of-day':
        return timeOfDayValue({ ticks: now, microseconds: now + timeOfDayAhead[machine.side] });
      default:
        return { query, position: query === 'actuator-position' ? (this.bus.positions.at(-1) ?? 4000) : 0 };
    }
  }

  #now(machine: FakeMachine): number {
    return this.#time + timerAhead[machine.side];
  }

  /** The runner watches the timer of a guest that rests, and of a primary's that runs, and tells it once in an epoch. */
  #timerIsDue(machine: FakeMachine): boolean {
    const { replica, guest, guestRests, guestRuns, timerTold } = machine;
    const watched = guestRests || (guestRuns && replica.role === 'primary');
    return watched && timerTold !== replica.epoch && guest.timerDue() <= this.#now(machine);
  }

  #tellTimer(machine: FakeMachine): void {
    machine.timerTold = machine.replica.epoch;
    this.#event(machine, { type: 'timer-due' });
  }

  /** Nothing is left to happen but that time goes by. */
  #waitForTimer(): boolean {
    const waits = this.machines
      .filter((machine) => machine.alive && machine.guestRests)
      .map((machine) => machine.guest.timerDue() - this.#now(machine));
    const wait = Math.min(...waits);
    if (wait === Infinity) return false;
    this.#time += wait;
    return true;
  }

  #checkTerms(): void {
    const [left, right] = [this.at('left').replica, this.at('right').replica];
    if (left.role === 'primary' && right.role === 'primary' && left.term === right.term) {
      throw new Error(`two primaries in term ${left.term}`);
    }
  }
}
