/** What an interruption means where it has stopped a machine, in words. Manual: chapter 4, "Interruption Descriptions". */
import { INTERVAL_TIMER_INTERRUPT } from '../board.ts';
import { INTERRUPTION } from '../cpu/interruptions.ts';
import { PSW } from '../cpu/psw.ts';
import { DEVICES } from '../devices/known-devices.ts';
import { EXCEPTION, notedException } from '../fpu/exceptions.ts';
import { decode } from '../isa/decode.ts';
import { disassembleForPeople } from '../isa/disassemble.ts';
import { memoryAccess } from '../isa/memory-access.ts';
import { hex } from '../hex.ts';
import type { ImagePlaces } from './image-places.ts';
import { explainRefusal } from './refusal.ts';
import type { StopReport } from '../report/stop-report.ts';

const SOURCES: readonly (readonly [mask: number, name: string])[] = [
  [INTERVAL_TIMER_INTERRUPT, 'the interval timer'],
  ...DEVICES.map(({ name, interrupt = 0 }) => [interrupt, `the ${name}`] as const),
];

/** Instructions that trap for a reason: HP's millicode, which divides for C, and what gcc has for it. */
const KNOWN_TRAPS: ReadonlyMap<number, string> = new Map([
  [0xb3202000, 'a division by 0: $$divI and the like trap so if %r25, the divisor, is 0'],
  [0xb0003002, 'gcc traps so where nothing may come: __builtin_trap(), an access by a null pointer'],
]);

const EXCEPTION_NAMES: readonly (readonly [mask: number, name: string])[] = [
  [EXCEPTION.INVALID, 'invalid operation'],
  [EXCEPTION.DIVISION_BY_ZERO, 'division by zero'],
  [EXCEPTION.OVERFLOW, 'overflow'],
  [EXCEPTION.UNDERFLOW, 'underflow'],
  [EXCEPTION.INEXACT, 'inexact'],
  [EXCEPTION.UNIMPLEMENTED, 'the unit leaves it to software (unimplemented)'],
];

/** Why the interruption came; undefined if its name says it all. */
export function explainInterruption(report: StopReport, places: ImagePlaces): string | undefined {
  const { interruption, instruction = 0, psw } = report;
  const { number, space, front, isr, ior } = interruption;
  const level = front & 3;
  const place = (isVirtual: boolean, at: number, offset: number): string =>
    isVirtual ? `${at.toString(16)}:${hex(offset)}` : hex(offset);
  const here = place((psw & PSW.C) !== 0, space, (front & ~3) >>> 0);
  const data = place((psw & PSW.D) !== 0, isr, ior);
  switch (number) {
    case INTERRUPTION.HIGH_PRIORITY_MACHINE_CHECK:
      return explainMachineCheck(report);
    case INTERRUPTION.RECOVERY_COUNTER:
      return 'PSW R is 1, and the recovery counter (%rctr) has run out';
    case INTERRUPTION.EXTERNAL:
      return `EIRR & EIEM is 0x${hex(report.eirr & report.eiem)}: ${sources(report.eirr & report.eiem)}`;
    case INTERRUPTION.INSTRUCTION_TLB_MISS:
      return `the TLB has no translation for the instruction at ${here}`;
    case INTERRUPTION.INSTRUCTION_MEMORY_PROTECTION:
      return `level ${level} may not execute what is at ${here}`;
    case INTERRUPTION.ILLEGAL_INSTRUCTION:
      return explainIllegal(instruction, places);
    case INTERRUPTION.BREAK_INSTRUCTION:
      return explainBreak(report);
    case INTERRUPTION.PRIVILEGED_OPERATION:
    case INTERRUPTION.PRIVILEGED_REGISTER:
      return `this needs level 0, and the guest was at level ${level}`;
    case INTERRUPTION.CONDITIONAL:
      return KNOWN_TRAPS.get(instruction) ?? 'the condition of the trap holds';
    case INTERRUPTION.OVERFLOW:
      return 'the result does not fit';
    case INTERRUPTION.ASSIST_EXCEPTION:
      return explainFloatingPoint(report.exception ?? 0);
    case INTERRUPTION.ASSIST_EMULATION:
      return 'the coprocessor is not there, or not enabled in %ccr';
    case INTERRUPTION.DATA_TLB_MISS:
    case INTERRUPTION.NON_ACCESS_DATA_TLB_MISS:
    case INTERRUPTION.NON_ACCESS_INSTRUCTION_TLB_MISS:
      return `the TLB has no translation for ${isr.toString(16)}:${hex(ior)}`;
    case INTERRUPTION.DATA_MEMORY_BREAK:
      return `the page of ${data} has its B bit set`;
    case INTERRUPTION.TLB_DIRTY_BIT:
      return `a store to ${data}, whose page has its D bit clear`;
    case INTERRUPTION.PAGE_REFERENCE:
      return `the page of ${data} has its T bit set`;
    case INTERRUPTION.DATA_MEMORY_ACCESS_RIGHTS:
      return `level ${level} may not ${isStore(instruction) ? 'write' : 'read'} what is at ${data}`;
    case INTERRUPTION.DATA_MEMORY_PROTECTION_ID:
      return `no protection identifier (%pidr1 to %pidr4) lets the guest ${isStore(instruction) ? 'write' : 'read'} what is at ${data}`;
    case INTERRUPTION.UNALIGNED_DATA_REFERENCE:
      return explainAlignment(instruction, data);
    default:
      return undefined;
  }
}

