/** A guest that waits as board.md says, wherever it runs; and what board.md says is what the guest does. */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tool, Workshop } from '../kernel/testing/tools.ts';
import { assembleGuest } from './guests/assemble.ts';
import { WAIT } from './guests/wait-guest.ts';

const EXPECTED = 'waiting\n'.repeat(18);
const RUNS = 3;

const workshop = new Workshop();
beforeAll(() => workshop.assemble('hypervisor/guests/waiting.s', 'waiting'));
afterAll(() => workshop.remove());

describe('a guest that waits', () => {
  it.each([
    ['the bare machine', ['--bare']],
    ['a bare machine with devices in doubt', ['--bare', '--uncertain', '0.3,7']],
    ['one machine under the hypervisor', ['--solo']],
    ['a pair', []],
    ['a pair with short epochs', ['--epoch', '1000', '--protocol', 'original']],
    ['a pair whose primary dies', ['--kill', 'primary@command=9']],
  ])('comes to its end on %s', async (_name, flags) => {
    for (let run = 0; run < RUNS; run += 1) {
      const { status, stdout, stderr } = await workshop.hvrun([...flags, 'waiting']);
      expect(stdout, stderr).toBe(EXPECTED);
      expect(status, stderr).toBe(0);
    }
  });

  it('and in a replay', async () => {
    const { stderr } = await workshop.hvrun(['--record', 'waiting.rec', 'waiting']);
    const { status, stdout } = await workshop.hvrun(['replay', 'waiting.rec']);
    expect(stdout, stderr).toBe(EXPECTED);
    expect(status).toBe(0);
  });
});

it('makes a pair say no more than that it has started, however long it takes', () => {
  writeFileSync(workshop.path('wait'), assembleGuest(WAIT));
  // So long that the replicas have got the threads of their links, and other settings of V8 (local-replica.ts).
  const command = `(sleep 1; printf x) | '${process.execPath}' '${tool('hvrun')}' wait`;
  const { status, stderr } = spawnSync('sh', ['-c', command], { cwd: workshop.folder, encoding: 'utf8' });
  expect(stderr).toMatch(/^hvrun: primary \d+, backup \d+: the guest starts\n$/);
  expect(status).toBe(7);
});

it('has the loops of board.md', () => {
  const read = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');
  const [, chapter] = /^## Waiting\n(.*?)^## /ms.exec(read('../emulator/board.md'))!;
  const loops = chapter.split(/^(?! {4}|$)/m).map((part) => instructionsOf(part.replace(/^\S.*$/gm, '')));
  const guest = instructionsOf(read('guests/waiting.s'));
  expect(loops.filter((loop) => loop !== '')).toHaveLength(3);
  for (const loop of loops) expect(guest).toContain(loop);
});

/** The instructions of some source without comments, spaces and the names of labels. */
function instructionsOf(source: string): string {
  return source
    .replace(/;.*$/gm, '')
    .replace(/^\s*\w+:/gm, '')
    .replace(/\b(wait|done)\d?\b/g, '$1')
    .replace(/\s+/g, ' ')
    .trim();
}
