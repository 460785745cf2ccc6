/** What no run has come to, by lines of the guest's source. */
import { describe, expect, it } from 'vitest';
import { assemble } from '../../assembler/assemble.ts';
import { board } from '../../kernel/testing/board.ts';
import { addressesOf, oneWayBranches, reachedBy, together } from './reached.ts';
