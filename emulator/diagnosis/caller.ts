/**
 * Who called the routine in which a machine is, and who called that: GR 2 holds the return address, by the convention of HP's compilers,
 * and of people, and GR 30 the end of a stack that grows upwards, to which a routine saves it that calls another one.
 *
 * GR 2 may be left over from another call; so the call must lead to before the instruction at hand, and return to elsewhere.
 */
import { lowSignExtend } from '../isa/bits.ts';
import { decode, fieldsOf } from '../isa/decode.ts';
import { OPERANDS } from '../isa/operands.ts';
import { LAYOUT, type MachineState } from '../layout.ts';
import type { Place } from '../report/place.ts';
import { Tlb } from '../tlb.ts';
import { translated } from './place.ts';

/** The return pointer, and the stack's end. */
const [RP, SP] = [2, 30];
/** From a branch to where it returns: behind its delay slot. A target counts from there, too. */
const RETURN = 8;
/** Calls that are told, at most, and bytes from the beginning of a routine, at most, to a call in it. */
const MOST_CALLS = 8;
const LONGEST_ROUTINE = 8192;
/** STW 2,d(30); LDO d(30),30; STWM r,d(30): all but the displacement, in the last 14 bits, and of the last one `r`. */
const [SAVES, MOVES, SAVES_AND_MOVES] = [0x6bc20000, 0x37de0000, 0x6fc00000];

/** Where the BL stands that called the routine of `at`, where the machine is; undefined if that can't be told. */
export function callerOf(state: MachineState, at: Place): Place | undefined {
  const called = new Calls(state, at).returningTo(state.words[LAYOUT.GR + RP]);
  if (called === undefined) return undefined;
  const returns = called.call.offset + RETURN;
  const within = (address: number): boolean => called.target <= address && address <= at.offset;
  return within(at.offset) && !within(returns) ? called.call : undefined;
}

/**
 * Where the BLs stand by which the machine came to where it is, `at`, the last one first, as far as each routine that calls one opens a frame
 * as gcc's do, or the kernel's `enter`: it saves GR 2 to the stack and then moves GR 30. None if that of this routine can't be told.
 */
export function callersOf(state: MachineState, at: Place): Place[] {
  const first = callerOf(state, at);
  if (first === undefined) return [];
  const calls = new Calls(state, at);
  const found = [first];
  let end = state.words[LAYOUT.GR + SP] >>> 0;
  // One that calls none has no frame.
  const own = calls.frameAt(at.offset);
  const { target } = calls.returningTo(first.offset + RETURN)!;
  if (own && own.saves >= target) end = (end - own.bytes) >>> 0;
  while (found.length < MOST_CALLS) {
    const frame = calls.frameAt(found.at(-1)!.offset);
    if (frame === undefined) break;
    end = (end - frame.bytes) >>> 0;
    const call = calls.returningTo(calls.wordAt((end + frame.slot) >>> 0) ?? 0)?.call;
    if (call === undefined) break;
    found.push(call);
  }
  return found;
}

/** What the routine does in which an instruction stands that comes behind its beginning. */
interface Frame {
  /** Where it saves GR 2; at what distance from GR 30, as that was when it was called; and by how much it moves that. */
  readonly saves: number;
  readonly slot: number;
  readonly bytes: number;
}

/** Calls in the code of a machine, in the space of a place. */
class Calls {
  readonly #state: MachineState;
  readonly #tlb: Tlb;
  readonly #at: Place;

  constructor(state: MachineState, at: Place) {
    this.#state = state;
    this.#tlb = new Tlb(state, () => {});
    this.#at = at;
  }

  wordAt(offset: number): number | undefined {
    const physical = this.#physical(offset);
    return physical === undefined ? undefined : this.#state.ram.at(physical >>> 2);
  }

  /** The BL that returns to this address, and links by GR 2, and where it leads to. */
  returningTo(address: number): { readonly call: Place; readonly target: number } | undefined {
    const returns = (address & ~3) >>> 0;
    const offset = (returns - RETURN) >>> 0;
    const word = this.wordAt(offset);
    const row = word === undefined ? undefined : decode(word >>> 0);
    if (row?.name !== 'bl') return undefined;
    const fields = fieldsOf(word! >>> 0, row);
    if (fields['t'] !== RP) return undefined;
    const { virtual, space } = this.#at;
    const call = { virtual, space, offset, physical: this.#physical(offset) };
    return { call, target: (returns + OPERANDS.target17.get(fields)) >>> 0 };
  }

  /** By the last save of GR 2 that stands before `offset`. */
  frameAt(offset: number): Frame | undefined {
    for (let saves = offset - 4; saves >= 0 && offset - saves <= LONGEST_ROUTINE; saves -= 4) {
      const save = this.wordAt(saves);
      if (save === undefined) return undefined;
      if ((save & ~0x3fff) !== SAVES) continue;
      for (let moves = saves + 4; moves < offset; moves += 4) {
        const move = this.wordAt(moves) ?? 0;
        const isMove = (move & ~0x3fff) === MOVES || (move & ~0x1f3fff) === SAVES_AND_MOVES;
        if (isMove) return { saves, slot: lowSignExtend(save & 0x3fff, 14), bytes: lowSignExtend(move & 0x3fff, 14) };
      }
      return undefined;
    }
    return undefined;
  }

  #physical(offset: number): number | undefined {
    return translated(this.#tlb, this.#at.virtual, this.#at.space, offset);
  }
}
