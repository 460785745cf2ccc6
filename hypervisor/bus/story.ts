/**
 * What hvrun tells its user about a pair, line by line: who is who, who died, what was uncertain, what the guest's driver
 * did about it. A run in which nothing happens says one line and no more, unless it is asked to be verbose.
 */
import { TICKS_PER_SECOND } from '../../emulator/board.ts';
import type { Request } from '../../emulator/devices/device.ts';
import { describeStop } from '../../emulator/diagnosis/describe-stop.ts';
import { type ImagePlaces, NO_PLACES } from '../../emulator/diagnosis/image-places.ts';
import type { StopReport } from '../../emulator/diagnosis/stop-report.ts';
import type { KillOrder } from './bus.ts';
import { describeOperation, repeats } from './operations.ts';
import type { Seat } from './term.ts';

export interface StoryOptions {
  /** Prints one line. */
  readonly tell: (line: string) => void;
  readonly verbose: boolean;
  /** Of the guest's image: names for the places that a report mentions. */
  readonly places?: ImagePlaces;
}

export class Story {
  readonly #tell: (line: string) => void;
  readonly #verbose: boolean;
  readonly #places: ImagePlaces;
  readonly #names = new Map<Seat, string>();
  /** Something out of the ordinary has happened: from here on the story is told to its end. */
  #eventful = false;
  #uncertain: Request[] = [];
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

  /** The replica in `seat` is about to be killed by `--kill order`, or halted by `--stop order`. */
  killing(seat: Seat, signal: KillOrder['signal'], order: string): void {
    const option = signal === 'SIGKILL' ? '--kill' : '--stop';
    this.#happened(`${option} ${order}: ${signal} to ${this.#name(seat)}`);
  }

  failover(seat: Seat, term: number, epoch: number): void {
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

  /** P8. */
  uncertain(request: Request): void {
    this.#uncertain.push(request);
    this.#happened(`  ${describeOperation(request)}: uncertain`);
  }

  promoted(seat: Seat, epoch: number, pid: number | string): void {
    const outstanding = this.#uncertain.length === 0 ? '; no operation was outstanding' : '';
    this.#names.set(seat, `primary ${pid}`);
    this.#happened(`process ${pid} is the primary from epoch ${epoch + 1} on, without a backup${outstanding}`);
  }

  /** The new primary's guest commands `request`: perhaps one that was uncertain, over again. */
  commanded(request: Request): void {
    const index = this.#uncertain.findIndex((earlier) => repeats(earlier, request));
    if (index < 0) return;
    this.#uncertain.splice(index, 1);
    this.#happened(`  ${describeOperation(request)}: the driver repeated it`);
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

  exited(status: number, epoch: number, diagnostic: StopReport | undefined): void {
    for (const request of this.#uncertain) this.#tell(`  ${describeOperation(request)}: the driver did not repeat it`);
    if (diagnostic) for (const line of describeStop(diagnostic, this.#places)) this.#tell(line);
    if (this.#verbose || this.#eventful) this.#tell(`the guest exited with status ${status} in epoch ${epoch}`);
  }

  allLost(): void {
    const both = this.#names.size > 1 ? 'both replicas are' : 'the replica is';
    this.#tell(`${both} lost, and the guest with them`);
  }

  recordingEnded(why: string): void {
    this.#tell(why);
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
