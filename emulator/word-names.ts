/** Names of the state buffer's words (layout.ts), for people: as the assembler and board.md write them. */
import { DEVICES } from './devices/known-devices.ts';
import { nameOfControlRegister } from './isa/control-registers.ts';
import { DEVICE_WINDOW, LAYOUT, TLB_ENTRY_WORDS } from './layout.ts';

/** Runs of words, in the order of the layout: where one begins, and the name of the word with this offset in it. */
const RUNS: readonly (readonly [first: number, name: (offset: number) => string])[] = [
  [LAYOUT.GR, (register) => `%r${register}`],
  [LAYOUT.SR, (register) => `%sr${register}`],
  [LAYOUT.CR, nameOfControlRegister],
  [LAYOUT.SHR, (register) => `shadow register ${register}`],
  [LAYOUT.IAOQ_FRONT, (offset) => nameOfSingle(LAYOUT.IAOQ_FRONT + offset)],
  [LAYOUT.FR, (half) => `%fr${half >> 1}${half % 2 === 0 ? 'L' : 'R'}`],
  [LAYOUT.SIGNALLED, (offset) => nameOfSingle(LAYOUT.SIGNALLED + offset)],
  [LAYOUT.LAST_INTERRUPTION, (offset) => `last interruption, word ${offset}`],
  [LAYOUT.BRANCHES, (offset) => `last branches, word ${offset}`],
  [LAYOUT.SYSTEM_CALL, (offset) => `last system call, word ${offset}`],
  [LAYOUT.DEVICES, nameOfDeviceWord],
  [LAYOUT.COMMANDS, (offset) => `last commands, word ${offset}`],
  [LAYOUT.TLB_GENERATOR, (offset) => nameOfSingle(LAYOUT.TLB_GENERATOR + offset)],
  [LAYOUT.TLB, nameOfTlbWord],
];

const TLB_FIELDS = ['space', 'offset and state', 'physical page', 'access'];

/** The name of word `index`: `%r5`, `%fr4L`, `disk slot 2 RESULT`, `TLB entry 7, access`. */
export function nameOfWord(index: number): string {
  const [first, name] = RUNS.findLast(([start]) => start <= index)!;
  return name(index - first);
}

/** `IAOQ_FRONT` as "iaoq front". */
function nameOfSingle(index: number): string {
  return (LAYOUT[index] ?? LAYOUT[index - 1] ?? `word ${index}`).toLowerCase().replaceAll('_', ' ');
}

function nameOfDeviceWord(offset: number): string {
  const device = DEVICES.at(Math.floor(offset / DEVICE_WINDOW));
  return device === undefined
    ? `devices, word ${offset}`
    : `${device.name} ${device.nameOfWord(offset % DEVICE_WINDOW)}`;
}

function nameOfTlbWord(offset: number): string {
  return `TLB entry ${Math.floor(offset / TLB_ENTRY_WORDS)}, ${TLB_FIELDS[offset % TLB_ENTRY_WORDS]}`;
}
