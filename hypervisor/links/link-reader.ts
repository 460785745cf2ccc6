/**
 * The reader thread of a link: blocks in a read and fills a ring that the processor thread looks into. (A processor loop
 * that went through Node's event loop for each message would wait ten times as long.) Runs as a worker, from a bundle of
 * its own, with {@link LinkReaderData}; it ends when the other side goes, closing what it has opened, or with its process.
 */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { Doorbell } from './doorbell.ts';
import { ReadingTurn, type TurnMemory } from './reading-turn.ts';
import { RingProducer, type RingMemory } from './ring.ts';

export interface LinkReaderData {
  /**
   * A descriptor, or the path of a FIFO to open. Only the reader may open that, and only for reading: whoever holds a
   * write end as well never sees the other side die.
   */
  readonly source: number | string;
  readonly memory: RingMemory;
  /** With whom a FIFO is read by turns. */
  readonly turn: TurnMemory;
}

const { source, memory, turn } = workerData as LinkReaderData;
const producer = new RingProducer(memory);
const readingTurn = new ReadingTurn(turn);
const doorbell = new Doorbell(memory.doorbell);
/** Closed when this thread has its turn for good: the processor thread reads nothing any more. */
const opened: number[] = [];
try {
  const descriptor = typeof source === 'string' ? keep(openSync(source, 'r')) : source;
  const second = typeof source === 'string' ? openUnblocking(source) : undefined;
  while (producer.fill((piece) => readSync(descriptor, piece, 0, piece.length, null)) > 0) {
    if (second !== undefined) readingTurn.standBy(doorbell, second);
  }
} catch {
  // A failed read is a lost link, like its end: failstop, the paper's assumption.
  producer.end();
} finally {
  opened.forEach((descriptor) => closeSync(descriptor));
}

function keep(descriptor: number): number {
  opened.push(descriptor);
  return descriptor;
}

/** Another descriptor of a FIFO that is open, for the processor thread; undefined if the FIFO has been removed. */
function openUnblocking(path: string): number | undefined {
  try {
    return keep(openSync(path, constants.O_RDONLY | constants.O_NONBLOCK));
  } catch {
    return undefined;
  }
}
