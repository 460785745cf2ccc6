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
import type { Plan, Plans, Straight } from './plan.ts';
import { SYSTEM } from './system.ts';

const PLANS = { ...COMPUTATION, ...BRANCHES, ...MEMORY, ...SYSTEM, ...FLOATING_POINT } satisfies Plans;

/**
 * What code may do of system control: at level 0 without a monitor its own; with one that is assisted, what is privileged, which counts
 * as simulated (../../cpu/privilege.ts).
 */
export type System = 'none' | 'own' | 'simulated';

/** The plan of `word`, whose immediate is as the interpreter has it; undefined: the interpreter executes it. */
export function planOf(word: number, immediate: number, system: System): Plan | undefined {
  const row = word >>> 0 === IDLE_HINT ? undefined : decode(word >>> 0);
  if (row === undefined) return undefined;
  const instructionClass = classOf(row, word);
  const privilege = privilegeOf(row, instructionClass);
  const isEverybodys = privilege === 'anybody' && instructionClass === 'ordinary';
  const isSystems = system !== 'none' && privilege !== 'anybody' && privilege !== 'secured';
  if (!isEverybodys && !isSystems) return undefined;
  const plan = planOfFamily(row.does, word, immediate);
  const counts = system === 'simulated' && instructionClass === 'privileged';
  return counts && plan?.kind === 'straight' && plan.counts !== true ? counted(plan) : plan;
}

function counted(plan: Straight): Straight {
  const emit: Straight['emit'] = (emitter) => {
    plan.emit(emitter);
    emitter.countSimulated();
  };
  return { ...plan, emit };
}

function planOfFamily<F extends Family>(does: DoesOf<F>, word: number, immediate: number): Plan | undefined {
  const family: Plans[F] = (PLANS as Plans)[does.family];
  return family(does, word, immediate);
}
