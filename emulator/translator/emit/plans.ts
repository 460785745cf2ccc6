/**
 * From an instruction to its plan: that of its family, if whoever executes it may and none of it is the monitor's. The
 * families are those of the interpreter (../../cpu/semantics), all of them.
 */
import { IDLE_HINT } from '../../board.ts';
import { decode } from '../../isa/decode.ts';
import type { DoesOf, Family } from '../../isa/does.ts';
import { classOf, privilegeOf } from '../../isa/privilege.ts';
import { BRANCHES } from './branch.ts';
import { COMPUTATION } from './computation.ts';
import { FLOATING_POINT } from './floating-point.ts';
import { MEMORY } from './memory.ts';
import type { Plan, Plans } from './plan.ts';
import { SYSTEM } from './system.ts';

const PLANS = { ...COMPUTATION, ...BRANCHES, ...MEMORY, ...SYSTEM, ...FLOATING_POINT } satisfies Plans;

/**
 * The plan of `word`, whose immediate is as the interpreter has it; undefined: the interpreter executes it. `privileged`: it
 * is executed at level 0, and there is no monitor.
 */
export function planOf(word: number, immediate: number, privileged: boolean): Plan | undefined {
  const row = word >>> 0 === IDLE_HINT ? undefined : decode(word >>> 0);
  if (row === undefined) return undefined;
  const instructionClass = classOf(row, word);
  const privilege = privilegeOf(row, instructionClass);
  const allowed = privilege === 'anybody' ? instructionClass === 'ordinary' : privileged && privilege !== 'secured';
  if (!allowed) return undefined;
  return planOfFamily(row.does, word, immediate);
}

function planOfFamily<F extends Family>(does: DoesOf<F>, word: number, immediate: number): Plan | undefined {
  const family: Plans[F] = (PLANS as Plans)[does.family];
  return family(does, word, immediate);
}
