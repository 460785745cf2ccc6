/**
 * What there is to say of a machine that has stopped: numbers from its state, and from nothing else, so both machines of
 * a pair make the same report. Who has the guest's image makes text of it: describe-stop.ts.
 */
import { lastBranches } from '../cpu/branch-history.ts';
import {
  type Branch,
  type LastInterruption,
  type PlacedBranch,
  STOP_CAUSE,
  type StopReport,
} from '../report/stop-report.ts';
import { INTERRUPTION, parametersOf, VECTOR_SIZE } from '../cpu/interruptions.ts';
import { lastInterruption } from '../cpu/last-interruption.ts';
import { PSW } from '../cpu/psw.ts';
import { lastCommands } from '../devices/last-commands.ts';
import { LAYOUT, type MachineState } from '../layout.ts';
import { Tlb } from '../tlb.ts';
import { physicalOf, translated } from './place.ts';

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
    exception: interruption.number === INTERRUPTION.ASSIST_EXCEPTION ? words[LAYOUT.FR + 1] >>> 0 : undefined,
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
