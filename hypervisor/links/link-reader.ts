/**
 * The reader thread of a link: blocks in a read and fills a ring that the processor thread looks into. (A processor loop
 * that went through Node's event loop for each message would wait ten times as long.) Runs as a worker, from a bundle of
 * its own, with {@link LinkReaderData}; it ends when the other side goes, or with its process.
 */
import { openSync, readSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { RingProducer, type RingMemory } from './ring.ts';

export interface LinkReaderData {
  /**
   * A descriptor, or the path of a FIFO to open. Only the reader may open that, and only for reading: whoever holds a
   * write end as well never sees the other side die.
   */
  readonly source: number | string;
  readonly memory: RingMemory;
}

const { source, memory } = workerData as LinkReaderData;
const producer = new RingProducer(memory);
try {
  const descriptor = typeof source === 'string' ? openSync(source, 'r') : source;
  let count;
  do count = producer.fill((piece) => readSync(descriptor, piece, 0, piece.length, null));
  while (count > 0);
} catch {
  // A failed read is a lost link, like its end: failstop, the paper's assumption.
  producer.end();
}
