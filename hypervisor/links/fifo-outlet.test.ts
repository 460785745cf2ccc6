import { closeSync, readSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FifoOutlet } from './fifo-outlet.ts';
import { ChunkFrames, framed } from './frames.ts';
import { openInboxes } from './inbox.ts';

/** More than a FIFO takes. */
const LARGE = 100_000;

let reader: number;
let outlet: FifoOutlet;
let open: boolean;

/** What is there to be read now, up to so many bytes. */
function readNow(most = 2 * LARGE): Uint8Array {
  const bytes = new Uint8Array(most);
  try {
    return bytes.slice(0, readSync(reader, bytes, 0, most, null));
  } catch {
    return bytes.slice(0, 0);
  }
}

const frame = (length: number, fill: number): Uint8Array => new Uint8Array(length).fill(fill);
const afterThisTurn = () => new Promise<void>((resolve) => process.nextTick(resolve));

describe.runIf(process.platform === 'linux')('an outlet into a FIFO', () => {
  beforeEach(() => {
    const [inbox] = openInboxes(1);
    reader = inbox.reader;
    outlet = new FifoOutlet(inbox.writer);
    open = true;
  });
  afterEach(() => {
    outlet.close();
    if (open) closeSync(reader);
  });

  it('sends what it is given in one turn in one piece, when that is over, without waiting for another', async () => {
    outlet.send(frame(3, 1));
    outlet.send(frame(2, 2));
    expect(readNow()).toHaveLength(0);
    await afterThisTurn();
    expect([...readNow()]).toEqual([...framed(frame(3, 1)), ...framed(frame(2, 2))]);
  });

  it('sends what the FIFO has no room for when it has, and what comes later behind it', async () => {
    const lengths: number[] = [];
    const frames = new ChunkFrames();
    outlet.send(frame(LARGE, 1));
    await afterThisTurn();
    outlet.send(frame(5, 2));
    outlet.send(frame(LARGE, 3));
    for (let left = 10_000; left > 0 && lengths.length < 3; left -= 1) {
      frames.push(readNow(), ({ length, [0]: fill }) => lengths.push(length * 10 + fill));
      await turn();
    }
    outlet.send(frame(7, 4));
    await afterThisTurn();
    frames.push(readNow(), ({ length, [0]: fill }) => lengths.push(length * 10 + fill));
    expect(lengths).toEqual([LARGE * 10 + 1, 52, LARGE * 10 + 3, 74]);
  });

  it('bears that its reader has gone, and that it is closed', async () => {
    closeSync(reader);
    open = false;
    outlet.send(frame(3, 1));
    await afterThisTurn();
    await turn();
    outlet.send(frame(3, 1));
    outlet.close();
    outlet.send(frame(3, 1));
    await turn();
  });
});
