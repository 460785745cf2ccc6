/**
 * What there is to say of a machine that has stopped: numbers from its state, and from nothing else, so both machines of
 * a pair make the same report. Who has the guest's image makes text of it: describe-stop.ts.
 */
import { lastBranches, type Branch } from '../cpu/branch-history.ts';
import { parametersOf, VECTOR_SIZE } from '../cpu/interruptions.ts';
import { lastInterruption, type LastInterruption } from '../cpu/last-interruption.ts';
import { PSW } from '../cpu/psw.ts';
import { lastCommands, type PastCommand } from '../devices/last-commands.ts';
import { LAYOUT, type MachineState } from '../layout.ts';
import { Tlb } from '../tlb.ts';
import { physicalOf, translated } from './place.ts';

/** A branch, and where in memory its ends are, as far as that is known. */
export interface PlacedBranch extends Branch {
  readonly fromPhysical: number | undefined;
  readonly toPhysical: number | undefined;
}

/** Why an interruption has ended the run. */
export const STOP_CAUSE = {
  /** The first word of its vector is 0. */
  EMPTY_VECTOR: 0,
  /** Its vector is not in RAM. */
  NO_VECTOR: 1,
  /** It only repeats others: no instruction completes any more. */
  FRUITLESS: 2,
} as const;

/** All numbers are unsigned. */
export interface StopReport {
  readonly cause: number;
  readonly interruption: LastInterruption;
  /** The word of the instruction at the front of the queues; undefined if there is none to be had. */
  readonly instruction: number | undefined;
  /** Its physical address; undefined without a translation. */
  readonly physical: number | undefined;
  /** The physical address that ISR and IOR name; undefined if they name none, or without a translation. */
  readonly physicalIor: number | undefined;
  /** As it was when the interruption was taken. */
  readonly psw: number;
  /** Bytes. */
  readonly ram: number;
  readonly iva: number;
  readonly eiem: number;
  readonly eirr: number;
  readonly gr: readonly number[];
  readonly sr: readonly number[];
  /** The newest last. */
  readonly branches: readonly PlacedBranch[];
  /** The newest last. */
  readonly commands: readonly PastCommand[];
}

/** The report of a machine that has stopped by itself. */
export function reportStop(state: MachineState): StopReport {
  const { words } = state;
  const tlb = new Tlb(state, () => {});
  const interruption = lastInterruption(words);
  const cr = (number: number): number => words[LAYOUT.CR + number] >>> 0;
  const [psw, iva] = [cr(22), cr(14)];
  const physical = translated(tlb, (psw & PSW.C) !== 0, interruption.space, (interruption.front & ~3) >>> 0);
  return {
    cause: causeOf(state, (iva + VECTOR_SIZE * interruption.number) >>> 0),
    interruption,
    instruction: instructionOf(state, interruption, physical),
    physical,
    physicalIor: physicalIor(tlb, psw, interruption),
    psw,
    ram: state.ram.byteLength,
    iva,
    eiem: cr(15),
    eirr: cr(23),
    gr: [...words.subarray(LAYOUT.GR, LAYOUT.GR + 32)].map((word) => word >>> 0),
    sr: [...words.subarray(LAYOUT.SR, LAYOUT.SR + 8)].map((word) => word >>> 0),
    branches: placed(tlb, lastBranches(words), (psw & PSW.C) !== 0),
    commands: lastCommands(words),
  };
}

function causeOf(state: MachineState, vector: number): number {
  if (vector >= state.ram.byteLength) return STOP_CAUSE.NO_VECTOR;
  return state.ram[vector >>> 2] === 0 ? STOP_CAUSE.EMPTY_VECTOR : STOP_CAUSE.FRUITLESS;
}

/** IIR's if it has one, else the word that would come next. */
function instructionOf(
  state: MachineState,
  { number, instruction }: LastInterruption,
  physical: number | undefined,
): number | undefined {
  if (parametersOf(number) !== 'none' && instruction !== 0) return instruction;
  if (physical === undefined || physical >= state.ram.byteLength) return undefined;
  return state.ram[physical >>> 2] >>> 0;
}

/** A high-priority machine check tells physical addresses, the others what the instruction has named. */
function physicalIor(tlb: Tlb, psw: number, { number, instruction, isr, ior }: LastInterruption): number | undefined {
  if (parametersOf(number) !== 'address') return undefined;
  if (number === MACHINE_CHECK) return instruction === 0 && ior === 0 ? undefined : ior;
  return translated(tlb, (psw & PSW.D) !== 0, isr, ior);
}

const MACHINE_CHECK = 1;

/**
 * The branches with the physical addresses of their ends. Only RFI and interruptions change PSW C, so between two of them
 * it is the same: `isVirtual` behind the newest, and before one of these what its entry says. Spaces are
 * not known: an offset that only one entry of the TLB translates means that one.
 */
function placed(tlb: Tlb, branches: readonly Branch[], isVirtual: boolean): PlacedBranch[] {
  const found: PlacedBranch[] = [];
  let after = isVirtual;
  for (const branch of branches.toReversed()) {
    const before = branch.kind === 'branch' ? after : branch.fromVirtual;
    found.unshift({
      ...branch,
      fromPhysical: placeOf(tlb, before, branch.from),
      toPhysical: placeOf(tlb, branch.kind === 'interruption' ? false : after, (branch.to & ~3) >>> 0),
    });
    after = before;
  }
  return found;
}

function placeOf(tlb: Tlb, isVirtual: boolean, offset: number): number | undefined {
  if (!isVirtual) return offset;
  const slot = tlb.findInAnySpace(offset);
  return slot < 0 ? undefined : physicalOf(tlb, slot, offset);
}
