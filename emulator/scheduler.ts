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

/** A web page has no setImmediate. As it is at first: where a test turns the clock by hand, the event loop turns all the same. */
const soon: (action: () => void) => void = typeof setImmediate === 'function' ? setImmediate : setTimeout;

/** Resolves when the event loop has turned, so that what has come in from outside is known. */
export function turnOfEventLoop(): Promise<void> {
  return new Promise((resolve) => soon(resolve));
}
