/** What one row of the instruction table does. */
import type { Core } from '../core.ts';

/**
 * Executes `word` and returns its outcome (../outcome.ts). Nullification, the queues, counting and interruptions are the
 * interpreter's business; a function that returns a negative outcome must not have changed anything.
 */
export type Semantics = (core: Core, word: number) => number;
