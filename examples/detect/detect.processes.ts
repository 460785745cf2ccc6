/** The guest that looks for a hypervisor: what it prints is the same wherever it runs, unless rings are exposed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryPair } from '../../hypervisor/runner/testing/memory-pair.ts';
import { Workshop } from '../../kernel/testing/tools.ts';

const EXPOSED = readFileSync(join(import.meta.dirname, 'exposed.txt'), 'utf8');
/** Every probe's line ends so on a bare machine, and the verdict's. */
const BARE = EXPOSED.replaceAll(/^(verdict|.*): (found|a hypervisor).*$/gm, '$1: bare');

const workshop = new Workshop();
beforeAll(() => workshop.assemble('examples/detect/detect.s', 'detect'));
afterAll(() => workshop.remove());

describe('detect', () => {
  it.each([
    ['the bare machine', ['--bare']],
    ['a bare machine with a small TLB and devices in doubt', ['--bare', '--tlb-entries', '16', '--uncertain', '0.3,5']],
    ['one machine under the hypervisor', ['--solo']],
    ['a pair', []],
    ['a pair whose primary dies', ['--kill', 'primary@command=20']],
  ])('finds nothing on %s', async (_name, options) => {
    const { status, stdout } = await workshop.hvrun([...options, 'detect']);
    expect(stdout).toBe(BARE);
    expect(status).toBe(0);
  });

  it.each([
    ['one machine', ['--solo']],
    ['a pair', []],
  ])('finds the holes of 1995 on %s with --rings exposed', async (_name, options) => {
    const { status, stdout } = await workshop.hvrun(['--rings', 'exposed', ...options, 'detect']);
    expect(stdout).toBe(EXPOSED);
    expect(status).toBe(1);
  });

  it.each([0.3, 0.8])('finds nothing when the primary dies after %d of its lines', (share) => {
    const image = readFileSync(workshop.path('detect'));
    const pair = new MemoryPair({ image, seed: 1 + share * 100, variant: 'revised', epochLength: 1000 });
    while (pair.end === undefined) {
      pair.turn();
      if (pair.world.stream.length > share * BARE.length) pair.kill('first');
    }
    expect(pair.world.stream).toBe(BARE);
    expect(pair.end).toEqual({ status: 0 });
  });
});
