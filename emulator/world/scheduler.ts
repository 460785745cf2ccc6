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

/** Resolves when the event loop has turned, so that what has come in from outside is known. */
export function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    // A web page has no such function.
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });
}
