/**
 * Follows the commands of a run: numbers them, keeps what became of each, and finds out of each uncertain one whether its
 * driver repeated it. Told by whoever sees commands and results pass (../bus/bus.ts, or ./observed-world.ts on the bare machine).
 *
 * What it remembers is bounded, however long the run: the last command of each slot, whose result its guest has not shown to
 * know (it has when it uses the slot again), the uncertain ones whose repetition is awaited, and the last few.
 */
import { RESULT } from '../../emulator/board.ts';
import { checkpointOfArray, checkpointOfMap, type Rollback } from '../../emulator/checkpoint.ts';
import {
  commandDefinitionOf,
  type CommandRequest,
  type Completion,
  deviceOf,
  unitsOf,
} from '../../emulator/devices/device.ts';
import type { Fate } from '../../emulator/world/world.ts';
import { type CommandRecord, fateOf, type Given, type Outcome, type Sequel } from './command-record.ts';
import { describeRecord } from './describe-command.ts';
import { mayPrecede, placeOf, relate } from './sequels.ts';

/** Who wants to know. Each is called with the record as it is then, and the same object every time. */
export interface HistoryListener {
  /** The guest has given a command. */
  commanded?(record: CommandRecord): void;
  /** The guest has its result. */
  ended?(record: CommandRecord): void;
  /** It is known what came after an uncertain command. */
  judged?(record: CommandRecord): void;
  /** Nothing more will be known of it. Records do not settle in the order of their numbers. */
  settled?(record: CommandRecord): void;
}

/** Uncertain commands whose repetition is awaited; the oldest is given up when there are more. */
const MOST_AWAITED = 256;
/** Commands that {@link CommandHistory.lastCommands} tells of. */
const LAST = 8;
const OUTCOMES = { [RESULT.DONE]: 'done', [RESULT.ERROR]: 'error', [RESULT.UNCERTAIN]: 'uncertain' } as const;

type MutableRecord = { -readonly [K in keyof CommandRecord]: CommandRecord[K] };

/** An uncertain command whose repetition has not come. */
interface Awaited {
  readonly record: MutableRecord;
  /** See ./sequels.ts. */
  settled: number;
  /** Failovers before its guest was told. */
  readonly failovers: number;
}

export class CommandHistory {
  readonly #now: () => number;
  readonly #listeners: HistoryListener[] = [];
  /** The last command of each slot. */
  readonly #bySlot = new Map<string, MutableRecord>();
  /** In the order in which they were given. */
  #awaited: Awaited[] = [];
  readonly #last: MutableRecord[] = [];
  readonly #settled = new WeakSet<CommandRecord>();
  #count = 0;
  #failovers = 0;
  /** How far a device's stream is known to have come: what the console has printed. */
  readonly #reached = new Map<string, number>();
  #over = false;

  /** `now`: seconds since the run began. */
  constructor(now: () => number, ...listeners: readonly HistoryListener[]) {
    this.#now = now;
    this.#listeners.push(...listeners);
  }

  /** Somebody else wants to know. */
  add(listener: HistoryListener): void {
    this.#listeners.push(listener);
  }

  /** Commands so far that reached the devices. */
  get count(): number {
    return this.#count;
  }

  /** A command is on its way to its device; returns its number. */
  commanded(request: CommandRequest, given: Given = {}): number {
    this.#count += 1;
    this.#begin(request, given, this.#count, () => true);
    return this.#count;
  }

