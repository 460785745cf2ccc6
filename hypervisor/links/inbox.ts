/**
 * By which a process hears the one that has started it: a FIFO without a name, both ends open. It can be read without waiting, so that
 * nobody needs a thread for it (descriptor-link.ts), which a socket can't; where there is none, a socket must do.
 */
import { closeSync, constants, openSync } from 'node:fs';
import { FifoDirectory, FifoError } from './fifo-directory.ts';

export interface Inbox {
  /** The descriptor to give to the process, and to close then: reading from it does not block. */
  readonly reader: number;
  /** Writing to it does not block. */
  readonly writer: number;
}

/** `count` of them, or none if this host has no such FIFOs: a descriptor of one can be opened anew on Linux alone. */
export function openInboxes(count: number): Inbox[] {
  if (process.platform !== 'linux' || count === 0) return [];
  const names = Array.from({ length: count }, (_, index) => `inbox-${index}`);
  const inboxes: Inbox[] = [];
  try {
    const fifos = new FifoDirectory(names);
    try {
      for (const name of names) inboxes.push(open(fifos.at(name)));
    } finally {
      fifos.remove();
    }
    return inboxes;
  } catch (error) {
    for (const { reader, writer } of inboxes) [reader, writer].forEach((end) => closeSync(end));
    if (error instanceof FifoError || (error instanceof Error && 'code' in error)) return [];
    throw error;
  }
}

function open(path: string): Inbox {
  // In this order neither waits for the other.
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return { reader, writer: openSync(path, constants.O_WRONLY | constants.O_NONBLOCK) };
  } catch (error) {
    closeSync(reader);
    throw error;
  }
}
