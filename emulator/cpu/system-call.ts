/**
 * Which system call of a program's the guest's kernel is at work for: state of the machine, for whoever asks on whose behalf it did
 * something. A call is what HP's conventions make it: BLE to a gateway page, which leaves its return point in GR 31 and SR 0, and
 * GATE there, which promotes. It is known until a program goes on, and is interrupted: there is no other way up.
 *
 * A kernel that lets one program wait in its call, and turns to another one's, is at work for the first as far as is known here.
 */
import { LAYOUT } from '../layout.ts';

/** From a BLE to where it returns: behind its delay slot. */
const RETURN = 8;
/** The return pointer, and the stack's end. */
const [RP, SP] = [2, 30];

/** GATE promotes: a call begins. */
export function noteSystemCall(words: Int32Array): void {
  words[LAYOUT.SYSTEM_CALL] = words[LAYOUT.SR];
  words[LAYOUT.SYSTEM_CALL + 1] = ((words[LAYOUT.GR + 31] & ~3) - RETURN) | 1;
  words[LAYOUT.SYSTEM_CALL + 2] = words[LAYOUT.GR + RP];
  words[LAYOUT.SYSTEM_CALL + 3] = words[LAYOUT.GR + SP];
}

/** What is not privileged is interrupted: no call is under way any more. */
export function forgetSystemCall(words: Int32Array): void {
  words.fill(0, LAYOUT.SYSTEM_CALL, LAYOUT.SYSTEM_CALL + 4);
}

export interface SystemCall {
  /** Where the BLE stands. */
  readonly space: number;
  readonly offset: number;
  /** What the program had in GR 2 and GR 30 then. */
  readonly returns: number;
  readonly stack: number;
}

/** The last call, all numbers unsigned; undefined if a program has gone on since, or nothing was called. */
export function lastSystemCall(words: Int32Array): SystemCall | undefined {
  const word = (index: number): number => words[LAYOUT.SYSTEM_CALL + index] >>> 0;
  if (word(1) === 0) return undefined;
  return { space: word(0), offset: (word(1) & ~3) >>> 0, returns: word(2), stack: word(3) };
}
