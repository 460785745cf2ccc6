/** How the instruction address queues move on. Manual: chapter 4, "Branching and Address Queues". */
import { LAYOUT, SCRATCH } from '../layout.ts';
import { noteBranch } from './branch-history.ts';
import type { Core } from './core.ts';
import { EXTERNAL, NULLIFY, TAKEN } from './outcome.ts';

/** Advances the queues past an instruction with this outcome, and sets PSW N and B. */
export function advance(core: Core, outcome: number): void {
  const { words } = core;
  const taken = (outcome & TAKEN) !== 0;
  const next = taken ? core.scratch[SCRATCH.TARGET] : words[LAYOUT.IAOQ_BACK] + 4;
  if (taken) noteBranch(words, words[LAYOUT.IAOQ_FRONT], next);
  words[LAYOUT.IAOQ_FRONT] = words[LAYOUT.IAOQ_BACK];
  words[LAYOUT.IAOQ_BACK] = next;
  words[LAYOUT.IASQ_FRONT] = words[LAYOUT.IASQ_BACK];
  if ((outcome & EXTERNAL) !== 0) words[LAYOUT.IASQ_BACK] = core.scratch[SCRATCH.TARGET_SPACE];
  words[LAYOUT.NULLIFY] = outcome & NULLIFY;
  words[LAYOUT.TAKEN_BRANCH] = taken ? 1 : 0;
}
