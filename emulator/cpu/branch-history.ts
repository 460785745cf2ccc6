/**
 * The last sixteen branches that the processor has taken, interruptions and returns from them among them: state of the
 * machine, for whoever asks how it came to where it is. An entry is two words, the addresses from and to which it went.
 * The low bits of the second are the privilege level, those of the first say what it was.
 *
 * The interpreter's fast loop writes its entries itself: see burst in ./interpreter.ts.
 */
import type { Branch } from '../report/stop-report.ts';
import { LAYOUT } from '../layout.ts';
import { PSW } from './psw.ts';

/** The low bits of an entry's first word. */
const MARK = { BRANCH: 0, INTERRUPTION: 1, RETURN: 2, VIRTUAL_RETURN: 3 } as const;
/** In the second word of an interruption, whose level is never above 1: code was translated before it. */
const WAS_VIRTUAL = 2;

const ENTRIES = 16;
/** The values that LAYOUT.NEXT_BRANCH may have, as a mask. */
export const BRANCH_INDEX = 2 * (ENTRIES - 1);

/** Notes a taken branch at `front`, the offset at the front of the queues. */
export function noteBranch(words: Int32Array, front: number, to: number): void {
  note(words, (front & ~3) | MARK.BRANCH, to);
}

/** Notes that an interruption is taken, whose vector is at `to`; queues and PSW are still as they were. */
export function noteVector(words: Int32Array, to: number): void {
  const mark = (words[LAYOUT.PSW] & PSW.C) === 0 ? 0 : WAS_VIRTUAL;
  note(words, (words[LAYOUT.IAOQ_FRONT] & ~3) | MARK.INTERRUPTION, to | mark);
}

/** Notes RFI or RFIR, which is about to change queues and PSW. */
export function noteReturn(words: Int32Array, to: number): void {
  const mark = (words[LAYOUT.PSW] & PSW.C) === 0 ? MARK.RETURN : MARK.VIRTUAL_RETURN;
  note(words, (words[LAYOUT.IAOQ_FRONT] & ~3) | mark, to);
}

function note(words: Int32Array, from: number, to: number): void {
  const next = words[LAYOUT.NEXT_BRANCH] & BRANCH_INDEX;
  words[LAYOUT.BRANCHES + next] = from;
  words[LAYOUT.BRANCHES + next + 1] = to;
  words[LAYOUT.NEXT_BRANCH] = (next + 2) & BRANCH_INDEX;
}

/** The branches that are known, the newest last. */
export function lastBranches(words: Int32Array): Branch[] {
  const branches: Branch[] = [];
  for (let back = ENTRIES; back > 0; back -= 1) {
    const at = LAYOUT.BRANCHES + ((words[LAYOUT.NEXT_BRANCH] - 2 * back) & BRANCH_INDEX);
    if (words[at] !== 0 || words[at + 1] !== 0) branches.push(branchOf(words[at], words[at + 1]));
  }
  return branches;
}

function branchOf(first: number, second: number): Branch {
  const from = (first & ~3) >>> 0;
  switch (first & 3) {
    case MARK.INTERRUPTION: {
      const fromVirtual = (second & WAS_VIRTUAL) !== 0;
      return { kind: 'interruption', from, to: (second & ~WAS_VIRTUAL) >>> 0, fromVirtual };
    }
    case MARK.RETURN:
    case MARK.VIRTUAL_RETURN:
      return { kind: 'return', from, to: second >>> 0, fromVirtual: (first & 3) === MARK.VIRTUAL_RETURN };
    default:
      return { kind: 'branch', from, to: second >>> 0, fromVirtual: false };
  }
}
