/**
 * The copy of a machine's state to a joiner comes to its end, whatever the guest stores meanwhile. Judged where epochs end
 * early: elsewhere a guest may store for long while the copy, all but done, awaits the end of one.
 */
import { MIN_RAM } from '../../../emulator/board.ts';
import type { Checker } from './checker.ts';

/** All of memory, twice while the guest may do as it likes, then in halves. */
const MOST = 4 * MIN_RAM;

export const copies: Checker = ({ mostCopied, plan: { earlyEnds } }) =>
  earlyEnds && mostCopied > MOST ? [`${mostCopied} bytes of pages were copied to one joiner, and not ${MOST}`] : [];
