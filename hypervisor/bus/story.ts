/**
 * What hvrun tells its user about a pair, line by line: who is who, who died, what was uncertain, what the guest's driver
 * did about it. A run in which nothing happens says one line and no more, unless it is asked to be verbose.
 */
import { TICKS_PER_SECOND } from '../../emulator/board.ts';
import type { Ending } from '../../emulator/report/ending.ts';
import { describeEnding } from '../../emulator/diagnosis/describe-stop.ts';
import { type ImagePlaces, NO_PLACES } from '../../emulator/diagnosis/image-places.ts';
import type { HistoryListener } from '../history/command-history.ts';
import type { CommandRecord } from '../history/command-record.ts';
import { describeSequel } from '../history/describe-command.ts';
import { type KillOrder, orderText } from './kill-orders.ts';
import { describeOperation } from '../history/operations.ts';
import type { Seat } from '../seat.ts';

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

  constructor({ tell, verbose, places = NO_PLACES }: StoryOptions) {
    this.#tell = tell;
    this.#verbose = verbose;
    this.#places = places;
  }

  /** The replica in `seat` is process `pid` and begins in this role. */
  named(seat: Seat, role: string, pid: number | string): void {
    this.#names.set(seat, `${role} ${pid}`);
  }

  /** Every replica is ready: the guest starts. */
  started(): void {
    const names = [...this.#names.values()];
    this.#tell(names.length > 1 ? `${names.join(', ')}: the guest starts` : `${names.join()}, without a backup`);
  }

  /** `how`: "killed by SIGKILL", "exited with status 1". */
  died(seat: Seat, how: string): void {
    this.#happened(`${this.#name(seat)} is dead (${how})`);
  }

  /** The replica in `seat` takes its peer for dead. */
  peerLost(seat: Seat, reason: string): void {
    if (this.#verbose) this.#tell(`${this.#name(seat)}: ${reason}`);
  }

  /** The replica in `seat` is about to be killed, or halted, as was ordered. */
  killing(seat: Seat, order: KillOrder): void {
    this.#happened(`${orderText(order)}: ${order.signal} to ${this.#name(seat)}`);
  }

  failover(seat: Seat, term: number, epoch: number): void {
    this.#outstanding = 0;
    this.#happened(`${this.#name(seat)} wins term ${term} and takes over; epoch ${epoch} is the failover epoch`);
  }

  alone(seat: Seat, term: number, epoch: number): void {
    this.#happened(`${this.#name(seat)} wins term ${term} and goes on without a backup, in epoch ${epoch}`);
  }

  /** A new replica in `seat` is getting the primary's state. */
  joining(seat: Seat): void {
    if (this.#verbose) this.#tell(`${this.#name(seat)} joins: the primary copies its state to it`);
  }

  /** It has all of the state. */
  whole(seat: Seat, epoch: number): void {
    this.#happened(`${this.#name(seat)} has joined: the pair is whole again from epoch ${epoch} on`);
  }

  /** P8; or a device that is uncertain now and then (`--uncertain`), of which only who wants to know all is told. */
  ended(record: CommandRecord): void {
    if (record.outcome !== 'uncertain') return;
    if (this.#outstanding !== undefined) this.#outstanding += 1;
    else if (!this.#verbose) return;
    this.#uncertain.add(record);
    this.#happened(`  ${describeOperation(record.request)}: uncertain`);
  }

  /** It is known what the guest's driver did about an uncertain operation. */
  judged(record: CommandRecord): void {
    const { request, sequel } = record;
    if (!this.#uncertain.delete(record) || !sequel) return;
    this.#happened(`  ${describeOperation(request)}: ${describeSequel(request, sequel)}`);
  }

  promoted(seat: Seat, epoch: number, pid: number | string): void {
    const outstanding = this.#outstanding === 0 ? '; no operation was outstanding' : '';
    this.#outstanding = undefined;
    this.#names.set(seat, `primary ${pid}`);
    this.#happened(`process ${pid} is the primary from epoch ${epoch + 1} on, without a backup${outstanding}`);
  }

  /** Epochs take `length` ticks of CR 16, more than the guest's timer tick. Said once. */
  longEpochs(length: number, tick: number): void {
    if (this.#longEpochsTold) return;
    this.#longEpochsTold = true;
    const [epoch, period] = [length, tick].map((ticks) => `${((ticks / TICKS_PER_SECOND) * 1000).toFixed(1)} ms`);
    this.#tell(
      `warning: epochs take ${epoch}, longer than the guest's timer tick of ${period}: its timer interrupts come late, ` +
        'and some are lost (a smaller --epoch helps, or doing without --fixed-epochs)',
    );
  }

  exited(ending: Ending, epoch: number): void {
    const { status } = ending;
    for (const line of describeEnding(ending, this.#places)) this.#tell(line);
    if (this.#verbose || this.#eventful) this.#tell(`the guest exited with status ${status} in epoch ${epoch}`);
  }

  allLost(): void {
    const both = this.#names.size > 1 ? 'both replicas are' : 'the replica is';
    this.#tell(`${both} lost, and the guest with them`);
  }

  /** A word on something that should not be, from whoever noticed it. */
  trouble(seat: Seat, what: string): void {
    this.#happened(`${this.#name(seat)}: ${what}`);
  }

  #happened(line: string): void {
    this.#eventful = true;
    this.#tell(line);
  }

  #name(seat: Seat): string {
    return this.#names.get(seat) ?? `the ${seat} replica`;
  }
}
