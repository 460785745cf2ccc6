/** What happened in a run in which machines died, for people: the messages, commands and interrupts, and each death's step in words. */
import { RESULT } from '../../../../emulator/board.ts';
import { type Completion, deviceOf, type Request } from '../../../../emulator/devices/device.ts';
import { decodeToBus } from '../../../bus/codec.ts';
import { describeOperation } from '../../../history/operations.ts';
import { describeInterrupt, describeMessage } from '../../../protocol/describe.ts';
import type { Effect } from '../../../protocol/effects.ts';
import type { RunRecord } from '../../../simulator/record/run-record.ts';
import type { Doing, WatchedMachine, Watcher } from '../../../simulator/watcher.ts';
import type { Lane, StoryEvent } from '../../result.ts';
import { DeathWords, messageIn } from './death-words.ts';

/** Events that are told before the first death, and after it. */
const BEFORE = 20;
const AFTER = 60;

export class CrashStory implements Watcher {
  readonly #now: () => number;
  readonly #events: StoryEvent[] = [];
  readonly #words = new DeathWords();
  readonly #lanes = new Map<WatchedMachine, Lane>();
  readonly #deaths: string[] = [];
  #firstDeath: number | undefined;
  /** Told when the step is over: the machine may die before it sends. */
  #sending: { readonly machine: WatchedMachine; readonly words: string } | undefined;
  #instructions = 0;

  /** `now`: milliseconds of virtual time. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** "the primary died before message 15 [end 3: 80 completed] was sent". */
  get deaths(): string {
    return this.#deaths.join('; ');
  }

  /** What is worth telling, in the order of time. */
  events({ end }: RunRecord): StoryEvent[] {
    this.#sent();
    this.#tell('guest', 'end', typeof end === 'object' ? `the guest ends with status ${end.status}` : describeEnd(end));
    const death = this.#firstDeath ?? this.#events.length;
    const last = this.#events.length - 1;
    return this.#events.filter((_, at) => at >= death - BEFORE && (at <= death + AFTER || at === last));
  }

  step(machine: WatchedMachine, doing: Doing): void {
    this.#sent();
    this.#instructions = machine.instructions;
    const lane = this.#laneOf(machine);
    this.#words.step(machine, doing);
    if (doing.kind !== 'sends') return;
    if (doing.link === 'peer') {
      const message = messageIn(doing.frame);
      if (message && message.body.type !== 'heartbeat') {
        this.#sending = { machine, words: `the ${lane} sends ${describeMessage(message)}` };
      }
    } else {
      const message = decodeToBus(doing.frame);
      if (message?.type !== 'perform') return;
      const { id } = message.request;
      this.#sending = { machine, words: `the ${lane} asks for #${id}, ${describeOperation(message.request)}` };
    }
  }

  effect(machine: WatchedMachine, effect: Effect): void {
    const lane = this.#laneOf(machine);
    this.#words.effect(machine, effect);
    switch (effect.type) {
      case 'deliver':
        for (const interrupt of effect.interrupts) {
          this.#tell(lane, 'interrupt', `the guest of the ${lane} gets ${describeInterrupt(interrupt)}`);
        }
        break;
      case 'failover':
        this.#tell(lane, 'failover', `epoch ${effect.epoch} is the failover epoch of the ${lane}`);
        break;
      case 'promoted':
        this.#tell(lane, 'failover', `the ${lane} is the primary from here on${uncertainOf(effect.uncertain)}`);
        break;
      case 'alone':
        this.#tell(lane, 'failover', `the ${lane} goes on alone in epoch ${effect.epoch}`);
        break;
      case 'whole':
        this.#tell(lane, 'join', `the pair is whole again from epoch ${effect.epoch} on`);
        break;
      default:
        break;
    }
  }

  /** One that stood still is killed in the end, and that is no death of its own. */
  dies(machine: WatchedMachine, how: string, lost: Readonly<Record<'peer' | 'bus', number>>): void {
    this.#sending = undefined;
    this.#firstDeath ??= this.#events.length;
    const lane = this.#laneOf(machine);
    const words =
      how === 'crash'
        ? `the ${lane} died ${this.#words.of(machine)}${describeLost(lost)}`
        : `the ${lane} ended: ${how}`;
    this.#deaths.push(words);
    this.#tell(lane, 'crash', words);
  }

  hangs(machine: WatchedMachine): void {
    this.#sending = undefined;
    this.#firstDeath ??= this.#events.length;
    const lane = this.#laneOf(machine);
    const words = `the ${lane} stood still for ever ${this.#words.of(machine)}`;
    this.#deaths.push(words);
    this.#tell(lane, 'crash', words);
  }

  comes(machine: WatchedMachine): void {
    this.#sent();
    this.#lanes.set(machine, 'joiner');
    this.#tell('joiner', 'boot', 'a new machine is powered on');
  }

  begins(request: Request): void {
    this.#sent();
    if (request.kind === 'exit') return;
    this.#words.begins(request);
    this.#tell(deviceOf(request), 'command', `#${request.id} begins: ${describeOperation(request)}`, request.id);
  }

  ends(request: Request, { result }: Completion): void {
    this.#sent();
    if (request.kind === 'exit') return;
    this.#words.ends(request);
    const how = result === RESULT.DONE ? 'is done' : result === RESULT.ERROR ? 'fails' : 'is uncertain';
    this.#tell(deviceOf(request), 'completion', `#${request.id} ${how}`, request.id);
  }

  #sent(): void {
    if (this.#sending) this.#tell('link', 'message', this.#sending.words);
    this.#sending = undefined;
  }

  #laneOf(machine: WatchedMachine): Lane {
    return this.#lanes.get(machine) ?? (machine.seat === 'first' ? 'primary' : 'backup');
  }

  #tell(lane: Lane, kind: StoryEvent['kind'], words: string, command?: number): void {
    const us = Math.round(this.#now() * 1000);
    this.#events.push({ at: this.#instructions, us, lane, kind, words, ...(command === undefined ? {} : { command }) });
  }
}

function describeLost({ peer, bus }: Readonly<Record<'peer' | 'bus', number>>): string {
  const frames = (count: number, to: string): string[] =>
    count === 0 ? [] : [`the last ${count === 1 ? 'frame' : `${count} frames`} to ${to}`];
  const lost = [...frames(peer, 'its peer'), ...frames(bus, 'the bus')];
  return lost.length === 0 ? '' : `; what it had sent last is lost: ${lost.join(', ')}`;
}

function uncertainOf(requests: readonly Request[]): string {
  if (requests.length === 0) return ', and nothing is uncertain';
  return `; uncertain: ${requests.map((request) => `#${request.id}, ${describeOperation(request)}`).join('; ')}`;
}

function describeEnd(end: Extract<RunRecord['end'], string>): string {
  return end === 'lost' ? 'both machines are lost' : 'the guest does not come to its end';
}
