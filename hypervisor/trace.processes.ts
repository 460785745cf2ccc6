/** `--trace` and `--verbose`, as their user runs them: real processes. */
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workshop } from '../kernel/testing/tools.ts';
import { HvrunProcess, type Outcome } from './testing/hvrun-process.ts';
import type { TraceEvent } from './tracing/trace-event.ts';

const workshop = new Workshop();
const WORK = ['--append', 'run work 12 12'];
let expected: string;

beforeAll(async () => {
  await workshop.assemble('kernel/kernel.s', 'kernel');
  await workshop.assemble('kernel/user/work.s', 'work');
  await workshop.pack('disk.tar', ['work'], 16384);
  expected = (await start(['--bare']).outcome).stdout.toString();
});
afterAll(() => workshop.remove());

function start(flags: readonly string[], folder = workshop.folder): HvrunProcess {
  copyFileSync(workshop.path('disk.tar'), workshop.path('run.tar'));
  return new HvrunProcess(folder, ['--disk', 'run.tar', ...WORK, ...flags, 'kernel']);
}

type Slice = Extract<TraceEvent, { ph: 'X' }>;
type Arrow = Extract<TraceEvent, { ph: 's' | 'f' }>;

function readTrace(name: string): TraceEvent[] {
  return JSON.parse(readFileSync(workshop.path(name), 'utf8')) as TraceEvent[];
}

/** What must be true of each trace. */
function expectWellFormed(events: readonly TraceEvent[]): void {
  const open = new Map<string, number>();
  for (const event of events) {
    if (event.ph === 'b' || event.ph === 'e') {
      const id = `${event.cat} ${event.id} ${event.name}`;
      open.set(id, (open.get(id) ?? 0) + (event.ph === 'b' ? 1 : -1));
    }
    if (event.ph !== 'M') expect(event.ts).toBeGreaterThanOrEqual(0);
    if (event.ph === 'X') expect(event.dur).toBeGreaterThanOrEqual(0);
  }
  expect([...open].filter(([, count]) => count !== 0)).toEqual([]);
  const ids = (ph: string): string[] =>
    events
      .filter((event): event is Arrow => event.ph === ph)
      .map(({ id }) => id)
      .sort();
  expect(ids('s')).toEqual(ids('f'));
  expect(new Set(ids('s')).size).toBe(ids('s').length);
  expectNested(events.filter((event): event is Slice => event.ph === 'X'));
}

/** Slices of one lane nest, or do not meet. */
function expectNested(slices: readonly Slice[]): void {
  const lanes = new Map<string, Slice[]>();
  for (const slice of slices) {
    const lane = `${slice.pid}.${slice.tid}`;
    lanes.set(lane, [...(lanes.get(lane) ?? []), slice]);
  }
  for (const lane of lanes.values()) {
    const around: Slice[] = [];
    for (const slice of lane.sort((a, b) => a.ts - b.ts || b.dur - a.dur)) {
      while (around.length > 0 && around.at(-1)!.ts + around.at(-1)!.dur <= slice.ts) around.pop();
      const outer = around.at(-1);
      if (outer) expect(slice.ts + slice.dur, JSON.stringify([outer, slice])).toBeLessThanOrEqual(outer.ts + outer.dur);
      around.push(slice);
    }
  }
}

function expectUndisturbed({ status, stdout, stderr }: Outcome): void {
  expect(stdout.toString(), stderr).toBe(expected);
  expect(status).toBe(0);
}

