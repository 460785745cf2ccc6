/** A command to a device, and how it ended, in words. */
import { RESULT } from '../board.ts';
import { DEVICES } from '../devices/known-devices.ts';
import type { PastCommand } from '../report/stop-report.ts';

const ENDINGS: Readonly<Record<number, string>> = {
  [RESULT.BUSY]: 'under way',
  [RESULT.DONE]: 'done',
  [RESULT.ERROR]: 'error',
  [RESULT.UNCERTAIN]: 'uncertain',
};

/** `disk slot 2: write of sectors 4 to 5 from 00020000: done`. */
export function describeCommand(command: PastCommand): string {
  const device = DEVICES.find(({ name }) => name === command.device);
  const place = device?.slots ? `${command.device} slot ${command.slot}` : command.device;
  const operation = device?.describeCommand?.(command) ?? `command ${command.code}`;
  return `${place}: ${operation}: ${ENDINGS[command.result] ?? `RESULT ${command.result}`}`;
}
