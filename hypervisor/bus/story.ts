/**
 * What hvrun tells its user about a pair, line by line: who is who, who died, what was uncertain, what the guest's driver
 * did about it. A run in which nothing happens says one line and no more, unless it is asked to be verbose.
 */
import { TICKS_PER_SECOND } from '../../emulator/board.ts';
import { checkpointOfMap, checkpointOfSet, type Rollback } from '../../emulator/checkpoint.ts';
import type { Ending } from '../../emulator/report/ending.ts';
import { describeEnding } from '../../emulator/diagnosis/describe-stop.ts';
import { type ImagePlaces, NO_PLACES } from '../../emulator/diagnosis/image-places.ts';
import type { HistoryListener } from '../history/command-history.ts';
import type { CommandRecord } from '../history/command-record.ts';
import { describeSequel } from '../history/describe-command.ts';
import { LINK_CLOSED } from '../words/links.ts';
import { about } from '../words/run.ts';
import {
  goesOnAlone,
  guestExited,
  hasJoined,
  isDead,
  isPrimary,
  joinsPrimary,
  longEpochs,
  notReplaced,
  operationIs,
  pairStarts,
  replica,
  replicaIn,
  replicasLost,
  signalled,
  takesForDead,
  takesOver,
  UNCERTAIN,
} from '../words/story.ts';
import { type KillOrder, orderText } from './kill-orders.ts';
import { describeOperation } from '../history/operations.ts';
import { OTHER_SEAT, type Seat } from '../seat.ts';

export interface StoryOptions {
  /** Prints one line. */
  readonly tell: (line: string) => void;
  readonly verbose: boolean;
  /** Of the guest's image: names for the places that a report mentions. */
  readonly places?: ImagePlaces;
}

export class Story implements HistoryListener {
  readonly #tell: (line: string) => void;
  readonly #verbose: boolean;
  readonly #places: ImagePlaces;
  readonly #names = new Map<Seat, string>();
  /** Something out of the ordinary has happened: from here on the story is told to its end. */
  #eventful = false;
  /** Operations that became uncertain in the failover that is under way, if one is. */
  #outstanding: number | undefined;
  /** Of these it was told that they are uncertain: what the driver does about them is told, too. */
  readonly #uncertain = new Set<CommandRecord>();
  #longEpochsTold = false;
  /** Lines to be told after a death. */
  #held: readonly string[] | undefined;

  constructor({ tell, verbose, places = NO_PLACES }: StoryOptions) {
    this.#tell = tell;
    this.#verbose = verbose;
    this.#places = places;
  }

  /** The replica in `seat` is process `pid` and begins in this role. */
  named(seat: Seat, role: string, pid: number | string): void {
    this.#names.set(seat, replica(role, pid));
  }

  /** Every replica is ready: the guest starts. */
  started(): void {
    const names = [...this.#names.values()];
    this.#say(pairStarts(names));
  }

  /** A replica is dead, and how will be known in a moment: what happens until then is told after that. */
  awaitsDeath(): void {
    this.#held ??= [];
  }

  /** `how`: "killed by SIGKILL", "exited with status 1". */
  died(seat: Seat, how: string): void {
    this.#eventful = true;
    this.#tell(isDead(this.#name(seat), how));
    this.release();
  }

  /** What awaits a death is told. */
  release(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const line of held) this.#tell(line);
  }

  /** The replica in `seat` takes its peer for dead. A closed link alone is no news: it comes of a death, which `died` tells. */
  peerLost(seat: Seat, reason: string): void {
    if (reason === LINK_CLOSED && !this.#verbose) return;
    this.#happened(takesForDead(this.#name(seat), this.#name(OTHER_SEAT[seat]), reason));
  }

  /** The replica in `seat` is about to be killed, or halted, as was ordered. */
  killing(seat: Seat, order: KillOrder): void {
    this.#happened(signalled(orderText(order), order.signal, this.#name(seat)));
  }

  failover(seat: Seat, term: number, epoch: number): void {
    this.#outstanding = 0;
    this.#happened(takesOver(this.#name(seat), term, epoch));
  }

  alone(seat: Seat, term: number, epoch: number): void {
    this.#happened(goesOnAlone(this.#name(seat), term, epoch));
  }

  /** A new replica in `seat` is getting the primary's state. */
  joining(seat: Seat): void {
    if (this.#verbose) this.#say(joinsPrimary(this.#name(seat)));
  }

  /** It has all of the state. */
  whole(seat: Seat, epoch: number): void {
    this.#happened(hasJoined(this.#name(seat), epoch));
  }

  /** P8; or a device that is uncertain now and then (`--uncertain`), of which only who wants to know all is told. */
  ended(record: CommandRecord): void {
    if (record.outcome !== 'uncertain') return;
    if (this.#outstanding !== undefined) this.#outstanding += 1;
    else if (!this.#verbose) return;
    this.#uncertain.add(record);
    this.#happened(operationIs(describeOperation(record.request), UNCERTAIN));
  }

  /** It is known what the guest's driver did about an uncertain operation. */
  judged(record: CommandRecord): void {
    const { request, sequel } = record;
    if (!this.#uncertain.delete(record) || !sequel) return;
    this.#happened(operationIs(describeOperation(request), describeSequel(request, sequel)));
  }

  promoted(seat: Seat, epoch: number, pid: number | string): void {
    const outstanding = this.#outstanding;
    this.#outstanding = undefined;
    this.#names.set(seat, replica('primary', pid));
    this.#happened(isPrimary(pid, epoch + 1, outstanding));
  }

  /** Epochs take `length` ticks of CR 16, more than the guest's timer tick. Said once. */
  longEpochs(length: number, tick: number): void {
    if (this.#longEpochsTold) return;
    this.#longEpochsTold = true;
    const [epochMs, tickMs] = [length, tick].map((ticks) => (ticks / TICKS_PER_SECOND) * 1000);
    this.#say(longEpochs(epochMs, tickMs));
  }

  checkpoint(): Rollback {
    const state = [this.#eventful, this.#outstanding, this.#longEpochsTold, this.#held] as const;
    const rollbacks = [checkpointOfMap(this.#names), checkpointOfSet(this.#uncertain)];
    return () => {
      [this.#eventful, this.#outstanding, this.#longEpochsTold, this.#held] = state;
      for (const rollback of rollbacks) rollback();
    };
  }

  exited(ending: Ending, epoch: number): void {
    const { status } = ending;
    this.release();
    for (const line of describeEnding(ending, this.#places)) this.#say(line);
    if (this.#verbose || this.#eventful) this.#say(guestExited(status, epoch));
  }

  allLost(): void {
    this.release();
    this.#say(replicasLost(this.#names.size > 1));
  }

  /** No new replica can take the place of the one that was in `seat`, now. */
  notReplaced(seat: Seat, why: string): void {
    this.#happened(notReplaced(this.#name(seat), why));
  }

  /** A word on something that should not be, from whoever noticed it. */
  trouble(seat: Seat, what: string): void {
    this.#happened(about(this.#name(seat), what));
  }

  #happened(line: string): void {
    this.#eventful = true;
    this.#say(line);
  }

  #say(line: string): void {
    if (this.#held) this.#held = [...this.#held, line];
    else this.#tell(line);
  }

  #name(seat: Seat): string {
    return this.#names.get(seat) ?? replicaIn(seat);
  }
}
