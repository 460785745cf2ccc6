/**
 * The bus: the part of the pair that is not duplicated, like the SCSI disk between the paper's two machines. It holds the
 * record of who is primary (term.ts), performs the commands of whoever holds the term, once, and brings completions and
 * input back. It never decides that a machine is dead: a replica that believes so asks for the next term.
 *
 * Knows nothing of processes: each replica is a {@link Port}.
 */
import { RESULT } from '../../emulator/board.ts';
import { checkpointOf, checkpointOfMap, checkpointOfSet, type Rollback } from '../../emulator/checkpoint.ts';
import { type Completion, type ExitRequest, hasResult, positionInWord } from '../../emulator/devices/device.ts';
import type { World } from '../../emulator/world/world.ts';
import type { Part } from '../recording/epoch-recorder.ts';
import type { LinkAddress } from '../links/link-address.ts';
import type { Observation } from '../tracing/observation.ts';
import type { BusEvent, PairObserver } from '../tracing/pair-observer.ts';
import { CommandHistory } from '../history/command-history.ts';
import { LINK_CLOSED } from '../words/links.ts';
import { saidInTheMiddle } from '../words/replicas.ts';
import { cannotHalt, givenUp, replica, stepsDown } from '../words/story.ts';
import { InputWindow } from './input-window.ts';
import { type KillOrder, KillOrders } from './kill-orders.ts';
import type { ToBus } from './messages.ts';
import { pairStatus } from './pair-status.ts';
import type { Port } from './port.ts';
import { RollCall } from './roll-call.ts';
import type { PairStatus } from './status.ts';
import type { Story } from './story.ts';
import type { Seat } from '../seat.ts';
import { Terms } from './term.ts';

export interface BusOptions {
  readonly world: World;
  readonly ports: ReadonlyMap<Seat, Port>;
  readonly story: Story;
  /** Each is carried out once. */
  readonly kills: readonly KillOrder[];
  /** Follows the commands; the story is among those that listen to it. Unless given, it is the only one. */
  readonly history?: CommandHistory;
  /** How the run ended: with the guest's status, or because nobody is left to run it. */
  readonly finished: (end: { readonly status: number } | 'lost') => void;
  /** Where the run is recorded, if it is. */
  readonly recording?: Recording;
  /** Who watches. */
  readonly observers?: readonly PairObserver[];
  /** The machine that joined in `seat` is the backup now. */
  readonly whole?: (seat: Seat) => void;
  /** Given lines of the trace of instructions, if one is made. */
  readonly traced?: (text: string) => void;
  /** Input before this number is safe with the machines: the terminal may go on. */
  readonly inputTaken: (through: number) => void;
}

/** What the machine in charge says of its guest's run, and what became of it. See ../recording/recording-writer.ts. */
export interface Recording {
  take(part: Part): void;
  abandon(): void;
  exited(status: number): void;
}

/** A machine that is ready to join, and where the primary finds it. */
interface Candidate {
  readonly seat: Seat;
  readonly port: Port;
  readonly link: LinkAddress;
}

const SEATS: readonly Seat[] = ['first', 'second'];
/** Bytes of input in one message. */
const MAX_PIECE = 64 * 1024;

type Message<T extends ToBus['type']> = Extract<ToBus, { type: T }>;

export class Bus {
  readonly #options: BusOptions;
  readonly #living: Map<Seat, Port>;
  /** Who is being killed: as good as dead, but its death is still to be told. */
  readonly #doomed = new Set<Seat>();
  /** Who is dead, although how is still to be told. */
  readonly #dying = new Set<Seat>();
  readonly #terms: Terms;
  readonly #input = new InputWindow();
  /** Who asked for input last. */
  #reader: Seat | undefined;
  /** Who has won the present term but has not been told, since older commands are still running. */
  #winner: Seat | undefined;
  /** Whose guest is recorded: who has won the term. */
  #recorded: Seat = 'first';
  #exit: { readonly request: ExitRequest; readonly epoch: number } | undefined;
  readonly #kills: KillOrders;
  /** Numbers the commands, for --kill too. */
  readonly #history: CommandHistory;
  /** A machine that waits until the primary is alone, to join it. */
  #candidate: Candidate | undefined;
  /** A joiner claims a term: its primary may have said that it is whole, and not be heard yet. */
  #earlyClaim: { readonly seat: Seat; readonly port: Port; readonly term: number } | undefined;
  readonly #rollCall = new RollCall();
  #done = false;

