/** How somebody who knows the secret comes to a port: a call that fails is made again, since strangers may have filled it. */

/** How long a connection may take until both sides have proved themselves, with all its calls, in milliseconds. */
export const CONNECT_MS = 10_000;
/** How long after a call that failed the next is made, in milliseconds. */
export const AGAIN_MS = 50;

/** How a call failed. */
export interface FailedCall {
  /** There was somebody at the port. */
  readonly reached: boolean;
  /** Another call may do better. */
  readonly passing: boolean;
  /** Since when the port has been called, in milliseconds. */
  readonly forMs: number;
  /** For how long it may be. */
  readonly connectMs: number;
}

/** Is the port worth another call? */
export function callsAgain({ reached, passing, forMs, connectMs }: FailedCall): boolean {
  return reached && passing && forMs < connectMs;
}
