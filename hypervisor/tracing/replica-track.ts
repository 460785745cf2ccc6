/** What one replica tells of itself, as lanes of a trace. Slices are written when they end. */
import type { Arrows } from './arrows.ts';
import type { Kind, Observation } from './observation.ts';
import type { TraceEvent } from './trace-event.ts';

const LANES = { epochs: 1, messages: 2, guest: 3, protocol: 4 } as const;
type Lane = keyof typeof LANES;
/** Outputs of which it isn't known yet when they are performed: a backup's never are. */
const MAX_HELD = 2000;
/** Microseconds: a message is a slice, for an arrow begins and ends in slices. */
const MESSAGE = 1;

export interface ReplicaTrackOptions {
  readonly write: (event: TraceEvent) => void;
  readonly arrows: Arrows;
  readonly pid: number;
  /** In which role it began. */
  readonly name: string;
}

export class ReplicaTrack {
  readonly #options: ReplicaTrackOptions;
  #name: string;
  /** The link to the peer: messages of different links have the same numbers. */
  #link = '';
  #epoch: { readonly number: number; readonly began: number; readonly failover: boolean } | undefined;
  /** Since when the guest stands between two epochs. */
  #stands: { readonly since: number; rests: boolean } | undefined;
  readonly #held = new Map<number, number>();
  /** Since when there is no peer and this replica does not run on as what it is to become. */
  #lostPeer: number | undefined;
  #copies: number | undefined;
  #pauses: number | undefined;

  constructor(options: ReplicaTrackOptions) {
    this.#options = options;
    this.#name = options.name;
    this.#rename(options.name);
    for (const [name, tid] of Object.entries(LANES)) {
      options.write({ ph: 'M', name: 'thread_name', pid: options.pid, tid, args: { name } });
    }
  }

  take(observation: Observation): void {
    const { at, kind, number, text } = observation;
    switch (kind) {
      case 'link':
        this.#link = text;
        break;
      case 'epoch-begins':
        return this.#beginEpoch(at, number, text === 'failover');
      case 'epoch-ends':
        return this.#endEpoch(at, number);
      case 'rests':
        if (this.#stands) this.#stands.rests = true;
        break;
      case 'sent':
      case 'received':
        return this.#message(at, `message ${number}`, number, text, kind === 'received');
      case 'ack-sent':
      case 'ack-received':
        return this.#message(at, 'ack', number, text, kind === 'ack-received');
      case 'environment':
      case 'delivered':
        return this.#moment('guest', at, text, { kind, ...(kind === 'delivered' && { epoch: number }) });
      case 'output':
        return this.#output(at, number, text);
      case 'performs':
        return this.#perform(at, number, text);
      default:
        return this.#change(at, kind, number, text);
    }
  }

  /** The replica is gone; it was last heard of before `at`. */
  end(at: number): void {
    this.#endEpoch(at, undefined);
    this.#endFailover(at, 'unfinished');
    this.#endCopy(at, 'given up');
  }

  /** What happens seldom: to the pair. */
  #change(at: number, kind: Kind, number: number, text: string): void {
    switch (kind) {
      case 'peer-lost':
        this.#lostPeer = at;
        this.#endCopy(at, 'given up');
        return this.#moment('protocol', at, `peer lost: ${text}`);
      case 'claims-term':
      case 'wins-term':
        return this.#moment('protocol', at, `${kind === 'claims-term' ? 'claims' : 'wins'} term ${number}`);
      case 'term-refused':
        return this.#moment('protocol', at, `refused: this is term ${number}`);
      case 'fails-over':
        return this.#moment('protocol', at, `epoch ${number} is the failover epoch, ${text}`);
      case 'uncertain':
        return this.#moment('guest', at, `${text}: uncertain`, { kind });
      case 'promoted':
        this.#endFailover(at, `failover, epoch ${number}`);
        return this.#rename(`${this.#name}, primary from epoch ${number + 1} on`);
      case 'alone':
        return this.#endFailover(at, `goes on without a backup in epoch ${number}`);
      case 'copies':
        this.#copies = at;
        break;
      case 'pauses':
        this.#endCopy(at, 'copies its state to a joiner');
        this.#pauses = at;
        break;
      case 'whole':
        return this.#moment('protocol', at, `whole from epoch ${number} on`);
      case 'steps-down':
        return this.#moment('protocol', at, `steps down: ${text}`);
      default:
        // Of the guest and its epochs.
        return;
    }
  }

  #beginEpoch(at: number, number: number, failover: boolean): void {
    if (this.#stands) {
      this.#slice('epochs', this.#stands.since, at, this.#stands.rests ? 'rests' : 'between two epochs');
    }
    if (this.#pauses !== undefined) this.#slice('protocol', this.#pauses, at, 'pauses for the rest of the state');
    this.#stands = undefined;
    this.#pauses = undefined;
    this.#epoch = { number, began: at, failover };
  }

  /** `completed` instructions; undefined: it never ends. */
  #endEpoch(at: number, completed: number | undefined): void {
    const epoch = this.#epoch;
    this.#epoch = undefined;
    this.#stands = { since: at, rests: false };
    if (!epoch) return;
    const name = `epoch ${epoch.number}${epoch.failover ? ', failover' : ''}`;
    this.#slice('epochs', epoch.began, at, name, completed === undefined ? { unfinished: true } : { completed });
  }

  #message(at: number, what: string, number: number, name: string, received: boolean): void {
    const { pid, arrows } = this.#options;
    const tid = LANES.messages;
    this.#slice('messages', at, at + MESSAGE, name, { way: received ? 'received' : 'sent' });
    // An ack has the number of a message that went the other way.
    const id = `${this.#link} ${what === 'ack' ? `ack ${number}` : number}`;
    arrows.put(what, id, { ts: at, pid, tid }, received);
  }

  #output(at: number, id: number, name: string): void {
    this.#held.set(id, at);
    if (this.#held.size > MAX_HELD) this.#held.delete(this.#held.keys().next().value!);
    this.#moment('guest', at, name, { kind: 'output' });
  }

  /** An output is held from the guest's instruction until it leaves. */
  #perform(at: number, id: number, text: string): void {
    const since = this.#held.get(id);
    if (since === undefined) return;
    this.#held.delete(id);
    const { pid, write } = this.#options;
    const shared = { name: `held: ${text}`, cat: 'output', id: `${pid}.${id}`, pid, tid: LANES.guest };
    write({ ph: 'b', ts: since, ...shared });
    write({ ph: 'e', ts: at, ...shared });
  }

  #endFailover(at: number, name: string): void {
    if (this.#lostPeer !== undefined) this.#slice('protocol', this.#lostPeer, at, name);
    this.#lostPeer = undefined;
  }

  #endCopy(at: number, name: string): void {
    if (this.#copies !== undefined) this.#slice('protocol', this.#copies, at, name);
    this.#copies = undefined;
  }

  #slice(lane: Lane, from: number, to: number, name: string, args?: TraceArguments): void {
    const { pid, write } = this.#options;
    write({ ph: 'X', name, ts: from, dur: Math.max(0, to - from), pid, tid: LANES[lane], ...(args && { args }) });
  }

  #moment(lane: Lane, at: number, name: string, args?: TraceArguments): void {
    const { pid, write } = this.#options;
    write({ ph: 'i', s: 't', name, ts: at, pid, tid: LANES[lane], ...(args && { args }) });
  }

  #rename(name: string): void {
    this.#name = name;
    this.#options.write({ ph: 'M', name: 'process_name', pid: this.#options.pid, tid: 0, args: { name } });
  }
}

type TraceArguments = Readonly<Record<string, string | number | boolean>>;
