/**
 * What `--verbose` tells of a run, besides the story that is always told (bus/story.ts): who does what in which epoch, in lines
 * for people. A pair says the same twice, so only the machine in charge is told of. Epochs are told together, once a second and
 * before everything that is out of the ordinary, and with them raw console bytes, environment values, and whatever commands
 * and interrupts are more than {@link MOST_LINES} a second.
 */
import type { Request } from '../../emulator/devices/device.ts';
import { describeOperation } from '../history/operations.ts';
import type { Seat } from '../seat.ts';
import { printable } from '../wire/printable.ts';
import { MAX_TEXT, type Observation } from './observation.ts';
import type { BusEvent, PairObserver } from './pair-observer.ts';

export interface NarratorOptions {
  /** Prints one line. */
  readonly tell: (line: string) => void;
  /** Microseconds since 1970. */
  readonly now: () => number;
}

const SECOND = 1_000_000;
/** Lines about commands and interrupts from one line about the epochs to the next. */
const MOST_LINES = 40;

/** What happened since the last line about the epochs. */
interface Stretch {
  readonly from: number;
  through: number;
  readonly began: number;
  instructions: number;
  values: number;
  rests: number;
  /** When the last of it happened. */
  until: number;
}

export class Narrator implements PairObserver {
  readonly #options: NarratorOptions;
  readonly #origin: number;
  readonly #names = new Map<Seat, string>();
  /** The machine in charge. */
  #primary: Seat = 'first';
  /** It was the backup, and does what the dead primary has told it. */
  #catchesUp = false;
  readonly #stretches = new Map<Seat, Stretch>();
  readonly #pausesSince = new Map<Seat, number>();
  /** Raw console bytes, commands and interrupts since the last line about the epochs. */
  #bytes = 0;
  #told = 0;
  #untold = 0;

  constructor(options: NarratorOptions) {
    this.#options = options;
    this.#origin = options.now();
  }

  bus(event: BusEvent): void {
    const now = this.#options.now();
    switch (event.type) {
      case 'replica':
        this.#names.set(event.seat, `${event.pid}`);
        return this.#line(now, `starts ${event.role} ${event.pid}`);
      case 'command':
        if (event.request.kind === 'console-byte') this.#bytes += 1;
        else if (event.number === undefined) this.#often(now, `the guest's ${describeOperation(event.request)}`);
        else this.#often(now, tellCommand(event.number, event.request, event.term));
        break;
      case 'refused':
        return this.#line(now, `refused to ${this.#name(event.seat)}: this is term ${event.term}`);
      case 'term':
        this.#tellStretch(this.#primary);
        this.#catchesUp = this.#primary !== event.seat;
        this.#primary = event.seat;
        return this.#line(now, `term ${event.term} is taken by ${this.#name(event.seat)}`);
      case 'term-told':
        return this.#line(now, `nothing of older terms is under way: ${this.#name(event.seat)} is told`);
      case 'kill':
        return this.#line(now, `ends ${this.#name(event.seat)}`);
      case 'gone':
        return this.#tellStretch(event.seat);
      case 'input':
        return this.#line(now, `input: ${event.bytes} bytes${event.end ? ', and the end' : ''}`);
      case 'start':
      case 'completed':
      case 'joining':
      case 'whole':
      case 'exit':
        // The story tells of these, or the guest's interrupt does.
        break;
    }
  }

  replica(seat: Seat, observations: readonly Observation[]): void {
    for (const observation of observations) this.#take(seat, observation);
  }

  close(): void {
    this.#tellStretch(this.#primary);
  }

