/**
 * The reader thread of a link: blocks in a read and fills a ring that the processor thread looks into. (A processor loop
 * that went through Node's event loop for each message would wait ten times as long.) Runs as a worker, from a bundle of
 * its own, with {@link LinkReaderData}; it ends when the other side goes, closing what it has opened, or with its process.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { Doorbell } from './doorbell.ts';
import { openFifo } from './open-fifo.ts';
import { ReadingTurn, type TurnMemory } from './reading-turn.ts';
import { RingProducer, type RingMemory } from './ring.ts';

export interface LinkReaderData {
  /**
   * A descriptor, or the path of a FIFO to open. It is held open for reading alone: whoever holds a write end as well never sees
   * the other side die.
   */
  readonly source: number | string;
  readonly memory: RingMemory;
  /** Of a FIFO: who reads it. */
  readonly turn: TurnMemory;
  /** Does this thread stand by while the processor thread attends? */
  readonly byTurns: boolean;
  /** The descriptor from which the processor thread reads a FIFO: closed when this thread has its turn for good. */
  readonly lent?: number;
}

const { source, memory, turn, byTurns, lent } = workerData as LinkReaderData;
const producer = new RingProducer(memory);
const readingTurn = new ReadingTurn(turn);
const doorbell = new Doorbell(memory.doorbell);
const opened = lent === undefined ? [] : [lent];
try {
  const descriptor = typeof source === 'string' ? keep(openFifo(source)) : source;
  if (readingTurn.settle(doorbell)) readAll(descriptor);
  else producer.end();
} catch {
  // A failed read is a lost link, like its end: failstop, the paper's assumption.
  producer.end();
} finally {
  readingTurn.settle(doorbell);
  readingTurn.keep();
  opened.forEach((descriptor) => closeSync(descriptor));
}

function keep(descriptor: number): number {
  opened.push(descriptor);
  return descriptor;
}

/** A FIFO that reads as ended before anything came is waited for: whoever writes first. */
function readAll(first: number): void {
  let descriptor = first;
  if (byTurns) readingTurn.begin(doorbell);
  else readingTurn.keep();
  for (;;) {
    const count = producer.fill((piece) => {
      const read = readSync(descriptor, piece, 0, piece.length, null);
      if (read > 0 || typeof source === 'number' || producer.used) return read;
      descriptor = keep(openSync(source, 'r'));
      return readSync(descriptor, piece, 0, piece.length, null);
    });
    if (count === 0) return;
    if (byTurns) readingTurn.standBy(doorbell);
  }
}
