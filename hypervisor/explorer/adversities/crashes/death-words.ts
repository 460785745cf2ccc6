/** The step at which a machine dies, in words: what it was about to do, what had not been acked, and where its last command stood. */
import { type CommandRequest, hasResult, type Request } from '../../../../emulator/devices/device.ts';
import { decodeToBus, decodeToReplica } from '../../../bus/codec.ts';
import { describeOperation } from '../../../history/operations.ts';
import { decodeMessage } from '../../../protocol/codec.ts';
import { describeMessage } from '../../../protocol/describe.ts';
import type { Effect } from '../../../protocol/effects.ts';
import type { Message } from '../../../protocol/messages.ts';
import type { Doing, WatchedMachine } from '../../../simulator/watcher.ts';
import { Malformed } from '../../../wire/byte-reader.ts';

/** First bytes of frames that are no message of the protocol's: see runner/peer.ts. */
const RUNNERS_OWN = 0x80;

interface Known {
  doing: Doing;
  epoch: number;
  /** The last message that it has sent but for acks, and the last that was acked. */
  sent: Message | undefined;
  acked: number;
}

export class DeathWords {
  readonly #known = new Map<WatchedMachine, Known>();
  /** Commands that the world has begun, and those it has ended. */
  readonly #begun = new Map<number, CommandRequest>();
  readonly #ended = new Set<number>();

  step(machine: WatchedMachine, doing: Doing): void {
    const known = this.#of(machine);
    const before = known.doing;
    const message = before.kind === 'sends' && before.link === 'peer' ? messageIn(before.frame) : undefined;
    if (message && message.body.type !== 'ack' && message.body.type !== 'heartbeat') known.sent = message;
    const heard = before.kind === 'receives' && before.link === 'peer' ? messageIn(before.frame) : undefined;
    if (heard?.body.type === 'ack') known.acked = heard.body.through;
    known.doing = doing;
  }

  effect(machine: WatchedMachine, effect: Effect): void {
    if (effect.type === 'start-epoch') this.#of(machine).epoch = effect.epoch;
  }

  begins(request: Request): void {
    if (hasResult(request)) this.#begun.set(request.id, request);
  }

  ends({ id }: Request): void {
    this.#ended.add(id);
  }

  /** "after message 14 [Tme 3: 90] was sent and before its ack, before it asked the bus for #7, disk write of sector 40". */
  of(machine: WatchedMachine): string {
    const known = this.#of(machine);
    const { sent, acked } = known;
    const unacked = sent !== undefined && sent.sequence > acked;
    return [
      ...(unacked ? [`after message ${describeMessage(sent)} was sent and before its ack`] : []),
      before(known),
      ...this.#underWay(),
    ].join(', ');
  }

  #underWay(): string[] {
    return [...this.#begun.values()]
      .filter(({ id }) => !this.#ended.has(id))
      .map((request) => `with #${request.id}, ${describeOperation(request)}, under way`);
  }

  #of(machine: WatchedMachine): Known {
    const known = this.#known.get(machine) ?? { doing: { kind: 'waits' }, epoch: 0, sent: undefined, acked: 0 };
    this.#known.set(machine, known);
    return known;
  }
}

function before({ doing, epoch }: Known): string {
  switch (doing.kind) {
    case 'sends':
      return doing.link === 'peer' ? beforeSending(doing.frame) : beforeTelling(doing.frame);
    case 'receives':
      return doing.link === 'peer' ? beforeTaking(doing.frame) : beforeHearing(doing.frame);
    case 'begins an epoch':
      return `before its guest began epoch ${epoch}`;
    case 'runs':
      return `as its guest ran in epoch ${epoch}`;
    case 'reads':
      return `before its guest got a value of the environment in epoch ${epoch}`;
    case 'delivers':
      return 'before the interrupts at the end of its epoch were delivered';
    case 'waits':
      return 'as it came up';
  }
}

function beforeSending(frame: Uint8Array): string {
  const message = messageIn(frame);
  if (message === undefined) return 'before it sent a frame of its machine';
  return `before ${nameOf(message)} was sent`;
}

function beforeTaking(frame: Uint8Array): string {
  const message = messageIn(frame);
  if (message === undefined) return 'before it took a frame of its peer';
  return `before it took ${nameOf(message)}`;
}

function nameOf(message: Message): string {
  const { type } = message.body;
  if (type === 'heartbeat') return 'a heartbeat';
  return type === 'ack' ? `the ${describeMessage(message)}` : `message ${describeMessage(message)}`;
}

function beforeTelling(frame: Uint8Array): string {
  const message = decodeToBus(frame);
  if (message?.type !== 'perform') return `before it told the bus: ${message?.type}`;
  return `before it asked the bus for #${message.request.id}, ${describeOperation(message.request)}`;
}

function beforeHearing(frame: Uint8Array): string {
  const message = decodeToReplica(frame);
  if (message?.type !== 'completion') return `before it heard from the bus: ${message?.type}`;
  return `after #${message.completion.id} was performed and before it relayed the interrupt`;
}

/** The protocol's message in a frame between the machines; undefined if it is another one. */
export function messageIn(frame: Uint8Array): Message | undefined {
  if (frame[0] >= RUNNERS_OWN) return undefined;
  const message = decodeMessage(frame);
  return message instanceof Malformed ? undefined : message;
}
