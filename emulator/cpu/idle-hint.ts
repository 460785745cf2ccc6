/**
 * The idle hint, `or %r10,%r10,%r10`: rests until an external interrupt is pending, and has completed then, so the interrupt
 * is taken behind it. Specified by ../board.md, "Waiting".
 *
 * A guest that looks at a flag and then rests, with PSW I = 1, is lost if the interruption whose handler sets the flag comes
 * in between. So the processor remembers, in one word of its state, that there was one since the last hint, and the next hint
 * does not rest. With PSW I = 0 no such interruption comes, what has happened stands in EIRR, and nothing need be remembered.
 */
import { LAYOUT } from '../layout.ts';
import { NEXT, RECONSIDER, WOULD_REST } from './outcome.ts';
import { PSW } from './psw.ts';

/** The values of LAYOUT.WAKE_UP. */
export const WAKE_UP = {
  NONE: 0,
  /** An interruption has come since the last hint. */
  OWED: 1,
  /** A hint has just completed for the external interrupt that is taken next: the guest looks for what that did anyway. */
  GIVEN: 2,
} as const;

/** Executes a hint; returns its outcome. */
export function executeIdleHint(words: Int32Array): number {
  const pending = (words[LAYOUT.CR + 15] & words[LAYOUT.CR + 23]) !== 0;
  if ((words[LAYOUT.PSW] & PSW.I) === 0) return pending ? NEXT : WOULD_REST;
  if (!pending && words[LAYOUT.WAKE_UP] !== WAKE_UP.OWED) return WOULD_REST;
  words[LAYOUT.WAKE_UP] = pending ? WAKE_UP.GIVEN : WAKE_UP.NONE;
  return RECONSIDER;
}