  /** The world is over with command `id`. This is not known to the guest yet. */
  performed(id: number, completion: Completion, fate?: Fate): void {
    const record = this.#find(id);
    if (!record) return;
    record.fate = fate ?? fateOf(record.request, completion);
    if (!record.fate) return;
    const { request } = record;
    const reached = commandDefinitionOf(request)?.reaches?.(request, record.fate.performed);
    if (reached === undefined || ((reached - this.#reachedBy(request)) | 0) <= 0) return;
    this.#reached.set(deviceOf(request), reached);
  }

  #reachedBy(request: CommandRequest): number {
    return this.#reached.get(deviceOf(request)) ?? 0;
  }

  /** The guest has the result of command `id`. */
  ended(id: number, result: Completion['result']): void {
    const record = this.#find(id);
    if (!record || record.outcome !== 'under way' || this.#over) return;
    this.#end(record, OUTCOMES[result]);
  }

  /**
   * The guest is told that `request` is uncertain. Said by the replica that tells it: a failover makes uncertain what the dead
   * primary had seen the end of, and what it had never given to the bus.
   */
  uncertain(request: CommandRequest): void {
    let record = this.#find(request.id);
    if (record?.request.kind !== request.kind) {
      // It was given before those were told of that this failover made uncertain, too.
      record = this.#begin(request, {}, undefined, ({ failovers }) => failovers < this.#failovers);
      record.fate = { performed: 0, units: unitsOf(request) };
    }
    if (record.outcome !== 'uncertain' && !this.#over) this.#end(record, 'uncertain');
  }

  /** A backup takes over: what is uncertain now is so all at once. */
  failover(): void {
    this.#failovers += 1;
  }

  /** The guest gives no more commands, and learns of no more results. */
  end(): void {
    this.#over = true;
    for (const { record } of this.#awaited.splice(0)) this.#judge(record, { type: 'never' });
  }

  /** The world is over with everything, too. */
  close(): void {
    this.end();
    for (const record of [...this.#bySlot.values()].sort((a, b) => a.request.id - b.request.id)) this.#settle(record);
  }

  /** The last few commands in words, with what became of them; the latest last. */
  lastCommands(): string[] {
    return this.#last.map(describeRecord);
  }

  /** Records change in place: who knows one knows it as it was. */
  checkpoint(): Rollback {
    const state = [this.#count, this.#failovers, this.#over] as const;
    const awaited = this.#awaited.map((entry) => ({ ...entry }));
    const records = new Set([...this.#bySlot.values(), ...this.#last, ...awaited.map(({ record }) => record)]);
    const fields = [...records].map((record) => [record, { ...record }, this.#settled.has(record)] as const);
    const rollbacks = [checkpointOfMap(this.#bySlot), checkpointOfArray(this.#last), checkpointOfMap(this.#reached)];
    return () => {
      [this.#count, this.#failovers, this.#over] = state;
      this.#awaited = awaited.map((entry) => ({ ...entry }));
      for (const [record, before, settled] of fields) {
        Object.assign(record, before);
        if (settled) this.#settled.add(record);
        else this.#settled.delete(record);
      }
      for (const rollback of rollbacks) rollback();
    };
  }

  #find(id: number): MutableRecord | undefined {
    for (const record of this.#bySlot.values()) if (record.request.id === id) return record;
    return undefined;
  }

  /** `among`: those of the awaited whose guest knew of them when it gave this command. */
  #begin(
    request: CommandRequest,
    given: Given,
    number: number | undefined,
    among: (awaited: Awaited) => boolean,
  ): MutableRecord {
    const nothing = { endedAt: undefined, fate: undefined, sequel: undefined };
    const givenAt = this.#now();
    const record: MutableRecord = { number, request, given, givenAt, outcome: 'under way', ...nothing };
    const before = this.#bySlot.get(placeOf(request));
    if (before && !this.#awaited.some((awaited) => awaited.record === before)) this.#settle(before);
    this.#bySlot.set(placeOf(request), record);
    if (this.#last.push(record) > LAST) this.#last.shift();
    this.#tell('commanded', record);
    this.#judgeBy(record, this.#awaited.filter(among));
    return record;
  }

  #end(record: MutableRecord, outcome: Outcome): void {
    record.outcome = outcome;
    record.endedAt = this.#now();
    this.#tell('ended', record);
    if (outcome === 'uncertain') this.#await(record);
  }

  #await(record: MutableRecord): void {
    this.#awaited.push({ record, settled: 0, failovers: this.#failovers });
    this.#awaited.sort((a, b) => a.record.request.id - b.record.request.id);
    if (this.#awaited.length > MOST_AWAITED) this.#judge(this.#awaited[0].record, { type: 'given up' });
  }

  /** What a new command says about those that are awaited. */
  #judgeBy({ number: by, request }: CommandRecord, awaited: readonly Awaited[]): void {
    const reached = this.#reachedBy(request);
    const relations = awaited.map(({ record, settled }) => relate(record.request, request, { settled, reached }));
    const repeated = relations.indexOf('repeats');
    for (const [index, relation] of relations.entries()) {
      const entry = awaited[index];
      const { record } = entry;
      if (typeof relation === 'object') entry.settled = relation.settled;
      else if (relation === 'behind') this.#judge(record, { type: 'behind', by });
      else if (relation === 'repeats' && (index === repeated || coversMany(request))) {
        this.#judge(record, { type: 'repeated', by });
      } else if (relation === 'instead') {
        const excused = repeated >= 0 && (index > repeated || mayPrecede(request, record.request));
        if (!excused) this.#judge(record, { type: 'instead', by, request });
      }
    }
  }

  #judge(record: MutableRecord, sequel: Sequel): void {
    this.#awaited = this.#awaited.filter((awaited) => awaited.record !== record);
    record.sequel = sequel;
    this.#tell('judged', record);
    this.#settle(record);
  }

  #settle(record: MutableRecord): void {
    if (this.#settled.has(record)) return;
    this.#settled.add(record);
    if (record.outcome === 'under way') record.outcome = 'unfinished';
    this.#tell('settled', record);
  }

  #tell(what: keyof HistoryListener, record: CommandRecord): void {
    for (const listener of this.#listeners) listener[what]?.(record);
  }
}

/** Does one such command repeat all like it? */
function coversMany(request: CommandRequest): boolean {
  return commandDefinitionOf(request)?.repeatsOne === undefined;
}
