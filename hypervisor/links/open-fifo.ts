/** Opens a FIFO to be read blocking, which by itself waits for somebody who writes, and he may be gone again, or never come. */
import { closeSync, constants, openSync } from 'node:fs';

/** The descriptor of the FIFO at `path`, at once: there is a writer for a moment. */
export function openFifo(path: string): number {
  const writer = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    return openSync(path, constants.O_RDONLY);
  } finally {
    closeSync(writer);
  }
}
