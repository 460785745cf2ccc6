/**
 * The terminal that shows stdout and stderr, if both lead to one: what hvrun itself says begins on a line of its own there,
 * wherever the guest has left the cursor.
 */
import { fstatSync } from 'node:fs';

const LINE_FEED = 0x0a;

let shared: boolean | undefined;
/** Has the guest begun a line and not ended it? */
let midLine = false;

/** What must stand before the next line on stderr. */
export function freshLine(): string {
  const fresh = midLine && sharesTerminal() ? '\n' : '';
  midLine = false;
  return fresh;
}

/** The guest has printed `bytes`. */
export function notePrinted(bytes: Uint8Array): void {
  if (bytes.length > 0) midLine = bytes[bytes.length - 1] !== LINE_FEED;
}

/** Do stdout and stderr lead to one terminal? */
function sharesTerminal(): boolean {
  shared ??= process.stdout.isTTY && process.stderr.isTTY && fstatSync(1).rdev === fstatSync(2).rdev;
  return shared;
}
