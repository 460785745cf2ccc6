/** Instructions of the most privileged level. Manual: chapter 3, "Privilege Levels". */
import type { Core } from '../core.ts';
import { INTERRUPTION } from '../interruptions.ts';
import type { Semantics } from './semantics.ts';

/** `semantics` at level 0; elsewhere, or before the monitor has its turn, the outcome that keeps it from being executed. */
export function privileged(core: Core, semantics: Semantics): Semantics {
  return (word, immediate) => core.privilegeFault(INTERRUPTION.PRIVILEGED_OPERATION) || semantics(word, immediate);
}
