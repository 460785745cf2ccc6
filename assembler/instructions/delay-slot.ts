/**
 * Finds branches in delay slots of branches (manual, chapter 4: the slot runs before the branch's target). Such a pair
 * means something, but hardly what its author meant. After a branch with ,n the slot may never run: nothing is said.
 */
import type { Instruction } from '../../emulator/isa/instructions.ts';
import type { Location, PlacedFragment } from '../sections/location.ts';

/** Branches to an address in registers; the others have a target among their operands. */
const INDIRECT: ReadonlySet<string> = new Set(['bv', 'blr', 'be', 'ble']);

export function isBranch({ name, operands }: Instruction): boolean {
  return INDIRECT.has(name) || operands.some((syntax) => syntax.form === 'single' && syntax.operand.kind === 'target');
}

export class DelaySlots {
  /** Where the last branch's slot is; without a fragment there is none. */
  private fragment: PlacedFragment | undefined;
  private offset = 0;

  /** Whether the slot of a branch is here. */
  isSlot({ fragment, offset }: Location): boolean {
    return this.fragment === fragment && this.offset === offset;
  }

  /** Takes note of an instruction at this place; true if it is a branch in the slot of the one before. */
  isBranchInSlot(row: Instruction, nullifies: boolean, at: Location): boolean {
    if (!isBranch(row)) {
      this.fragment = undefined;
      return false;
    }
    const isInSlot = this.isSlot(at);
    this.fragment = nullifies ? undefined : at.fragment;
    this.offset = at.offset + 4;
    return isInSlot;
  }
}
