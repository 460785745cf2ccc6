/**
 * Who called the routine in which a machine is, and who called that: GR 2 holds the return address, by the convention of HP's compilers
 * and of people, and GR 30 the end of a stack that grows upwards, to which a routine that calls another one saves GR 2.
 *
 * GR 2 may be left over from another call; so the call must lead to before the instruction at hand, and return to elsewhere.
 */
import { lastSystemCall } from '../cpu/system-call.ts';
import { fieldsOf } from '../isa/decode.ts';
import { INSTRUCTIONS, type Mnemonic } from '../isa/instructions.ts';
import { type Fields, OPERANDS } from '../isa/operands.ts';
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
/** Thousands of words may be held against these for one call: without a search for the row that each belongs to. */
const ROWS = (['bl', 'stw', 'stws', 'stwm', 'ldo', 'ble'] as const).map((name: Mnemonic) =>
  INSTRUCTIONS.find((row) => row.name === name)!,
);
const [BL, STW, STWS, STWM, LDO, BLE] = ROWS;

/**
 * Where the BLs stand by which the machine came to where it is, `at`, the last one first, as far as each routine that calls one opens a
 * frame as gcc's do, or the kernel's `enter`: it saves GR 2 to the stack and then moves GR 30. None if that of this routine can't be told.
 */
export function callersOf(state: MachineState, at: Place): Place[] {
  const { words } = state;
  return walk(state, at, words[LAYOUT.GR + RP], words[LAYOUT.GR + SP] >>> 0);
}

/** `returns`, `stack`: what GR 2 and GR 30 hold at that place. */
function walk(state: MachineState, at: Place, returns: number, stack: number): Place[] {
  const calls = new Calls(state, at);
  const first = calls.returningTo(returns);
  if (first === undefined) return [];
  const within = (address: number): boolean => first.target <= address && address <= at.offset;
  if (!within(at.offset) || within(first.call.offset + RETURN)) return [];
  const found = [first.call];
  // One that calls none has no frame.
  let end = (stack - (calls.frameAt(at.offset, first.target)?.bytes ?? 0)) >>> 0;
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

/**
 * The system call of a program's for which the kernel is at work: where its BLE stands, and the BLs by which the program came there, as
 * {@link callersOf}. None if the kernel is at work for no call, or if the page on which it stands is not to be found any more.
 */
export function systemCallOf(state: MachineState): Place[] {
  const last = lastSystemCall(state.words);
  if (last === undefined) return [];
  const { space, offset } = last;
  const physical = translated(new Tlb(state, () => {}), true, space, offset);
  const call = { virtual: true, space, offset, physical };
  const word = physical === undefined ? undefined : state.ram.at(physical >>> 2);
  return fieldsIn(word, BLE) === undefined ? [] : [call, ...walk(state, call, last.returns, last.stack)];
}

/** How a routine opens its frame. */
interface Frame {
  /** At what distance from GR 30, as that was when it was called, it saves GR 2; and by how much it moves GR 30. */
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
    const fields = fieldsIn(this.wordAt(offset), BL);
    if (fields?.['t'] !== RP) return undefined;
    const { virtual, space } = this.#at;
    const call = { virtual, space, offset, physical: this.#physical(offset) };
    return { call, target: (returns + OPERANDS.target17.get(fields)) >>> 0 };
  }

  /** That of the routine in which `offset` is, and which begins at `begins` or later: by the last save of GR 2 that stands before it. */
  frameAt(offset: number, begins = 0): Frame | undefined {
    const first = Math.max(begins, offset - LONGEST_ROUTINE);
    for (let saves = offset - 4; saves >= first; saves -= 4) {
      const word = this.wordAt(saves);
      if (word === undefined) return undefined;
      const slot = slotOfSave(word);
      if (slot === undefined) continue;
      for (let moves = saves + 4; moves < offset; moves += 4) {
        const next = this.wordAt(moves);
        const move = fieldsIn(next, STWM) ?? fieldsIn(next, LDO);
        if (move?.['b'] !== SP || (move['t'] ?? SP) !== SP) continue;
        return { slot, bytes: OPERANDS.d14.get(move) };
      }
      return undefined;
    }
    return undefined;
  }

  #physical(offset: number): number | undefined {
    return translated(this.#tlb, this.#at.virtual, this.#at.space, offset);
  }
}

/** At what distance from GR 30 an instruction saves GR 2, if it does: assemblers write a short distance, like that of `enter`, as STWS. */
function slotOfSave(word: number): number | undefined {
  const [long, short] = [fieldsIn(word, STW), fieldsIn(word, STWS)];
  const save = long ?? short;
  if (save?.['b'] !== SP || save['r'] !== RP || (short && short['m'] !== 0)) return undefined;
  return (long ? OPERANDS.d14 : OPERANDS.d5).get(save);
}

/** The fields of a word that is an instruction of this row. */
function fieldsIn(word: number | undefined, row: (typeof ROWS)[number]): Fields | undefined {
  if (word === undefined || ((word ^ row.pattern.match) & row.pattern.mask) !== 0) return undefined;
  return fieldsOf(word >>> 0, row);
}
