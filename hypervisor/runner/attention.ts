/**
 * How a processor thread waits. At work it attends to its links itself. With nothing to do it watches for a moment if somebody is
 * to answer soon, then takes naps; only then does it go to sleep, and leaves it to the threads of its links to wake it. For what
 * may take long it goes to sleep at once: to watch would take the processor from the very process that is awaited.
 */
import { steadyMs } from '../../emulator/steady-clock.ts';
import { type Doorbell, SELDOM_MS } from '../links/doorbell.ts';
import type { Awaited } from '../protocol/stage.ts';

/** From this much work on without a sleep the links' threads are told to stand by, in milliseconds. */
const WORK_MS = 1;
/** A sleep so short is part of the work: of a primary, say, whose every epoch waits for an ack. */
const DOZE_MS = 0.15;
/**
 * How long it watches without a pause, longer than a nap takes, or two that wait for each other would nap in turn; and how long it goes on
 * with naps in between, as long as a process takes to die: whoever reads a link itself finds that the peer does (descriptor-link.ts).
 */
const WATCH_MS = 0.3;
const NAPS_MS = 10;
const NAP_MS = 0.1;
/**
 * Its links get their threads when it has been idle, or there, for so long, in milliseconds: to start them takes as long as to start
 * a small guest, and two processors. Until then it naps.
 */
const IDLE_FIRST_MS = 400;
const BUSY_FIRST_MS = 3000;
/** How often it looks at its links at work, if that is urgent. */
const OFTEN_MS = 0.03;
/** How often it looks at a peer on which nothing depends; and at least so often within the time-out after which silence is death. */
const GLANCE_MS = 125;
const GLANCES = 8;

export interface AttentionOptions {
  /** Any steady clock, in milliseconds. */
  readonly now?: () => number;
  /** Starts the threads of the links; absent: they are there. */
  readonly begins?: () => void;
  /** Of the peer's failure detector, in milliseconds. */
  readonly timeoutMs?: number;
}

export class Attention {
  readonly #doorbell: Doorbell;
  readonly #now: () => number;
  readonly #glanceMs: number;
  #awakeSince: number;
  #idleSince: number | undefined;
  /** Milliseconds in all that it has been idle, before its links had their threads. */
  #idled = 0;
  #begins: (() => void) | undefined;

  constructor(doorbell: Doorbell, options: AttentionOptions = {}) {
    const { now = steadyMs, begins, timeoutMs = Infinity } = options;
    this.#doorbell = doorbell;
    this.#now = now;
    this.#glanceMs = Math.min(GLANCE_MS, timeoutMs / GLANCES);
    this.#begins = begins;
    this.#awakeSince = now();
  }

  /** There was something to do; `urgent`: somebody waits for what the peer says meanwhile. */
  worked(urgent = false): void {
    if (this.#begins) {
      const now = this.#now();
      this.#idled += now - (this.#idleSince ?? now);
      if (now - this.#awakeSince > BUSY_FIRST_MS) this.#begin();
    }
    this.#idleSince = undefined;
    const doorbell = this.#doorbell;
    if (!doorbell.attended && this.#atWork) doorbell.attend();
    // Whoever was woken for a moment, by a tick, need not look at a peer on which nothing depends.
    if (urgent) doorbell.lookMs = OFTEN_MS;
    else if (doorbell.lookMs !== this.#glanceMs || this.#atWork) doorbell.lookMs = SELDOM_MS;
  }

  /**
   * There is nothing to do; `awaited` of the peer. Returns when the bell has rung since `count`, after `timeoutMs` at the
   * latest, or earlier: look again.
   */
  wait(count: number, timeoutMs: number, awaited: Awaited): void {
    const doorbell = this.#doorbell;
    const now = this.#now();
    this.#idleSince ??= now;
    const idle = now - this.#idleSince;
    if (this.#begins && this.#idled + idle > IDLE_FIRST_MS) this.#begin();
    const nobodyRings = this.#begins !== undefined || doorbell.threadsAwaited;
    if (nobodyRings || (doorbell.attended && awaited === 'soon' && idle < NAPS_MS)) {
      doorbell.lookMs = 0;
      if (awaited !== 'soon' || idle > WATCH_MS) doorbell.sleep(count, Math.min(NAP_MS, timeoutMs));
      return;
    }
    if (awaited === 'nothing') {
      // The peer rings no bell then: its acks would wake this thread for nothing. The bus does.
      doorbell.attend();
      doorbell.lookMs = this.#glanceMs;
      doorbell.sleep(count, Math.min(this.#glanceMs, timeoutMs));
    } else {
      doorbell.leave();
      if (awaited === 'soon') doorbell.wait(count, timeoutMs);
      else doorbell.sleep(count, timeoutMs);
    }
    const woken = this.#now();
    if (woken - now > DOZE_MS) this.#awakeSince = woken;
  }

  get #atWork(): boolean {
    return this.#now() - this.#awakeSince > WORK_MS;
  }

  #begin(): void {
    this.#begins?.();
    this.#begins = undefined;
    this.#awakeSince = this.#now();
  }
}