function explainIllegal(instruction: number, places: ImagePlaces): string {
  if (decode(instruction) !== undefined) return 'this instruction is illegal here';
  const what = `the word ${hex(instruction)} is no instruction`;
  return places.isForLevel2
    ? `${what} of PA-RISC 1.1, and the image is for 2.0: compile and assemble it for 1.1 (-march=1.1)`
    : what;
}

/** It is taken at the next floating-point instruction; which one has trapped the exception register tells. */
function explainFloatingPoint(register: number): string {
  const { exceptions, instruction } = notedException(register);
  const names = EXCEPTION_NAMES.filter(([mask]) => (exceptions & mask) !== 0).map(([, name]) => name);
  const text = instruction === undefined ? '' : disassembleForPeople(instruction, 0);
  const which = text === '' ? 'a floating-point operation' : text;
  const why = /^fcnvfxt?,/.test(text) ? ', as it does with a number that does not fit' : '';
  const what = names.length === 0 ? 'and does not say why' : names.join(', ');
  return `before this instruction ${which} has trapped: ${what}${why}`;
}

function explainMachineCheck({ interruption, physicalIor, ram }: StopReport): string {
  if (physicalIor === undefined) return 'it was signalled from outside';
  const access = interruption.instruction === 0 ? undefined : memoryAccess(interruption.instruction);
  return explainRefusal(physicalIor, access, ram);
}

function explainBreak({ instruction, physical, ram }: StopReport): string | undefined {
  if (physical !== undefined && physical >= ram) {
    return `instruction fetch from outside RAM, at 0x${hex(physical)}, which with PSW M = 1 gives BREAK 0,0`;
  }
  return instruction === 0 ? 'the word 0 is BREAK 0,0: nobody has put an instruction there' : undefined;
}

function explainAlignment(instruction: number, data: string): string {
  const access = memoryAccess(instruction);
  if (access === undefined) return `at ${data}`;
  const { kind, bytes } = access;
  const what = { 2: 'halfword', 4: 'word', 8: 'doubleword' }[bytes] ?? 'word';
  const verb = kind === 'load-and-clear' ? 'LDCW' : `${what} ${kind}`;
  return `${verb} at ${data}, which is no multiple of ${bytes}`;
}

function isStore(instruction: number): boolean {
  const kind = memoryAccess(instruction)?.kind;
  return kind !== undefined && kind !== 'load';
}

function sources(pending: number): string {
  const names = SOURCES.filter(([mask]) => (pending & mask) !== 0).map(([, name]) => name);
  const known = SOURCES.reduce((sum, [mask]) => sum | mask, 0);
  if ((pending & ~known) !== 0) names.push('bits of no device');
  return names.join(', ');
}
