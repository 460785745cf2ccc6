/** A command to a device, and how it ended, in words. */
import { ACTUATOR, CONSOLE_COMMAND, DISK_COMMAND, RESULT } from '../board.ts';
import type { PastCommand } from '../devices/command-history.ts';
import { hex } from './hex.ts';

const ENDINGS: Readonly<Record<number, string>> = {
  [RESULT.BUSY]: 'under way',
  [RESULT.DONE]: 'done',
  [RESULT.ERROR]: 'error',
  [RESULT.UNCERTAIN]: 'uncertain',
};

/** `disk slot 2: write of sectors 4 to 5 from 00020000: done`. */
export function describeCommand(command: PastCommand): string {
  return `${describeOperation(command)}: ${ENDINGS[command.result] ?? `RESULT ${command.result}`}`;
}

function describeOperation(command: PastCommand): string {
  switch (command.device) {
    case 'console':
      return `console: ${consoleOperation(command)}`;
    case 'disk':
      return `disk slot ${command.slot}: ${diskOperation(command)}`;
    case 'actuator':
      return `actuator: ${command.code === ACTUATOR.SET ? 'SET' : 'MOVE'} ${command.position | 0} mm`;
  }
}

function consoleOperation({ code, position, length, address }: PastCommand): string {
  const what = code === CONSOLE_COMMAND.WRITE ? 'write' : `unknown command ${code}`;
  return `${what} of ${length} ${length === 1 ? 'byte' : 'bytes'} at position ${position} from ${hex(address)}`;
}

function diskOperation({ code, position, length, address }: PastCommand): string {
  const sectors = length === 1 ? `sector ${position}` : `${length} sectors from ${position} on`;
  switch (code) {
    case DISK_COMMAND.READ:
      return `read of ${sectors} to ${hex(address)}`;
    case DISK_COMMAND.WRITE:
      return `write of ${sectors} from ${hex(address)}`;
    case DISK_COMMAND.FLUSH:
      return 'flush';
    default:
      return `unknown command ${code}, ${sectors}, buffer ${hex(address)}`;
  }
}
