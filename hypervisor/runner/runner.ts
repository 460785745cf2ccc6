/**
 * The runner: one replica's processor loop. It runs the guest in slices, turns what happens into events of the protocol,
 * and performs the protocol's effects strictly in order. Everything is done on this one thread, which never returns to
 * Node's event loop: what peer and bus send is filled into rings by reader threads, and looked for between slices.
 */
import { RESULT } from '../../emulator/board.ts';
import { checkpointOf, type Rollback } from '../../emulator/checkpoint.ts';
import { Queue } from '../queue.ts';
import type { Effect } from '../protocol/effects.ts';
import type { Event } from '../protocol/events.ts';
import type { Interrupt } from '../protocol/messages.ts';
import type { ReplicaProtocol } from '../protocol/replica-protocol.ts';
import type { Awaited } from '../protocol/stage.ts';
import type { ToReplica } from '../bus/messages.ts';
import type { Settings } from '../bus/settings.ts';
import type { Doorbell } from '../links/doorbell.ts';
import type { EpochRecorder } from '../recording/epoch-recorder.ts';
import type { VirtualMachine, VmExit } from '../monitor/virtual-machine.ts';
import type { ReplicaTracer } from '../tracing/replica-tracer.ts';
import { busSaidInTheMiddle } from '../words/replicas.ts';
import { Attention } from './attention.ts';
import { type BusClient, BusLost } from './bus-client.ts';
import type { HostClock } from './host-clock.ts';
import { type JoinerOptions, Joiners } from './joiners.ts';
import { ENVIRONMENT_COST } from './lead.ts';
import { Pace } from './pace.ts';
import type { Peer } from './peer.ts';
import { standingOf } from './standing.ts';
import { TickWatch } from './tick-watch.ts';

/**
 * Messages that are taken from the peer in one turn. Between two turns this machine says that it lives, however many wait.
 */
const MESSAGES_PER_TURN = 1024;
/** Epochs by which a primary may be ahead of its backup, however short they are: each has its price, too. */
const MAX_LEAD_EPOCHS = 256;
/** Instructions between two looks at the rings while an output is held: cold ones take a quarter of a millisecond for a thousand. */
const HELD_SLICE = 512;
/**
 * What is said to a backup of a guest that rests may wait for so long, in milliseconds, if it is about so few instructions: a backup
 * that heard of each tick of the timer would wake for that alone, and when it takes over it has done as much again in no time.
 */
const LINGER_MS = 200;
const LINGER_INSTRUCTIONS = 100_000;
/** How long to wait when there is nothing to do and nothing to watch, in milliseconds. */
const LONG_MS = 1000;
/** The same while a joiner is being admitted. */
const ADMISSION_MS = 1;

export interface RunnerOptions {
  readonly vm: VirtualMachine;
  readonly protocol: ReplicaProtocol;
  readonly bus: BusClient;
  /** Absent: this replica has been alone from the start. */
  readonly peer: Peer | undefined;
  readonly clock: HostClock;
  readonly doorbell: Doorbell;
  /** Epochs whose beginning the bus wants reported. */
  readonly reportEpochs: readonly number[];
  /** Called once, when this replica needs the threads that ring {@link doorbell}. */
  readonly begins?: () => void;
  /** Called when this replica, which was a backup, has become the primary. */
  readonly promoted: () => void;
  /** How a joiner is admitted when this replica is a primary alone; absent: none is. */
  readonly joiners?: JoinerOptions;
  readonly settings: Pick<Settings, 'hashEpochs' | 'maxLag' | 'timeoutMs'>;
  /** Given what enters the guest, if the run is recorded. */
  readonly recorder?: EpochRecorder;
  /** Told what happens, if somebody watches the run. */
  readonly tracer?: ReplicaTracer;
  /** What the machine's engine has done so far, in lines for people. */
  readonly engine?: () => string;
  /** Instructions between two looks at the rings, and epochs end slices, too; absent: as fits this host. */
  readonly slice?: number;
  readonly messagesPerTurn?: number;
  /** How long what a backup is told of a guest that rests may wait for more, in milliseconds; {@link LINGER_MS} unless given. */
  readonly lingerMs?: number;
}

