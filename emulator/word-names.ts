/** Names of the state buffer's words (layout.ts), for people: as the assembler and board.md write them. */
import { ACTUATOR_WORD } from './devices/actuator.ts';
import { CLOCK_WORD } from './devices/clock.ts';
import { CONSOLE_WORD } from './devices/console.ts';
import { DISK_SLOT_WORD, DISK_SLOT_WORDS, DISK_WORD } from './devices/disk.ts';
import { nameOfControlRegister } from './isa/control-registers.ts';
import { LAYOUT, TLB_ENTRY_WORDS } from './layout.ts';

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
  [LAYOUT.SYSTEM_WINDOW, (offset) => `system, word ${offset}`],
  [LAYOUT.CLOCK_WINDOW, (offset) => `clock ${nameIn(CLOCK_WORD, offset)}`],
  [LAYOUT.CONSOLE_WINDOW, (offset) => `console ${nameIn(CONSOLE_WORD, offset)}`],
  [LAYOUT.DISK_WINDOW, nameOfDiskWord],
  [LAYOUT.ACTUATOR_WINDOW, (offset) => `actuator ${nameIn(ACTUATOR_WORD, offset)}`],
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

function nameIn(words: Readonly<Record<string, number>>, offset: number): string {
  const found = Object.entries(words).find(([, word]) => word === offset);
  return found === undefined ? `word ${offset}` : found[0];
}

function nameOfDiskWord(offset: number): string {
  if (offset < DISK_WORD.SLOTS) return `disk ${nameIn({ DONE: DISK_WORD.DONE }, offset)}`;
  const inSlots = offset - DISK_WORD.SLOTS;
  const slot = Math.floor(inSlots / DISK_SLOT_WORDS);
  return `disk slot ${slot} ${nameIn(DISK_SLOT_WORD, inSlots % DISK_SLOT_WORDS)}`;
}

function nameOfTlbWord(offset: number): string {
  return `TLB entry ${Math.floor(offset / TLB_ENTRY_WORDS)}, ${TLB_FIELDS[offset % TLB_ENTRY_WORDS]}`;
}
