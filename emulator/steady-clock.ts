/**
 * The host's clock that is never set. `performance` is a getter, which takes as long as the clock itself, and some of those who ask are
 * at every boundary of an epoch: so it is asked for once.
 */
const clock = performance;

/** Milliseconds since this process, or thread, began, with a fraction. */
export function steadyMs(): number {
  return clock.now();
}
