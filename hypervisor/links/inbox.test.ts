import { closeSync, existsSync, readlinkSync, readSync, writeSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { openInboxes } from './inbox.ts';

describe.skipIf(process.platform !== 'linux')('an inbox', () => {
  it('brings what is written to it to its reader alone, and leaves no name behind', () => {
    const inboxes = openInboxes(2);
    expect(inboxes).toHaveLength(2);
    for (const [index, { writer }] of inboxes.entries()) writeSync(writer, Uint8Array.of(index));
    for (const [index, { reader, writer }] of inboxes.entries()) {
      const [path] = readlinkSync(`/proc/self/fd/${reader}`).split(' (deleted)');
      expect(existsSync(path)).toBe(false);
      const bytes = new Uint8Array(2);
      expect(readSync(reader, bytes)).toBe(1);
      expect(bytes[0]).toBe(index);
      expect(() => readSync(reader, bytes)).toThrow('EAGAIN');
      closeSync(writer);
      expect(readSync(reader, bytes)).toBe(0);
      closeSync(reader);
    }
  });

  it('is not to be had where no FIFO can be made', () => {
    vi.stubEnv('TMPDIR', '/proc/nowhere');
    expect(openInboxes(1)).toEqual([]);
    vi.unstubAllEnvs();
  });

  it('is one for each that asks', () => expect(openInboxes(0)).toEqual([]));
});
