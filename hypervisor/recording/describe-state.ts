/** A virtual machine's state for people: its registers, and how two states differ. */
import { hex } from '../../emulator/hex.ts';
import { disassembleForPeople } from '../../emulator/isa/disassemble.ts';
import { LAYOUT, type MachineState } from '../../emulator/layout.ts';
import { PSW } from '../../emulator/cpu/psw.ts';
import { Tlb } from '../../emulator/tlb.ts';
import { nameOfWord } from '../../emulator/word-names.ts';

/** Registers of one line. */
const PER_LINE = 4;
/** Differences that are told one by one. */
const TOLD = 12;
/** The monitor's own: no state of the guest. */
const COUNTERS: readonly number[] = [LAYOUT.EPOCH_COUNTER, LAYOUT.INSTRUCTIONS, LAYOUT.INSTRUCTIONS + 1];

/** The registers, the device registers that are not 0, and the instruction that comes next: lines. */
export function describeState(state: MachineState): string[] {
  const lines = [`next: ${describeNext(state)}`];
  const registers = [...range(LAYOUT.GR, LAYOUT.SHR), ...range(LAYOUT.PSW, LAYOUT.CARRIES + 1)];
  for (let at = 0; at < registers.length; at += PER_LINE) {
    lines.push(
      registers
        .slice(at, at + PER_LINE)
        .map((index) => cell(state, index))
        .join('  '),
    );
  }
  const others = [...range(LAYOUT.FR, LAYOUT.FR + 64), ...range(LAYOUT.DEVICES, LAYOUT.COMMANDS)];
  for (const index of others) if (state.words[index] !== 0) lines.push(cell(state, index));
  return lines;
}

/** Level, address and source text of the instruction at the front of the queues. */
export function describeNext(state: MachineState): string {
  const { words } = state;
  const [space, front] = [words[LAYOUT.IASQ_FRONT], words[LAYOUT.IAOQ_FRONT]];
  const nullified = words[LAYOUT.NULLIFY] === 0 ? '' : ' (nullified)';
  const where = `${hex(space)}:${hex(front & ~3)}, level ${front & 3}`;
  const address = physicalAddress(state, space, front & ~3);
  if (address === undefined) return `${where}${nullified}`;
  const word = state.ram[address >>> 2];
  return `${where}: ${hex(word)}  ${disassembleForPeople(word >>> 0, (front & ~3) >>> 0)}${nullified}`;
}

/** Which words differ, each with both values; nothing if none does. `tlb`: is the TLB compared, too? */
export function describeDifferences(a: MachineState, b: MachineState, tlb: boolean): string[] {
  const found: string[] = [];
  const end = tlb ? a.words.length : LAYOUT.TLB_GENERATOR;
  for (let index = 0; index < end; index += 1) {
    if (a.words[index] === b.words[index] || isBesideThePoint(index)) continue;
    found.push(`${nameOfWord(index)}: ${hex(a.words[index])} and ${hex(b.words[index])}`);
  }
  for (let at = 0; at < a.ram.length; at += 1) {
    if (a.ram[at] !== b.ram[at]) found.push(`RAM ${hex(at * 4)}: ${hex(a.ram[at])} and ${hex(b.ram[at])}`);
  }
  if (found.length <= TOLD) return found;
  return [...found.slice(0, TOLD), `and ${found.length - TOLD} more words`];
}

/** The monitor's own counter, and what the machine remembers for diagnosis: it tells what other words tell. */
function isBesideThePoint(index: number): boolean {
  const isWithin = (start: number, end: number): boolean => index >= start && index < end;
  return (
    COUNTERS.includes(index) ||
    isWithin(LAYOUT.LAST_INTERRUPTION, LAYOUT.DEVICES) ||
    isWithin(LAYOUT.COMMANDS, LAYOUT.TLB_GENERATOR)
  );
}

function physicalAddress(state: MachineState, space: number, offset: number): number | undefined {
  let address = offset >>> 0;
  if ((state.words[LAYOUT.PSW] & PSW.C) !== 0) {
    const tlb = new Tlb(state, () => {});
    const slot = tlb.find(space, offset);
    if (slot < 0) return undefined;
    address = ((tlb.physicalPage(slot) & ~0xfff) | (offset & 0xfff)) >>> 0;
  }
  return address < state.ram.byteLength ? address : undefined;
}

function cell({ words }: MachineState, index: number): string {
  return `${nameOfWord(index).padEnd(5)} ${hex(words[index])}`;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: end - start }, (_, index) => start + index);
}
