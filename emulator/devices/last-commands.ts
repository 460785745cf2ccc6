/**
 * The last commands that the guest has given to devices, and what it was told of each: state of the machine, for whoever
 * asks how it came to where it is. Raw console bytes are not among them.
 */
import { RESULT } from '../board.ts';
import { LAYOUT } from '../layout.ts';
import type { Command, PastCommand } from '../report/stop-report.ts';
import { COMMANDED_DEVICES } from './known-devices.ts';

const ENTRIES = 8;
/** Words of an entry. */
const WORD = { PLACE: 0, CODE: 1, POSITION: 2, LENGTH: 3, ADDRESS: 4, RESULT: 5, ID: 6 } as const;
const ENTRY_WORDS = 8;
/** The word behind the entries: where the next one goes. */
const NEXT = LAYOUT.COMMANDS + ENTRIES * ENTRY_WORDS;
/** Where the device's number stands in PLACE, beside the slot. */
const DEVICE_SHIFT = 8;

/** Notes a command, which becomes request `id`. */
export function noteCommand(words: Int32Array, id: number, command: Command): void {
  const next = words[NEXT] & (ENTRIES - 1);
  const at = LAYOUT.COMMANDS + next * ENTRY_WORDS;
  words[at + WORD.PLACE] = (COMMANDED_DEVICES.indexOf(command.device) << DEVICE_SHIFT) | command.slot;
  words[at + WORD.CODE] = command.code;
  words[at + WORD.POSITION] = command.position;
  words[at + WORD.LENGTH] = command.length;
  words[at + WORD.ADDRESS] = command.address;
  words[at + WORD.RESULT] = RESULT.BUSY;
  words[at + WORD.ID] = id;
  words[NEXT] = (next + 1) & (ENTRIES - 1);
}

/** Notes how request `id` has ended, if it is one of the last commands. */
export function noteResult(words: Int32Array, id: number, result: number): void {
  for (let at: number = LAYOUT.COMMANDS; at < NEXT; at += ENTRY_WORDS) {
    if (words[at + WORD.RESULT] === RESULT.BUSY && words[at + WORD.ID] === (id | 0)) words[at + WORD.RESULT] = result;
  }
}

/** The commands that are known, the newest last. */
export function lastCommands(words: Int32Array): PastCommand[] {
  const commands: PastCommand[] = [];
  for (let back = ENTRIES; back > 0; back -= 1) {
    const at = LAYOUT.COMMANDS + ((words[NEXT] - back) & (ENTRIES - 1)) * ENTRY_WORDS;
    const device = COMMANDED_DEVICES.at(words[at + WORD.PLACE] >>> DEVICE_SHIFT);
    const result = words[at + WORD.RESULT];
    if (device === undefined || result === RESULT.IDLE) continue;
    commands.push({
      device,
      slot: words[at + WORD.PLACE] & 0xff,
      code: words[at + WORD.CODE] >>> 0,
      position: words[at + WORD.POSITION] >>> 0,
      length: words[at + WORD.LENGTH] >>> 0,
      address: words[at + WORD.ADDRESS] >>> 0,
      result,
    });
  }
  return commands;
}