export class Runner {
  readonly #options: RunnerOptions;
  readonly #events = new Queue<Event>();
  #guest: 'standing' | 'running' | 'resting' = 'standing';
  #peer: Peer | undefined;
  /** Taken for dead. Until the term is decided it is not hung up on, which would tell one that is not dead. */
  #lostPeer: Peer | undefined;
  readonly #joiners: Joiners | undefined;
  /** The guest has exited. */
  #exited = false;
  #flushedEpoch = 0;
  /** Since then, the backup has been told of what it is to know as soon as the epoch is over. */
  #hurried = false;
  /** Environment values that the guest has got in this epoch. */
  #values = 0;
  /** The last epoch in which the guest's timer was due. */
  #timerTold = 0;
  readonly #ticks = new TickWatch();
  readonly #pace = new Pace();
  #longEpochTold = false;
  /** Input before this number is safe in every living replica. */
  #safeInput = 0;
  #acknowledgedInput = 0;
  /** Does this replica's guest act on the world, as the primary's, or in the failover epoch? */
  #inCharge: boolean;
  /** Why this replica has no part any more. */
  #over: string | undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#peer = options.peer;
    this.#inCharge = options.protocol.role === 'primary';
    this.#joiners = options.joiners && this.#newJoiners(options.joiners);
  }

  /** Runs until the protocol lets this replica step down; returns why. Throws BusLost when the bus goes. */
  run(): string {
    const { doorbell, begins, settings } = this.#options;
    const attention = new Attention(doorbell, { begins, timeoutMs: settings.timeoutMs });
    this.start();
    while (this.#over === undefined) {
      const rings = doorbell.count();
      if (this.turn()) attention.worked(this.#held);
      else attention.wait(rings, this.patienceMs(), this.awaitsPeer);
    }
    return this.#over;
  }

  /** Takes up the protocol; to be called once, before any {@link turn}. */
  start(): void {
    this.#perform(this.#options.protocol.start());
    this.#flush();
  }

  /** One look at the rings, then what they brought, or else a slice of the guest. False if there was nothing to do. */
  turn(): boolean {
    this.#takeFromBus();
    this.#takeFromPeer();
    this.#watchTimer();
    const copied = this.#tendJoiners();
    if (this.#events.length > 0) this.#step();
    else if (this.#mayRun()) this.#runSlice();
    else if (!copied) return this.#pause();
    return true;
  }

  /** Between two turns, before anybody has died: see emulator/checkpoint.ts. Its options have checkpoints of their own. */
  checkpoint(): Rollback {
    const peers = [this.#guest, this.#peer, this.#lostPeer, this.#exited, this.#over, this.#inCharge] as const;
    const epochs = [this.#flushedEpoch, this.#hurried, this.#values, this.#timerTold, this.#longEpochTold] as const;
    const input = [this.#safeInput, this.#acknowledgedInput] as const;
    const parts = [this.#events, this.#peer, this.#joiners, this.#ticks, this.#pace];
    const rollback = checkpointOf(...parts.filter((part) => part !== undefined));
    return () => {
      [this.#guest, this.#peer, this.#lostPeer, this.#exited, this.#over, this.#inCharge] = peers;
      [this.#flushedEpoch, this.#hurried, this.#values, this.#timerTold, this.#longEpochTold] = epochs;
      [this.#safeInput, this.#acknowledgedInput] = input;
      rollback();
    };
  }

  /** There is nothing to do: at least nothing of what was said shall wait, unless nobody waits for it. */
  #pause(): false {
    this.#options.tracer?.flush();
    if (!this.#lingers) this.#peer?.flush();
    this.#options.bus.flush();
    return false;
  }

  /**
   * A guest with a backup stands while the backup does not take what it is sent, or is too far behind; and while it has
   * stored to so much that a joiner is not to come after.
   */
  #mayRun(): boolean {
    if (this.#guest !== 'running' || this.#joiners?.allowance === 0) return false;
    const peer = this.#peer;
    const { protocol, settings } = this.#options;
    if (!peer || protocol.role !== 'primary') return true;
    return !peer.refused && peer.lead.epochs < MAX_LEAD_EPOCHS && peer.lead.instructions <= settings.maxLag;
  }

  /**
   * A guest that has got the value it asked for goes on in the same slice; with a pace of its own, so does one that has begun
   * another epoch.
   */
  #runSlice(): void {
    const { vm, protocol, bus, clock, slice } = this.#options;
    const size = slice ?? (this.#held ? HELD_SLICE : this.#pace.slice);
    const allowed = Math.min(size, this.#joiners?.allowance ?? size);
    if (slice === undefined) this.#pace.begins(clock.ticks());
    for (let left = allowed; left > 0;) {
      const before = vm.completed;
      const exit = vm.run(left);
      if (exit.type === 'slice') break;
      left -= vm.completed - before + ENVIRONMENT_COST;
      this.#guest = 'standing';
      if (exit.type === 'epoch-end' && protocol.role === 'primary') {
        this.#peer?.lead.ended(protocol.epoch, exit.completed + this.#values * ENVIRONMENT_COST);
      }
      this.#exited ||= exit.type === 'output' && exit.request.kind === 'exit';
      this.#tellFinished();
      this.#events.push(this.#guestStands(exit));
      this.#step();
      const goesOn = exit.type === 'environment' || (exit.type === 'epoch-end' && slice === undefined);
      if (!goesOn || !this.#mayRun()) return;
    }
    if (slice === undefined && allowed === this.#pace.slice) this.#pace.ends(clock.ticks());
    if (protocol.epoch !== this.#flushedEpoch) this.#flushAll();
    else bus.flush();
  }

  /** The event that the protocol is told of. */
  #guestStands(exit: Exclude<VmExit, { type: 'slice' }>): Event {
    const { protocol, recorder, settings } = this.#options;
    if (exit.type === 'output' && exit.request.kind === 'exit') recorder?.exit();
    if (exit.type !== 'epoch-end') return exit;
    // Of a machine that is alone nobody would look at it.
    const compared = this.#peer !== undefined || protocol.role !== 'primary' || recorder !== undefined;
    const { type, completed, rest } = exit;
    const end = { type, completed, rest, hash: settings.hashEpochs && compared ? this.#hash() : undefined };
    recorder?.ended(end);
    return end;
  }

  /** A guest can have stored to a gigabyte since the last one. */
  #hash(): bigint {
    return this.#options.vm.stateHash(() => this.#peer?.sayAlive());
  }

  /** Lets the protocol take the events in order, and performs what it asks for. */
  #step(): void {
    const { protocol, clock, tracer } = this.#options;
    let asked = false;
    // For all of them: it is a matter of microseconds.
    const now = clock.ticks();
    for (let event = this.#events.shift(); event && this.#over === undefined; event = this.#events.shift()) {
      tracer?.event(event);
      const { epoch } = protocol;
      this.#perform(protocol.step(event, now));
      asked ||= event.type === 'output';
      // An ack ended the epoch: the backup is idle until it knows that.
      this.#hurried ||= event.type === 'message' && protocol.epoch !== epoch;
    }
    // An output that is held awaits what was said before, even if the guest does not.
    if (asked) this.#peer?.flush();
    this.#flush();
  }

  /**
   * Puts on its way what is queued. What a primary says while its guest runs can wait for the end of an epoch, since the backup
   * can do nothing with it before then, and from there on for the end of the slice: so several short epochs, or a tick of
   * the timer and what the guest does about it, leave together. It is told at once that the epoch is over after an interrupt,
   * since the guest's next output, which will wait for the ack, is near; and if its end had to wait for acks, since the
   * backup could run it meanwhile. Raw console bytes leave together, too, when the guest pauses in printing.
   */
  #flush(): void {
    const { protocol, bus } = this.#options;
    if (protocol.role !== 'primary' || this.#guest !== 'running') return this.#flushAll();
    if (this.#hurried && protocol.epoch !== this.#flushedEpoch) return this.#flushAll();
    if (bus.urgent) bus.flush();
  }

  #flushAll(): void {
    const { protocol, bus } = this.#options;
    bus.flush();
    if (this.#peer?.urgent && !this.#lingers) this.#peer.flush();
    this.#flushedEpoch = protocol.epoch;
    this.#hurried = false;
  }

  #perform(effects: readonly Effect[]): void {
    for (const effect of effects) this.#performOne(effect);
  }

  #performOne(effect: Effect): void {
    const { vm, clock, recorder, tracer } = this.#options;
    tracer?.effect(effect);
    switch (effect.type) {
      case 'supply':
        recorder?.supplied(effect.value);
        if ('ticks' in effect.value) clock.atLeast(effect.value.ticks);
        vm.supply(effect.value);
        this.#values += 1;
        this.#guest = 'running';
        break;
      case 'resume':
        this.#guest = 'running';
        break;
      case 'deliver':
        clock.atLeast(effect.ticks);
        this.#watchTicks(effect.ticks);
        this.#tellUncertain(effect.interrupts);
        vm.deliver(effect.interrupts, effect.ticks);
        recorder?.delivered(effect.interrupts, effect.ticks);
        this.#sendProgress();
        break;
      case 'start-epoch':
        this.#startEpoch(effect.epoch, effect.limit);
        break;
      case 'rest':
        this.#guest = 'resting';
        this.#ticks.excuse();
        break;
      case 'end-epoch-early':
        vm.endEpochSoon();
        this.#ticks.excuse();
        break;
      case 'read-environment':
        this.#readEnvironment(effect.query);
        break;
      case 'send':
        if (effect.message.body.type === 'end') recorder?.finish();
        this.#hurried ||= effect.message.body.type === 'interrupt';
        this.#beforePeer().send(effect.message);
        break;
      case 'transfer-state':
        this.#peer = this.#joiners?.finish();
        break;
      default:
        this.#tellBus(effect);
    }
  }

  #startEpoch(epoch: number, limit: number): void {
    const { vm, clock, reportEpochs, recorder } = this.#options;
    recorder?.begin(epoch);
    vm.startEpoch(limit);
    this.#values = 0;
    this.#guest = 'running';
    this.#ticks.epochBegins(clock.shown);
    this.#acknowledgeInput();
    if (reportEpochs.includes(epoch)) this.#beforeBus().send({ type: 'epoch-begun', epoch });
  }

  /** The bus is told of each uncertain interrupt that its guest is about to get: it watches what the guest's driver does. */
  #tellUncertain(interrupts: readonly Interrupt[]): void {
    if (!this.#inCharge) return;
    for (const interrupt of interrupts) {
      if (interrupt.type !== 'completion' || interrupt.completion.result !== RESULT.UNCERTAIN) continue;
      const request = this.#options.vm.outstanding().find(({ id }) => id === interrupt.completion.id);
      if (request) this.#beforeBus().send({ type: 'uncertain', request });
    }
  }

  /** A backup's guest has come to the end of the epoch before the protocol's present one. */
  #sendProgress(): void {
    const { protocol } = this.#options;
    if (protocol.role === 'backup') this.#peer?.sendProgress(protocol.epoch - 1);
  }

  /** The bus is told once if epochs are too long for the guest's timer. */
  #watchTicks(now: number): void {
    const { vm, protocol } = this.#options;
    const tick = vm.timerTick();
    const length = this.#ticks.epochEnds(now, vm.timerDue(), tick);
    if (length === undefined || this.#longEpochTold || protocol.role !== 'primary') return;
    this.#longEpochTold = true;
    this.#beforeBus().send({ type: 'long-epochs', length, tick });
  }

  /** Lets the bus send more input: as much as the guest has popped, so that a guest that reads none isn't flooded. */
  #acknowledgeInput(): void {
    const through = Math.min(this.#safeInput, this.#options.vm.inputPopped());
    if (through <= this.#acknowledgedInput) return;
    this.#acknowledgedInput = through;
    this.#beforeBus().send({ type: 'acknowledge-input', through });
  }

  #readEnvironment(query: Extract<Effect, { type: 'read-environment' }>['query']): void {
    if (query === 'interval-timer' || query === 'time-of-day') {
      this.#events.push({ type: 'environment-value', value: this.#options.clock.read(query) });
    } else {
      this.#beforeBus().send({ type: 'ask-position', query });
    }
  }

  /** The effects for the bus: commands, terms, input, and news. */
  #tellBus(
    effect: Exclude<
      Effect,
      {
        type:
          | 'supply'
          | 'resume'
          | 'deliver'
          | 'start-epoch'
          | 'rest'
          | 'end-epoch-early'
          | 'read-environment'
          | 'send'
          | 'transfer-state';
      }
    >,
  ): void {
    const { protocol } = this.#options;
    // What the peer must have before an output it has acked; the output does not wait for what is said since.
    const acked = effect.type === 'perform' && protocol.outputsAwaitAcks;
    const bus = acked ? this.#options.bus : this.#beforeBus();
    switch (effect.type) {
      case 'perform':
        bus.send({ ...effect, epoch: protocol.epoch });
        break;
      case 'promoted':
        bus.send({ type: 'promoted', epoch: effect.epoch, term: effect.term });
        this.#options.promoted();
        break;
      case 'step-down':
        bus.send(effect);
        this.#over = effect.reason;
        break;
      case 'acknowledge-input':
        this.#safeInput = effect.through;
        this.#acknowledgeInput();
        break;
      case 'ask-input':
        // Whoever asks has all before that number, and nobody else is left to need it.
        this.#safeInput = effect.from;
        bus.send(effect);
        break;
      case 'alone':
      case 'claim-term':
      case 'failover':
      case 'whole':
        if (effect.type === 'failover') {
          this.#options.recorder?.activate();
          this.#inCharge = true;
        }
        if (effect.type !== 'claim-term') this.#hangUp();
        bus.send(effect);
        break;
    }
  }

  #hangUp(): void {
    this.#lostPeer?.close();
    this.#lostPeer = undefined;
  }

  /** The peer, to be sent something: what the bus was told before must be on its way first. */
  #beforePeer(): { send: Peer['send'] } {
    const { bus } = this.#options;
    if (bus.unflushed) bus.flush();
    return this.#peer ?? { send: () => {} };
  }

  /** The bus, to be told something: what the peer was sent before must be on its way first. */
  #beforeBus(): BusClient {
    const { bus, doorbell } = this.#options;
    while (this.#peer && !this.#peer.flush()) {
      this.#peer.tend();
      bus.assertAlive();
      doorbell.wait(doorbell.count(), this.#peer.patienceMs);
    }
    return bus;
  }

  #takeFromBus(): void {
    const { bus } = this.#options;
    for (let message = bus.receive(); message; message = bus.receive()) {
      if (message.type === 'join') this.#joiners?.announce(message.link);
      else if (message.type === 'ask-status') this.#tellStatus();
      else this.#events.push(eventFromBus(message));
    }
  }

  /** Says where this replica stands: the order of this and of what the peer is told doesn't matter. */
  #tellStatus(): void {
    const { bus, protocol, vm, engine = () => '' } = this.#options;
    bus.send(standingOf(protocol, vm, this.#peer, this.#joiners, engine()));
    bus.flush();
  }

  #newJoiners(options: JoinerOptions): Joiners {
    const { tracer, vm } = this.#options;
    return new Joiners(options, vm, {
      approached: (link) => {
        this.#hangUp();
        tracer?.link(link);
        tracer?.copies();
      },
      ready: () => this.#events.push({ type: 'joiner-ready' }),
      failed: (reason) => {
        tracer?.peerLost(reason);
        this.#beforeBus().send({ type: 'peer-lost', reason });
      },
      gone: () => this.#events.push({ type: 'peer-lost' }),
    });
  }

  /** Joiners are admitted by a primary that is alone. True if an admission got on. */
  #tendJoiners(): boolean {
    return this.#options.protocol.role === 'primary' && !this.#peer && (this.#joiners?.tend() ?? false);
  }

  #takeFromPeer(): void {
    const peer = this.#peer;
    if (!peer) return;
    let left = this.#options.messagesPerTurn ?? MESSAGES_PER_TURN;
    for (let message = peer.receive(); message; message = --left > 0 ? peer.receive() : undefined) {
      if (message.body.type === 'snapshot' && peer.stateComplete) {
        this.#events.push({ type: 'state-received', outstanding: this.#options.vm.outstanding() });
      }
      this.#events.push({ type: 'message', message });
    }
    this.#tellFinished();
    if (peer.refused) peer.flush();
    // While more may be there to be received, silence is no verdict.
    if (left > 0) peer.tend();
    else peer.sayAlive();
    if (this.#options.protocol.awaitsPeer === 'soon') peer.suspect();
    if (peer.lostBecause === undefined) return;
    this.#peer = undefined;
    this.#lostPeer = peer;
    this.#options.tracer?.peerLost(peer.lostBecause);
    this.#beforeBus().send({ type: 'peer-lost', reason: peer.lostBecause });
    this.#events.push({ type: 'peer-lost' });
  }

  /** How far the backup has come matters to EXIT alone, so the protocol is told from there on. */
  #tellFinished(): void {
    const epoch = this.#exited ? this.#peer?.takeFinished() : undefined;
    if (epoch !== undefined) this.#events.push({ type: 'backup-finished', epoch });
  }

  /** Tells the protocol once in an epoch that the guest's timer is due: while it rests, and while a primary's runs. */
  #watchTimer(): void {
    const { vm, clock, protocol } = this.#options;
    const watched = this.#guest === 'resting' || (this.#guest === 'running' && protocol.role === 'primary');
    if (!watched || this.#timerTold === protocol.epoch || clock.ticks() < vm.timerDue()) return;
    this.#timerTold = protocol.epoch;
    this.#events.push({ type: 'timer-due' });
  }

  /** Does an output, or the end of an epoch, wait for the backup's acks? */
  get #held(): boolean {
    const { protocol } = this.#options;
    return protocol.role === 'primary' && protocol.awaitsPeer === 'soon';
  }

  /** May what is queued for the backup wait for more of the kind? A heartbeat takes it along at the latest. */
  get #lingers(): boolean {
    if (this.#guest !== 'resting' || !this.#peer) return false;
    const { protocol, lingerMs = LINGER_MS } = this.#options;
    const { quietMs, lead } = this.#peer;
    const few = quietMs < lingerMs && lead.instructions < LINGER_INSTRUCTIONS;
    return few && protocol.role === 'primary' && protocol.awaitsPeer === 'nothing';
  }

  /** What depends on the next that the peer says, if {@link turn} had nothing to do. */
  get awaitsPeer(): Awaited {
    if (this.#joiners?.present || this.#guest === 'running') return 'soon';
    return this.#peer ? this.#options.protocol.awaitsPeer : 'nothing';
  }

  /** How long this replica may sleep if {@link turn} had nothing to do and the bell does not ring. */
  patienceMs(): number {
    const { vm, clock, protocol } = this.#options;
    const awaitsTimer = this.#guest === 'resting' && this.#timerTold !== protocol.epoch;
    const timer = awaitsTimer ? clock.msUntil(vm.timerDue()) : LONG_MS;
    const joiner = this.#joiners?.present ? ADMISSION_MS : LONG_MS;
    return Math.min(timer, this.#peer?.patienceMs ?? LONG_MS, joiner);
  }
}

function eventFromBus(message: ToReplica): Event {
  switch (message.type) {
    case 'position':
      return { type: 'environment-value', value: { query: message.query, position: message.position } };
    case 'completion':
    case 'input':
    case 'term-won':
    case 'term-refused':
      return message;
    case 'join':
    case 'ask-status':
    case 'dismissed':
    case 'challenge':
    case 'configuration':
    case 'image':
    case 'start':
      throw new BusLost(busSaidInTheMiddle(message.type));
  }
}
