/**
 * Signs of life on a link on which nothing may be said for a long time, and the verdict when there are none: TCP alone
 * notices a pulled cable after a quarter of an hour, or never. Each side says something at short intervals whatever
 * happens, and gives the other one up after a silence.
 */
import { FailureDetector } from './failure-detector.ts';

/** What is said: a frame of no bytes. It may stand only between two others. */
export const SIGN_OF_LIFE = new Uint8Array(4);

/** How a link is kept alive. */
export interface Rhythm {
  /** How often something is said, in milliseconds. */
  readonly intervalMs: number;
  /** The shortest silence that may mean anything, in milliseconds: several intervals. */
  readonly silenceMs: number;
}

/** The rhythm of the links between the bus and its replicas, on both of their sides. */
export const BUS_RHYTHM: Rhythm = { intervalMs: 1000, silenceMs: 5000 };
/** So many times the silence after which a machine is taken for dead, the bus and its links may be silent. */
const PATIENCE = 5;

/**
 * How long a link between a replica and the bus may be silent, in milliseconds, if a replica may be so for `timeoutMs`.
 * Longer, since nobody stands in for the bus: to give it up is to give up the guest.
 */
export function busSilenceMs(timeoutMs: number): number {
  return Math.max(BUS_RHYTHM.silenceMs, PATIENCE * timeoutMs);
}

export interface KeepAliveOptions {
  readonly rhythm: Rhythm;
  /** Says a {@link SIGN_OF_LIFE}, unless there is something else to say. */
  readonly say: () => void;
  /** The other side has been silent for too long. Called once. */
  readonly silent: () => void;
}

export class KeepAlive {
  readonly #timer: NodeJS.Timeout;
  #detector: FailureDetector;
  #heard = 0;

  /** Begins with the shortest silence that may be. */
  constructor({ rhythm, say, silent }: KeepAliveOptions) {
    this.#detector = new FailureDetector(rhythm.silenceMs, performance.now());
    this.#timer = setInterval(() => {
      say();
      if (!this.#detector.silent(this.#heard, performance.now())) return;
      this.stop();
      silent();
    }, rhythm.intervalMs);
  }

  /** Something has arrived. */
  heard(): void {
    this.#heard += 1;
  }

  /** From now on, the other side may be silent for so long. */
  allowSilence(ms: number): void {
    this.#detector = new FailureDetector(ms, performance.now());
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