  constructor(options: BusOptions) {
    this.#options = options;
    this.#living = new Map(options.ports);
    this.#kills = new KillOrders(options.kills);
    this.#history = options.history ?? new CommandHistory(() => 0, options.story);
    this.#terms = new Terms(this.#living.has('second') ? 'second' : undefined);
  }

  /** Powers the machines on. */
  start(): void {
    this.#options.story.started();
    this.#observe({ type: 'start' });
    for (const port of this.#living.values()) port.send({ type: 'start' });
  }

  /** Takes a message of the replica in `seat`. What comes from one that is gone, or was killed, is not heard. */
  receive(seat: Seat, message: ToBus): void {
    if (message.type === 'record' || message.type === 'record-exit') return this.#record(seat, message);
    if (message.type === 'traced') return this.#options.traced?.(message.text);
    // So are the last words of a machine that is being killed worth having.
    if (message.type === 'observed') return this.#forward(seat, message.observations);
    if (message.type === 'step-down' && this.#doomed.has(seat) && !this.#done)
      return this.#tellStepDown(seat, message.reason);
    const port = this.#living.get(seat);
    if (!port || this.#doomed.has(seat)) return;
    // Those that are left may be asked at the end, too.
    if (message.type === 'status') return this.#rollCall.answered(seat, message);
    if (this.#done) return;
    switch (message.type) {
      case 'perform':
        return this.#perform(seat, port, message);
      case 'claim-term':
        return this.#claim(seat, port, message.term);
      case 'ask-position':
        return this.#answerPosition(port, message.query);
      case 'acknowledge-input':
        return this.#acknowledgeInput(seat, message.through);
      case 'ask-input':
        return this.#askInput(seat, message.from);
      case 'whole':
        return this.#declareWhole(seat, message);
      case 'hello':
      case 'announce':
      case 'ready':
      case 'unbootable':
        return this.#options.story.trouble(seat, saidInTheMiddle(message.type));
      default:
        return this.#news(seat, port, message);
    }
  }

  /** A new replica has taken the empty `seat` and waits at `link`: it becomes the backup once it has the primary's state. */
  join(seat: Seat, port: Port, link: LinkAddress): void {
    this.#candidate = { seat, port, link };
    this.#admitCandidate();
  }

  /** The run is over, however it ended: returns what --kill and --stop asked for in vain, in words. */
  conclude(): string[] {
    this.#history.end();
    this.#options.story.release();
    return this.#kills.left({ commands: this.#history.count, lastEpoch: this.#exit?.epoch });
  }

  /** Between two calls: see emulator/checkpoint.ts. World, recording and observers are not the bus's. */
  checkpoint(): Rollback {
    const own = [this.#reader, this.#winner, this.#recorded, this.#exit, this.#candidate] as const;
    const more = [this.#earlyClaim, this.#done] as const;
    const { story } = this.#options;
    const parts = checkpointOf(this.#terms, this.#input, this.#kills, this.#history, story);
    const sets = [this.#doomed, this.#dying].map(checkpointOfSet);
    const rollbacks = [checkpointOfMap(this.#living), ...sets, parts];
    return () => {
      [this.#reader, this.#winner, this.#recorded, this.#exit, this.#candidate] = own;
      [this.#earlyClaim, this.#done] = more;
      for (const rollback of rollbacks) rollback();
    };
  }

  /** The seat that a new replica may take; undefined if both are taken, or somebody is about to join. */
  get vacant(): Seat | undefined {
    if (this.#candidate || this.#exit || this.#done) return undefined;
    return SEATS.find((seat) => !this.#isTaken(seat));
  }

  /** By a machine that has not gone, dead or not. */
  #isTaken(seat: Seat): boolean {
    return this.#living.has(seat) || this.#dying.has(seat);
  }

  /** Where everybody stands; the replicas are asked. */
  status(): Promise<PairStatus> {
    return pairStatus(this.#rollCall, () => ({
      ending: this.#exit !== undefined || this.#done,
      terms: this.#terms,
      living: this.#living,
      candidate: this.#candidate?.port,
    }));
  }

  /**
   * The replica in `seat` is dead, and all that it had sent has been received: whoever wins its term need not wait until its host has buried
   * it, and tells how it died.
   */
  silent(seat: Seat): void {
    if (this.#done || !this.#living.delete(seat)) return;
    this.#dying.add(seat);
    this.#options.story.awaitsDeath();
    this.#announceWinner();
  }

  /** The replica in `seat` has gone; `how`, in words. All that it had sent has been received. */
  gone(seat: Seat, how: string): void {
    if (this.#done) return;
    if (this.#candidate?.seat === seat) this.#candidate = undefined;
    const known = this.#dying.delete(seat) || this.#living.delete(seat);
    if (this.#earlyClaim?.seat === seat) this.#earlyClaim = undefined;
    this.#doomed.delete(seat);
    this.#rollCall.answered(seat, undefined);
    if (known && !this.#exit) this.#options.story.died(seat, how);
    this.#observe({ type: 'gone', seat, how });
    // Of another that is dead it is to be told, too, how it died.
    if (this.#dying.size === 0 && !this.#mayGoOn() && !this.#exit) return this.#lose();
    this.#announceWinner();
  }

  /** Is a machine left that is the primary, or may take over? A joiner that isn't whole may not. */
  #mayGoOn(): boolean {
    return [...this.#living.keys()].some((seat) => seat === this.#terms.primary || seat === this.#terms.backup);
  }

  /** Bytes that were typed; `end`: there will be no more. */
  typed(bytes: Uint8Array, end: boolean): void {
    this.#observe({ type: 'input', bytes: bytes.length, end });
    this.#input.push(bytes, end);
    this.#sendInput();
  }

  /**
   * A machine that is being killed has perhaps told its backup of these epochs, which then relies on them: so it is heard
   * until its successor is.
   */
  #record(seat: Seat, part: Part): void {
    if (seat === this.#recorded && !this.#done) this.#options.recording?.take(part);
  }

  #perform(seat: Seat, port: Port, { term, epoch, request }: Message<'perform'>): void {
    if (!this.#terms.holds(seat, term)) {
      this.#observe({ type: 'refused', seat, term: this.#terms.term });
      port.send({ type: 'term-refused', term: this.#terms.term });
      return;
    }
    if (request.kind === 'exit') return this.#acceptExit(request, epoch);
    let number: number | undefined;
    if (hasResult(request)) {
      number = this.#history.commanded(request, { epoch, term, primary: port.pid });
      this.#carryOut(seat, port, 'command', number);
    }
    this.#terms.commandAccepted();
    this.#observe({ type: 'command', term, request, number });
    this.#options.world.perform(request, (completion, fate) => {
      if (number !== undefined) this.#history.performed(request.id, completion, fate);
      // A replica that was killed meanwhile is not told: that is what makes its command uncertain.
      if (!this.#doomed.has(seat)) this.#tellCompletion(seat, term, completion);
      this.#terms.commandFinished(term);
      this.#observe({ type: 'completed', term, request, completion });
      this.#announceWinner();
      this.#exitWhenIdle();
    });
  }

  #tellCompletion(seat: Seat, term: number, completion: Completion): void {
    const port = this.#living.get(seat);
    if (!port) return;
    port.send({ type: 'completion', term, completion });
    // When the guest learns that a command is uncertain, the replica says: what it commands until then repeats nothing.
    if (completion.result !== RESULT.UNCERTAIN) this.#history.ended(completion.id, completion.result);
  }

  /** EXIT: the first wins; nothing is accepted any more, and what was accepted finishes. */
  #acceptExit(request: ExitRequest, epoch: number): void {
    this.#terms.close();
    this.#exit = { request, epoch };
    this.#options.recording?.exited(request.status);
    this.#observe({ type: 'exit', status: request.status, epoch });
    this.#history.end();
    this.#exitWhenIdle();
  }

  #exitWhenIdle(): void {
    if (!this.#exit || this.#done || !this.#terms.idle()) return;
    this.#done = true;
    const { request, epoch } = this.#exit;
    // The guest's last words come before this.
    this.#options.story.exited(request, epoch);
    this.#options.world.perform(request, () => this.#options.finished({ status: request.status }));
  }

  #claim(seat: Seat, port: Port, term: number): void {
    if (this.#isJoining(seat)) {
      this.#earlyClaim = { seat, port, term };
      return;
    }
    if (!this.#terms.claim(seat, term)) {
      this.#observe({ type: 'refused', seat, term: this.#terms.term });
      port.send({ type: 'term-refused', term: this.#terms.term });
      return;
    }
    this.#winner = seat;
    this.#observe({ type: 'term', seat, term });
    // A machine that was too slow to speak may still run: it must not go on in the belief that it is the primary.
    for (const [other, loser] of this.#living) if (other !== seat) this.#doom(other, loser);
    this.#announceWinner();
  }

  /**
   * That may be why it is being killed: of a machine that stepped down because it had diverged its peer may hear before the bus
   * does, and win the term.
   */
  #tellStepDown(seat: Seat, reason: string): void {
    this.#options.story.trouble(seat, stepsDown(reason));
  }

  /** Is this a machine of which its primary, all of whose words have yet to be heard, may say that it is whole? */
  #isJoining(seat: Seat): boolean {
    const { primary, backup } = this.#terms;
    return backup === undefined && seat !== primary && this.#isTaken(primary) && !this.#exit;
  }

  /** Winning is over when the loser is dead and every command accepted under older terms has finished. */
  #announceWinner(): void {
    if (!this.#winner || this.#living.size > 1 || !this.#terms.settled()) return;
    const port = this.#living.get(this.#winner);
    this.#observe({ type: 'term-told', seat: this.#winner, term: this.#terms.term });
    if (this.#recorded !== this.#winner) this.#options.recording?.abandon();
    this.#recorded = this.#winner;
    this.#winner = undefined;
    port?.send({ type: 'term-won', term: this.#terms.term });
    this.#admitCandidate();
  }

  /** A joiner is let in when the primary has won its term alone: whoever was its backup has no claim any more. */
  #admitCandidate(): void {
    const primary = this.#living.get(this.#terms.primary);
    const alone = primary && !this.#winner && this.#living.size === 1 && this.#terms.backup === undefined;
    if (!this.#candidate || !alone || this.#exit || this.#done) return;
    const { seat, port, link } = this.#candidate;
    this.#candidate = undefined;
    this.#living.set(seat, port);
    this.#options.story.joining(seat);
    this.#observe({ type: 'joining', seat });
    port.send({ type: 'start' });
    primary.send({ type: 'join', link });
  }

  #declareWhole(seat: Seat, { term, epoch }: Message<'whole'>): void {
    const joiner = [...this.#living.keys()].find((other) => other !== seat && !this.#doomed.has(other));
    if (!this.#terms.holds(seat, term) || !joiner) return;
    this.#terms.admit(joiner);
    this.#options.story.whole(joiner, epoch);
    this.#observe({ type: 'whole', seat: joiner, epoch });
    this.#options.whole?.(joiner);
    const early = this.#earlyClaim;
    this.#earlyClaim = undefined;
    if (early?.seat === joiner) this.#claim(joiner, early.port, early.term);
  }

  /** The primary has given up a machine that was not its backup yet. If it has ended, that is told when it is noticed here. */
  #giveJoinerUp(seat: Seat, reason: string): void {
    for (const [other, joiner] of this.#living) {
      if (other === seat) continue;
      if (reason !== LINK_CLOSED) this.#options.story.trouble(other, givenUp(reason));
      this.#doom(other, joiner);
    }
  }

  /** --kill and --stop. */
  #carryOut(seat: Seat, port: Port, at: KillOrder['at'], count: number): void {
    const role = seat === this.#terms.primary ? 'primary' : 'backup';
    for (const order of this.#kills.due(role, at, count)) {
      if (order.signal === 'SIGSTOP' && !port.stop) {
        this.#kills.refuse(order, cannotHalt(replica(role, port.pid)));
        continue;
      }
      this.#options.story.killing(seat, order);
      if (order.signal === 'SIGKILL') this.#doom(seat, port);
      else port.stop?.();
    }
  }

  #doom(seat: Seat, port: Port): void {
    this.#doomed.add(seat);
    this.#observe({ type: 'kill', seat });
    port.kill();
  }

  #answerPosition(port: Port, query: Message<'ask-position'>['query']): void {
    const position = positionInWord(query, this.#options.world.position(query));
    port.send({ type: 'position', query, position });
  }

  #askInput(seat: Seat, from: number): void {
    this.#reader = seat;
    this.#input.resendFrom(from);
    this.#sendInput();
  }

  #acknowledgeInput(seat: Seat, through: number): void {
    if (seat !== this.#reader) return;
    this.#input.acknowledge(through);
    this.#options.inputTaken(this.#input.acknowledged);
  }

  #sendInput(): void {
    const port = this.#reader && this.#living.get(this.#reader);
    const piece = port && this.#input.next();
    if (!piece) return;
    for (let at = 0; at === 0 || at < piece.bytes.length; at += MAX_PIECE) {
      const bytes = piece.bytes.subarray(at, at + MAX_PIECE);
      port.send({
        type: 'input',
        from: piece.from + at,
        bytes,
        end: piece.end && at + MAX_PIECE >= piece.bytes.length,
      });
    }
  }

  #news(
    seat: Seat,
    port: Port,
    message: Message<
      'epoch-begun' | 'peer-lost' | 'failover' | 'uncertain' | 'promoted' | 'alone' | 'step-down' | 'long-epochs'
    >,
  ): void {
    const { story } = this.#options;
    switch (message.type) {
      case 'epoch-begun':
        return this.#carryOut(seat, port, 'epoch', message.epoch);
      case 'peer-lost':
        if (seat === this.#terms.primary && this.#terms.backup === undefined) this.#giveJoinerUp(seat, message.reason);
        else if (!this.#exit) story.peerLost(seat, message.reason);
        return;
      case 'failover':
        this.#history.failover();
        return story.failover(seat, message.term, message.epoch);
      case 'uncertain':
        if (hasResult(message.request)) this.#history.uncertain(message.request);
        return;
      case 'promoted':
        return story.promoted(seat, message.epoch, port.pid);
      case 'alone':
        return story.alone(seat, message.term, message.epoch);
      case 'step-down':
        return this.#tellStepDown(seat, message.reason);
      case 'long-epochs':
        return story.longEpochs(message.length, message.tick);
    }
  }

  #observe(event: BusEvent): void {
    for (const observer of this.#options.observers ?? []) observer.bus(event);
  }

  #forward(seat: Seat, observations: readonly Observation[]): void {
    for (const observer of this.#options.observers ?? []) observer.replica(seat, observations);
  }

  #lose(): void {
    this.#done = true;
    this.#history.end();
    this.#options.story.allLost();
    this.#options.finished('lost');
  }
}
