import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PrivateFolder } from './private-folder.ts';

afterEach(() => vi.restoreAllMocks());

describe('a private folder', () => {
  it('goes when a signal ends the process', () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const folders = [new PrivateFolder(), new PrivateFolder()];
    writeFileSync(join(folders[0].path, 'file'), 'bytes');
    process.emit('SIGTERM', 'SIGTERM');
    expect(folders.map(({ path }) => existsSync(path))).toEqual([false, false]);
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
    // Which now is nobody's any more.
    expect(process.listenerCount('SIGTERM')).toBe(0);
  });

  it('stays when somebody else hears the signal, as long as the process does', () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    const folder = new PrivateFolder();
    const other = (): void => {};
    process.on('SIGINT', other);
    process.emit('SIGINT', 'SIGINT');
    process.off('SIGINT', other);
    expect(existsSync(folder.path)).toBe(true);
    expect(kill).not.toHaveBeenCalled();
    folder.remove();
  });

  it('leaves signals alone when it is gone, but not before those that have come were heard', async () => {
    new PrivateFolder().remove();
    const folder = new PrivateFolder();
    folder.remove();
    folder.remove();
    expect(existsSync(folder.path)).toBe(false);
    expect(process.listenerCount('SIGHUP')).toBe(1);
    await nextTurn();
    await nextTurn();
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });
});
