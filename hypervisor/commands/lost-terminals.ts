/**
 * A terminal may be gone before hvrun is: its window was closed, its line has hung up. At its end Node gives terminals the modes that they had
 * when it began, and up to version 24 it aborts if one can't take them (nodejs/node#51519), with a stack of its own and a core dump in place
 * of a status.
 */
import { closeSync, fstatSync, openSync } from 'node:fs';
import { isatty } from 'node:tty';

/** Standard input, output and error: what Node looks at. */
const STREAMS = [0, 1, 2];
const NOWHERE = '/dev/null';

/** At the end of this process, terminals that are lost give way to what has no modes. */
export function leaveLostTerminals(): void {
  process.on('exit', () => STREAMS.forEach(leaveIfLost));
}

function leaveIfLost(stream: number): void {
  try {
    // A device that is no terminal, or not any more. Others that are none have no modes either.
    if (!fstatSync(stream).isCharacterDevice() || isatty(stream)) return;
    closeSync(stream);
    // The system gives the lowest number that is free, and those below this one are in use.
    openSync(NOWHERE, 'r+');
  } catch {
    // It was closed by whoever started hvrun, or there is no such device: Node takes that.
  }
}
