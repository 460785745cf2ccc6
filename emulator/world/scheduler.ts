/** Time as the world sees it, injected so that tests can turn the clock by hand. */
export interface Scheduler {
  /** Milliseconds since some moment in the past; never goes back. */
  now(): number;
  /** Calls `action` once, `delayMs` milliseconds from now, never before this returns. */
  after(delayMs: number, action: () => void): void;
}

/** The host's clock. */
export const hostScheduler: Scheduler = {
  now: () => performance.now(),
  after: (delayMs, action) => void setTimeout(action, delayMs),
};
