/**
 * Finds branches in delay slots of branches (manual, chapter 4: the slot runs before the branch's target). Such a pair
 * means something, but hardly what its author meant. After a branch with ,n the slot may never run: nothing is said.
 */
import type { Instruction } from '../../emulator/isa/instructions.ts';
import type { Location } from '../sections/location.ts';

/** Branches to an address in registers; the others have a target among their operands. */
const INDIRECT: ReadonlySet<string> = new Set(['bv', 'blr', 'be', 'ble']);

export function isBranch({ name, operands }: Instruction): boolean {
  return INDIRECT.has(name) || operands.some((syntax) => syntax.form === 'single' && syntax.operand.kind === 'target');
}

export class DelaySlots {
  private slot: Location | undefined;

  /** Whether the slot of a branch is here. */
  isSlot(at: Location): boolean {
    return this.slot?.fragment === at.fragment && this.slot.offset === at.offset;
  }

  /** Takes note of an instruction at this place; true if it is a branch in the slot of the one before. */
  isBranchInSlot(row: Instruction, nullifies: boolean, at: Location): boolean {
    const { slot } = this;
    const branch = isBranch(row);
    this.slot = branch && !nullifies ? { ...at, offset: at.offset + 4 } : undefined;
    return branch && slot !== undefined && slot.fragment === at.fragment && slot.offset === at.offset;
  }
}
