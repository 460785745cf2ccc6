/** For how many instructions a command is held back from a guest that does not rest: to come at each of them, and with others' ends. */

/** At least, and how many times its usual time. */
const LEAST_HELD = 2000;
const TIMES_HELD = 2;

/** `usual`: instructions from a command to its end, undisturbed. */
export function heldFor(usual: number): number {
  return Math.max(LEAST_HELD, TIMES_HELD * usual);
}

/** And how many more, to come with the end of another command alone: a guest may compute for long before it gives one. */
export const HELD_FARTHER = 100_000;