  #take(seat: Seat, { at, kind, number, text }: Observation): void {
    const stretch = this.#stretches.get(seat);
    if (stretch) stretch.until = at;
    switch (kind) {
      case 'epoch-begins':
        return this.#beginEpoch(seat, at, number);
      case 'epoch-ends':
        if (stretch) stretch.instructions += number;
        break;
      case 'environment':
        if (stretch) stretch.values += 1;
        break;
      case 'rests':
        if (stretch) stretch.rests += 1;
        break;
      case 'delivered':
        if (seat === this.#primary && !this.#catchesUp) {
          this.#often(at, `${this.#name(seat)} interrupt at the end of epoch ${number}: ${printable(text, MAX_TEXT)}`);
        }
        break;
      case 'peer-lost':
        return this.#say(seat, at, `takes its peer for dead: ${text}`);
      case 'claims-term':
        return this.#say(seat, at, `claims term ${number}`);
      case 'fails-over':
        this.#stretches.delete(seat);
        this.#catchesUp = false;
        return this.#say(seat, at, `has done all that it was told: epoch ${number} is the failover epoch`);
      case 'promoted':
        return this.#say(seat, at, `is the primary after the failover epoch ${number}`);
      case 'copies':
        return this.#say(seat, at, 'begins to copy its state to a joiner');
      case 'pauses':
        this.#pausesSince.set(seat, at);
        break;
      default:
        // Messages and acks are for the trace.
        break;
    }
  }

  #beginEpoch(seat: Seat, at: number, epoch: number): void {
    const paused = this.#pausesSince.get(seat);
    if (paused !== undefined)
      this.#say(seat, at, `paused for ${((at - paused) / 1000).toFixed(1)} ms to copy the rest`);
    this.#pausesSince.delete(seat);
    const stretch = this.#stretches.get(seat);
    if (stretch) stretch.through = epoch;
    else this.#stretches.set(seat, newStretch(epoch, at));
    if (stretch && at - stretch.began >= SECOND) this.#tellStretch(seat);
  }

  /** A line about something that may happen often. */
  #often(at: number, what: string): void {
    this.#told += 1;
    if (this.#told <= MOST_LINES) this.#line(at, what);
    else this.#untold += 1;
  }

  /** One line about a replica, after the epochs before it. */
  #say(seat: Seat, at: number, what: string): void {
    this.#tellStretch(seat);
    this.#line(at, `${this.#name(seat)} ${printable(what, MAX_TEXT)}`);
  }

  /** The epochs since the last line, if there were any with something in them. */
  #tellStretch(seat: Seat): void {
    const stretch = this.#stretches.get(seat);
    if (!stretch) return;
    const { from, through, until, instructions, values, rests } = stretch;
    if (seat !== this.#primary) return void this.#stretches.delete(seat);
    if (instructions + values + rests + this.#bytes + this.#untold === 0) return;
    const parts = [
      `${instructions} instructions`,
      values > 0 && `${values} environment values`,
      this.#bytes > 0 && `${this.#bytes} console bytes`,
      rests > 0 && (rests > 1 ? `rested ${rests} times` : 'rested'),
      this.#untold > 0 && `${this.#untold} more commands and interrupts`,
    ];
    const epochs = from === through ? `epoch ${from}` : `epochs ${from} to ${through}`;
    this.#line(until, `${this.#name(seat)} ${epochs}: ${parts.filter(Boolean).join(', ')}`);
    this.#bytes = 0;
    this.#told = 0;
    this.#untold = 0;
    // What goes on in the same epoch is told with the next.
    this.#stretches.set(seat, newStretch(through, until));
  }

  #line(at: number, what: string): void {
    this.#options.tell(`${(Math.max(0, at - this.#origin) / SECOND).toFixed(6)} ${what}`);
  }

  #name(seat: Seat): string {
    const role = seat === this.#primary ? 'primary' : 'backup';
    return `${role} ${this.#names.get(seat) ?? seat}`;
  }
}

/** `number` is the one of --kill; `#` numbers all that the guest puts out, and is the one of its interrupt. */
export function tellCommand(number: number, request: Request, term?: number): string {
  const where = term === undefined ? '' : ` in term ${term}`;
  return `command ${number}, #${request.id}${where}: ${describeOperation(request)}`;
}

function newStretch(epoch: number, at: number): Stretch {
  return { from: epoch, through: epoch, began: at, until: at, instructions: 0, values: 0, rests: 0 };
}
