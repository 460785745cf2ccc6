import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { LocalMachines } from './local-machines.ts';
import { bear } from './replica-birth.ts';
import type { ReplicaProcess } from './replica-process.ts';

const WAIT = { timeout: 20_000 };
const folder = mkdtempSync(join(tmpdir(), 'hvft-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program that stands in for a replica: it leaves its number in a file with the name of its role beside itself, and stays. */
function standIn(): { program: string; pidOf: (role: string) => number } {
  const place = mkdtempSync(join(folder, 'stand-in-'));
  const program = join(place, 'program.mjs');
  writeFileSync(
    program,
    `import { renameSync, writeFileSync } from 'node:fs';
    const file = ${JSON.stringify(place)} + '/' + process.argv[2];
    writeFileSync(file + '.new', String(process.pid));
    renameSync(file + '.new', file);
    setTimeout(() => {}, 60_000);`,
  );
  return { program, pidOf: (role) => Number(readFileSync(join(place, role), 'utf8')) };
}

const firstOf = (program: string): LocalMachines => new LocalMachines(bear(program, ['primary', 'backup']));

it('links a primary and a backup by two FIFOs, each read by one and written by the other', () => {
  const machines = new LocalMachines(bear('replica.js', []));
  const spare = { pid: 8, kill: () => {}, start: () => expect.fail('nobody is to start') };
  const link = machines.link({ pid: 7 }, spare);
  try {
    const [primary, backup] = [link.of('primary'), link.of('backup')];
    if (!('from' in primary)) throw new Error('the link is none of FIFOs');
    expect([primary.pid, backup]).toEqual([8, { from: primary.to, to: primary.from, pid: 7 }]);
    expect(primary.from).toMatch(/to-primary$/);
    expect([primary.from, primary.to].map((path) => statSync(path).isFIFO())).toEqual([true, true]);
    link.remove();
    expect(existsSync(primary.from)).toBe(false);
    link.remove();
  } finally {
    link.remove();
  }
});

it('always has another machine', () => {
  const machines = firstOf(standIn().program);
  let called = 0;
  machines.whenThere(() => (called += 1));
  expect(called).toBe(1);
  const three = [machines.next(), machines.next(), machines.next()] as ReplicaProcess[];
  expect(new Set(three.map(({ pid }) => pid)).size).toBe(3);
  for (const machine of three) machine.kill();
});

it('ends those of its first machines that nobody wanted', async () => {
  const { program, pidOf } = standIn();
  const machines = firstOf(program);
  const wanted = machines.next() as ReplicaProcess;
  const unwanted = await vi.waitFor(() => pidOf('backup'), WAIT);
  machines.dismiss();
  await vi.waitFor(() => expect(() => process.kill(unwanted, 0)).toThrow('ESRCH'), WAIT);
  expect(await vi.waitFor(() => pidOf('primary'), WAIT)).toBe(wanted.pid);
  wanted.kill();
});
