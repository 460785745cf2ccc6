/**
 * Who called the routine in which a machine is: GR 2 holds the return address, by the convention of HP's compilers, and of people. It
 * may be left over from another call; so the call must lead to before the instruction at hand, and return to elsewhere.
 */
import { decode, fieldsOf } from '../isa/decode.ts';
import { OPERANDS } from '../isa/operands.ts';
import { LAYOUT, type MachineState } from '../layout.ts';
import type { Place } from '../report/place.ts';
import { Tlb } from '../tlb.ts';
import { translated } from './place.ts';

/** The return pointer. */
const RP = 2;
/** From a branch to where it returns: behind its delay slot. A target counts from there, too. */
const RETURN = 8;

/** Where the BL stands that called the routine of `at`, where the machine is; undefined if that can't be told. */
export function callerOf(state: MachineState, { virtual, space, offset }: Place): Place | undefined {
  const returns = (state.words[LAYOUT.GR + RP] & ~3) >>> 0;
  const call = (returns - RETURN) >>> 0;
  const physical = translated(new Tlb(state, () => {}), virtual, space, call);
  const word = physical === undefined ? undefined : state.ram.at(physical >>> 2);
  const row = word === undefined ? undefined : decode(word >>> 0);
  if (row?.name !== 'bl') return undefined;
  const fields = fieldsOf(word! >>> 0, row);
  const target = (returns + OPERANDS.target17.get(fields)) >>> 0;
  const within = (address: number): boolean => target <= address && address <= offset;
  if (fields['t'] !== RP || !within(target) || within(returns)) return undefined;
  return { virtual, space, offset: call, physical };
}
