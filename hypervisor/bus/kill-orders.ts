/**
 * --kill and --stop: what a replica is to suffer, and when. Orders whose moment never comes, or that can't be carried out then,
 * are told at the end of the run.
 */
import { checkpointOfArray, type Rollback } from '../../emulator/checkpoint.ts';
import { didNotBegin, endedIn, gaveCommands, neverCarriedOut, OVER_BEFORE, THE_GUEST } from '../words/story.ts';

/**
 * A signal to the replica in this role when it begins epoch `count`, or when command number `count` is accepted: SIGKILL ends
 * it, after SIGSTOP it hangs.
 */
export interface KillOrder {
  readonly signal: 'SIGKILL' | 'SIGSTOP';
  readonly role: 'primary' | 'backup';
  readonly at: 'epoch' | 'command';
  readonly count: number;
}

/** Where a run stood at its end. */
export interface RunLength {
  /** Commands with a RESULT that the guest gave, or whoever that is called. */
  readonly commands: number;
  readonly who?: string;
  /** The epoch in which the guest exited, if it did. */
  readonly lastEpoch: number | undefined;
}

export class KillOrders {
  #waiting: readonly KillOrder[];
  readonly #refused: string[] = [];

  constructor(orders: readonly KillOrder[]) {
    this.#waiting = orders;
  }

  checkpoint(): Rollback {
    const waiting = this.#waiting;
    const refused = checkpointOfArray(this.#refused);
    return () => {
      this.#waiting = waiting;
      refused();
    };
  }

  /** The orders for this moment, in the order in which they were given; each counts once. */
  due(role: KillOrder['role'], at: KillOrder['at'], count: number): KillOrder[] {
    const isDue = (order: KillOrder): boolean => order.role === role && order.at === at && order.count === count;
    const due = this.#waiting.filter(isDue);
    if (due.length > 0) this.#waiting = this.#waiting.filter((order) => !isDue(order));
    return due;
  }

  /** An order that was due could not be carried out; why, in words. */
  refuse(order: KillOrder, why: string): void {
    this.#refused.push(lineOf(order, why));
  }

  /** What was never carried out, in words for people. */
  left({ commands, who = THE_GUEST, lastEpoch }: RunLength): string[] {
    const reason = ({ role, at, count }: KillOrder): string => {
      if (at === 'command') return gaveCommands(who, commands);
      if (lastEpoch === undefined) return OVER_BEFORE;
      return lastEpoch < count ? endedIn(lastEpoch) : didNotBegin(role);
    };
    return [...this.#refused, ...this.#waiting.map((order) => lineOf(order, reason(order)))];
  }
}

/** An order as it was written on the command line: `--kill primary@epoch=200`. */
export function orderText({ signal, role, at, count }: KillOrder): string {
  return `${signal === 'SIGKILL' ? '--kill' : '--stop'} ${role}@${at}=${count}`;
}

function lineOf(order: KillOrder, why: string): string {
  return neverCarriedOut(orderText(order), why);
}
