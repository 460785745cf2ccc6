/**
 * Links in virtual time: what links/link.ts promises, and the ways in which a network can break it. A wire
 * carries frames one way, in order, each after a delay; a link's end sends on one wire and receives from another.
 */
import { checkpointOf, type Rollback } from '../../emulator/checkpoint.ts';
import { FRAME_HEADER, type Link } from '../links/link.ts';
import { Queue } from '../queue.ts';
import { STATE_FRAME } from '../runner/state-frames.ts';
import type { Timeline } from './timeline.ts';

type Entry = Uint8Array | 'end' | 'lost';

export class Wire {
  readonly #timeline: Timeline;
  readonly #delayMs: () => number;
  readonly #transmissionMs: (bytes: number) => number;
  readonly #arrive: (frame: Uint8Array | 'end') => void;
  readonly #inFlight = new Queue<Entry>();
  /** When the last frame has left. */
  #freeAt = 0;
  #lastArrival = 0;
  #stalledUntil = 0;
  #sent = 0;
  #gapAt = 0;
  #cutAt = Infinity;

  /** `transmissionMs`: how long a frame of so many bytes keeps the next one waiting; not at all unless given. */
  constructor(
    timeline: Timeline,
    delayMs: () => number,
    arrive: (frame: Uint8Array | 'end') => void,
    transmissionMs: (bytes: number) => number = () => 0,
  ) {
    this.#timeline = timeline;
    this.#delayMs = delayMs;
    this.#arrive = arrive;
    this.#transmissionMs = transmissionMs;
  }

  /** Sends a frame, or says that there will be no more, `inMs` from now. */
  put(entry: Uint8Array | 'end', inMs = 0): void {
    this.#sent += 1;
    if (this.#sent >= this.#cutAt) return;
    const leaves = Math.max(this.#timeline.now() + inMs, this.#freeAt);
    this.#freeAt = leaves + (entry === 'end' ? 0 : this.#transmissionMs(entry.length));
    this.#lastArrival = Math.max(this.#lastArrival, this.#stalledUntil, this.#freeAt + this.#delayMs());
    this.#inFlight.push(this.#sent === this.#gapAt && entry !== 'end' ? 'lost' : entry);
    this.#timeline.at(this.#lastArrival, () => {
      const arrived = this.#inFlight.shift();
      if (arrived !== undefined && arrived !== 'lost') this.#arrive(arrived);
    });
  }

  checkpoint(): Rollback {
    const times = [this.#freeAt, this.#lastArrival, this.#stalledUntil] as const;
    const counts = [this.#sent, this.#gapAt, this.#cutAt] as const;
    const inFlight = this.#inFlight.checkpoint();
    return () => {
      [this.#freeAt, this.#lastArrival, this.#stalledUntil] = times;
      [this.#sent, this.#gapAt, this.#cutAt] = counts;
      inFlight();
    };
  }

  /** How many frames were sent, its end among them. */
  get sent(): number {
    return this.#sent;
  }

  /** How many bytes are on their way. */
  get bytesInFlight(): number {
    let sum = 0;
    for (const entry of this.#inFlight) if (typeof entry !== 'string') sum += entry.length;
    return sum;
  }

  /** How many frames are on their way. */
  get inFlight(): number {
    return this.#inFlight.length;
  }

  /** Of what is on its way, only the first `keep` frames arrive. */
  lose(keep: number): void {
    this.#inFlight.truncate(keep);
  }

  /** Nothing that is sent from now on arrives. */
  cut(): void {
    this.#cutAt = 0;
  }

  /** The link is going: the next frame vanishes, `more` after it arrive, then none. */
  fail(more: number): void {
    this.#gapAt = this.#sent + 1;
    this.#cutAt = this.#gapAt + 1 + more;
  }

  /** Nothing sent from now on arrives for so long. */
  stall(forMs: number): void {
    this.#stalledUntil = this.#timeline.now() + forMs;
  }
}

/** The wires between two machines, by the seat of the one that sends. */
export type Cable = Readonly<Record<'first' | 'second', Wire>>;

/** Called for each frame on its way out and in: a moment at which the machine may die. */
export type LinkMoment = (doing: 'sends' | 'receives', frame: Uint8Array) => void;

export class SimulatedLink implements Link {
  readonly #wire: Wire;
  readonly #moment: LinkMoment;
  readonly #aheadMs: () => number;
  readonly #queued = new Queue<Uint8Array>();
  readonly #inbox = new Queue<Uint8Array>();
  #arrived = 0;
  #over = false;
  #queuedBytes = 0;
  /** Bytes that may be on their way before {@link flush} refuses more. */
  capacity = Infinity;
  /** The most that was ever queued, in bytes. */
  mostQueued = 0;
  /** Bytes of frames with pages that were sent. */
  pagesSent = 0;
  /** Frames that were received. */
  received = 0;

  /** `aheadMs`: how far its machine's time is ahead of the timeline. */
  constructor(wire: Wire, moment: LinkMoment, aheadMs: () => number = () => 0) {
    this.#wire = wire;
    this.#moment = moment;
    this.#aheadMs = aheadMs;
  }

  checkpoint(): Rollback {
    const own = [this.#arrived, this.#over, this.#queuedBytes] as const;
    const seen = [this.capacity, this.mostQueued, this.pagesSent, this.received] as const;
    const queues = checkpointOf(this.#queued, this.#inbox);
    return () => {
      [this.#arrived, this.#over, this.#queuedBytes] = own;
      [this.capacity, this.mostQueued, this.pagesSent, this.received] = seen;
      queues();
    };
  }

  /** What the other side's wire brings. */
  take(frame: Uint8Array | 'end'): void {
    if (frame === 'end') {
      this.#over = true;
    } else if (!this.#over) {
      this.#arrived += FRAME_HEADER + frame.length;
      this.#inbox.push(frame);
    }
  }

  /** This side takes the link for broken, whatever the other side believes. */
  break(): void {
    this.#over = true;
    this.#inbox.truncate(0);
  }

  send(frame: Uint8Array): void {
    this.#queued.push(frame.slice());
    if (frame[0] === STATE_FRAME.PAGES) this.pagesSent += frame.length;
    this.#queuedBytes += frame.length;
    this.mostQueued = Math.max(this.mostQueued, this.#queuedBytes);
  }

  /** One by one: a machine that dies meanwhile has sent some and not the others. */
  flush(): boolean {
    while (this.#queued.length > 0) {
      if (this.#wire.bytesInFlight >= this.capacity) return false;
      this.#moment('sends', this.#queued.first!);
      const frame = this.#queued.shift()!;
      this.#queuedBytes -= frame.length;
      this.#wire.put(frame, this.#aheadMs());
    }
    return true;
  }

  receive(): Uint8Array | undefined {
    const next = this.#inbox.first;
    if (next !== undefined) this.#moment('receives', next);
    const frame = this.#inbox.shift();
    if (frame) this.received += 1;
    return frame;
  }

  closed(): boolean {
    return this.#over;
  }

  ended(): boolean {
    return this.closed() && this.#inbox.length === 0;
  }

  arrived(): number {
    return this.#arrived;
  }

  close(): void {
    this.#wire.put('end');
  }
}