describe('--trace', () => {
  it('shows a failover: the epochs of both, messages, commands, what is uncertain, and the joiner', async () => {
    const run = start(['--trace', 'failover.json', '--kill', 'primary@command=20']);
    const { primary, backup } = await run.pids();
    const outcome = await run.outcome;
    expectUndisturbed(outcome);
    const events = readTrace('failover.json');
    expectWellFormed(events);
    const slices = (pid: number, name: RegExp): Slice[] =>
      events.filter((event): event is Slice => event.ph === 'X' && event.pid === pid && name.test(event.name));
    const [, failover] = /epoch (\d+) is the failover epoch/.exec(outcome.stderr)!;
    const [, last] = /exited with status 0 in epoch (\d+)/.exec(outcome.stderr)!;
    // The primary's epochs up to its death, perhaps without the very last words; the backup's to the end.
    expect(slices(primary, /^epoch \d+$/).length).toBeGreaterThan(Number(failover) / 2);
    expect(slices(backup, /^epoch \d+(, failover)?$/)).toHaveLength(Number(last));
    expect(slices(backup, /, failover$/).map(({ name }) => name)).toEqual([`epoch ${failover}, failover`]);
    expect(slices(backup, new RegExp(`^failover, epoch ${failover}$`))).toHaveLength(1);
    const names = events.map(({ name }) => name);
    expect(names.filter((name) => name.endsWith(': uncertain'))).toHaveLength(
      [...outcome.stderr.matchAll(/: uncertain$/gm)].length,
    );
    expect(names).toContain(`term 2: ${backup}`);
    expect(names.filter((name) => name.includes('disk write of'))).not.toEqual([]);
    const arrows = events.filter((event): event is Arrow => event.ph === 's');
    expect(arrows.filter(({ name, pid }) => name.startsWith('message') && pid === primary).length).toBeGreaterThan(20);
    expect(arrows.filter(({ name, pid }) => name === 'ack' && pid === backup)).not.toEqual([]);
  });

  it('is whole when hvrun is ended by a signal', async () => {
    const run = start(['--trace', 'signal.json']);
    await run.printed(100);
    run.signal('SIGTERM');
    expect((await run.outcome).status).toBe(143);
    const events = readTrace('signal.json');
    expectWellFormed(events);
    expect(events.some(({ name }) => name === 'epoch 1')).toBe(true);
  });

  it('is whole when both machines die', async () => {
    const run = start(['--trace', 'lost.json', '--no-restart']);
    const { primary, backup } = await run.pids();
    await run.printed(100);
    for (const pid of [primary, backup]) process.kill(pid, 'SIGKILL');
    expect((await run.outcome).status).toBe(69);
    expectWellFormed(readTrace('lost.json'));
  });

  it('shows how a machine joins', async () => {
    const run = start(['--trace', 'join.json', '--append', 'run work 60 12']);
    const { backup } = await run.pids();
    await run.printed(100);
    process.kill(backup, 'SIGKILL');
    const joiner = await run.joined(1);
    expect((await run.outcome).status).toBe(0);
    const events = readTrace('join.json');
    expectWellFormed(events);
    const names = events.map(({ name }) => name);
    for (const name of ['copies its state to a joiner', 'pauses for the rest of the state', `${joiner} joins`]) {
      expect(names).toContain(name);
    }
  });

  it('says so, with status 73, if its file cannot be written', async () => {
    const { status, stderr } = await start(['--trace', 'nowhere/trace.json']).outcome;
    expect(status).toBe(73);
    expect(stderr).toBe("cannot write trace 'nowhere/trace.json': there is no such folder\n");
    expect(existsSync(workshop.path('nowhere'))).toBe(false);
  });
});

describe('--verbose', () => {
  it('tells of commands, interrupts and a failover in lines, and changes nothing', async () => {
    const run = start(['--verbose', '--kill', 'primary@command=20']);
    const { backup } = await run.pids();
    const outcome = await run.outcome;
    expectUndisturbed(outcome);
    for (const line of [
      /^\d+\.\d{6} command \d+, #\d+ in term 1: disk read of sectors? /m,
      /^\d+\.\d{6} primary \d+ interrupt at the end of epoch \d+: #\d+ done$/m,
      /^\d+\.\d{6} primary \d+ epochs \d+ to \d+: \d+ instructions/m,
      new RegExp(`^\\d+\\.\\d{6} backup ${backup} claims term 2$`, 'm'),
      /^\d+\.\d{6} primary \d+ has done all that it was told: epoch \d+ is the failover epoch$/m,
      /^\d+\.\d{6} primary \d+ is the primary after the failover epoch \d+$/m,
      /^\d+\.\d{6} command \d+, #\d+ in term 2: /m,
    ]) {
      expect(outcome.stderr).toMatch(line);
    }
    // What both machines did is told once.
    const interrupts = [...outcome.stderr.matchAll(/interrupt at the end of (epoch \d+: #\d+)/g)].map(
      ([, which]) => which,
    );
    expect(new Set(interrupts).size).toBe(interrupts.length);
  });
});
