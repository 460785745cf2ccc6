import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Request } from '../../emulator/devices/device.ts';
import { openOutput } from '../../emulator/host/output-file.ts';
import type { Effect } from '../protocol/effects.ts';
import { Arrows } from './arrows.ts';
import { Narrator } from './narrator.ts';
import { type Kind, MAX_BATCH, MAX_TEXT, type Observation } from './observation.ts';
import { PairTrace } from './pair-trace.ts';
import { ReplicaTracer } from './replica-tracer.ts';
import type { TraceEvent } from './trace-event.ts';
import { TraceFile } from './trace-file.ts';

const write: Request = { kind: 'disk-write', id: 3, slot: 0, sector: 40, address: 0, data: new Uint8Array(1024) };
const saw = (at: number, kind: Kind, number = 0, text = ''): Observation => ({ at, kind, number, text });

describe('what a replica tells', () => {
  function trace() {
    const batches: (readonly Observation[])[] = [];
    const tracer = new ReplicaTracer({ send: (batch) => batches.push(batch), now: () => 7 });
    return { batches, tracer };
  }
  const start = (epoch: number): Effect => ({ type: 'start-epoch', epoch, limit: 100 });

  it('leaves when an epoch begins', () => {
    const { batches, tracer } = trace();
    tracer.effect({ type: 'rest' });
    expect(batches).toEqual([]);
    tracer.effect(start(5));
    expect(batches).toEqual([[saw(7, 'rests'), saw(7, 'epoch-begins', 5)]]);
  });

  it('names the failover epoch', () => {
    const { batches, tracer } = trace();
    tracer.effect({ type: 'failover', epoch: 5, term: 2 });
    tracer.effect(start(5));
    tracer.effect(start(6));
    expect(batches.flat().slice(1)).toEqual([saw(7, 'epoch-begins', 5, 'failover'), saw(7, 'epoch-begins', 6)]);
  });

  it('has no more in a batch than may be in one, and no more in a text', () => {
    const { batches, tracer } = trace();
    for (let i = 0; i < 2 * MAX_BATCH + 1; i += 1) tracer.peerLost('x'.repeat(1000));
    expect(batches.map(({ length }) => length)).toEqual([MAX_BATCH, MAX_BATCH]);
    expect(batches[0][0].text).toHaveLength(MAX_TEXT);
  });

  it('calls a link the same on both of its sides', () => {
    const { batches, tracer } = trace();
    tracer.link({ from: '/tmp/x/to-backup', to: '/tmp/x/to-primary' });
    tracer.link({ from: '/tmp/x/to-primary', to: '/tmp/x/to-backup' });
    tracer.link({ accept: 'ticket' });
    tracer.link({ connect: 'host:7', name: 'ticket' });
    tracer.flush();
    expect(batches.flat().map(({ text }) => text)).toEqual(['/tmp/x', '/tmp/x', 'ticket', 'ticket']);
  });
});

describe('arrows', () => {
  const end = (ts: number) => ({ ts, pid: 1, tid: 2 });

  it('are written when both ends are known, in whatever order they come', () => {
    const written: TraceEvent[] = [];
    const arrows = new Arrows((event) => written.push(event));
    arrows.put('message', 'a', end(1), false);
    arrows.put('message', 'b', end(9), true);
    expect(written).toEqual([]);
    arrows.put('message', 'b', end(8), false);
    arrows.put('message', 'a', end(2), true);
    expect(
      written.map((event) => (event.ph === 's' || event.ph === 'f' ? [event.ph, event.id, event.ts] : [])),
    ).toEqual([
      ['s', 'b', 8],
      ['f', 'b', 9],
      ['s', 'a', 1],
      ['f', 'a', 2],
    ]);
  });

  it('forget ends whose other end never comes', () => {
    const written: TraceEvent[] = [];
    const arrows = new Arrows((event) => written.push(event));
    for (let i = 0; i < 10_001; i += 1) arrows.put('message', String(i), end(i), false);
    arrows.put('message', '0', end(1), true);
    expect(written).toEqual([]);
    arrows.put('message', '10000', end(1), true);
    expect(written).toHaveLength(2);
  });
});

describe('a trace', () => {
  /** A run in which the primary dies in epoch 2; time 0 is 1000. */
  function traceOf(): TraceEvent[] {
    const written: TraceEvent[] = [];
    let now = 1000;
    const trace = new PairTrace({ write: (event) => written.push(event), closed: () => {}, now: () => now, pid: 9 });
    trace.bus({ type: 'replica', seat: 'first', role: 'primary', pid: 11 });
    trace.bus({ type: 'replica', seat: 'second', role: 'backup', pid: '12@far' });
    trace.bus({ type: 'start' });
    trace.replica('second', [
      saw(1011, 'link', 0, 'x'),
      saw(1012, 'epoch-begins', 1),
      saw(1031, 'received', 1, '1 [x]'),
    ]);
    trace.replica('first', [
      saw(1010, 'link', 0, 'x'),
      saw(1010, 'epoch-begins', 1),
      saw(1020, 'output', 3, '#3 write'),
    ]);
    trace.replica('first', [saw(1022, 'performs', 3, '#3 write')]);
    now = 1025;
    trace.bus({ type: 'command', term: 1, request: write, number: 1 });
    trace.replica('first', [saw(1030, 'sent', 1, '1 [x]'), saw(1031, 'sent', 2, '2 [y]')]);
    trace.replica('first', [saw(1040, 'epoch-ends', 100), saw(1050, 'epoch-begins', 2)]);
    now = 1060;
    trace.bus({ type: 'gone', seat: 'first', how: 'killed' });
    trace.replica('second', [saw(1065, 'peer-lost', 0, 'its link is closed'), saw(1066, 'epoch-ends', 100)]);
    now = 1070;
    trace.bus({ type: 'completed', term: 1, request: write, completion: { id: 3, result: 2 } });
    trace.bus({ type: 'term', seat: 'second', term: 2 });
    trace.replica('second', [saw(1071, 'epoch-begins', 2, 'failover'), saw(1080, 'epoch-ends', 50)]);
    trace.replica('second', [saw(1081, 'uncertain', 3, '#3 write'), saw(1081, 'promoted', 2)]);
    trace.replica('second', [saw(1082, 'epoch-begins', 3)]);
    now = 1100;
    trace.close();
    return written;
  }
  const named = (name: string): TraceEvent[] => traceOf().filter((event) => event.name === name);
  const FAR = 1_000_000_001;

  it('shows epochs as slices of their machine, also those that never end', () => {
    const slice = (pid: number, ts: number, dur: number, args: object) => ({ ph: 'X', pid, tid: 1, ts, dur, args });
    expect(named('epoch 1')).toMatchObject([
      slice(11, 10, 30, { completed: 100 }),
      slice(FAR, 12, 54, { completed: 100 }),
    ]);
    expect(named('epoch 2')).toMatchObject([slice(11, 50, 10, { unfinished: true })]);
    expect(named('epoch 2, failover')).toMatchObject([slice(FAR, 71, 9, { completed: 50 })]);
    expect(named('epoch 3')).toMatchObject([slice(FAR, 82, 18, { unfinished: true })]);
    expect(named('between two epochs')).toMatchObject([
      { ts: 40, dur: 10 },
      { ts: 66, dur: 5 },
      { ts: 80, dur: 2 },
    ]);
  });

  it('shows the failover from the loss of the peer on, what is uncertain, and the terms', () => {
    expect(named('failover, epoch 2')).toMatchObject([{ ph: 'X', pid: FAR, ts: 65, dur: 16 }]);
    expect(named('#3 write: uncertain')).toMatchObject([{ ph: 'i', pid: FAR }]);
    expect(named('term 1: 11')).toMatchObject([{ ph: 'X', pid: 9, dur: 70 }]);
    expect(named('term 2: 12@far')).toMatchObject([{ ph: 'X', pid: 9, ts: 70, dur: 30 }]);
    expect(named('process_name').at(-1)).toMatchObject({ args: { name: 'backup 12@far, primary from epoch 3 on' } });
  });

  it('shows commands from acceptance to completion, and how long the output was held', () => {
    expect(named('#3 disk write of sectors 40 to 41')).toMatchObject([
      { ph: 'b', ts: 25, pid: 9, id: '1.3', args: { result: 'done', term: 1 } },
      { ph: 'e', ts: 70, pid: 9, id: '1.3' },
    ]);
    expect(named('held: #3 write')).toMatchObject([
      { ph: 'b', ts: 20 },
      { ph: 'e', ts: 22 },
    ]);
  });

  it('has an arrow for a message that arrived, and none for one that did not', () => {
    expect(traceOf().filter(({ ph }) => ph === 's' || ph === 'f')).toMatchObject([
      { ph: 's', id: 'x 1', ts: 30, pid: 11 },
      { ph: 'f', id: 'x 1', ts: 31, pid: FAR },
    ]);
  });
});

describe('the file of a trace', () => {
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'hvft-trace-'))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const moment = (name: string): TraceEvent => ({ ph: 'i', s: 't', name, ts: 1, pid: 2, tid: 3 });
  const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));

  it.each([0, 1, 5000])('is an array of %d events, in JSON', (count) => {
    const path = join(folder, 'trace.json');
    const file = new TraceFile(openOutput(path), () => {});
    const events = Array.from({ length: count }, (_, i) => moment(`"${i}" \n\u00e9`));
    for (const event of events) file.write(event);
    file.close();
    file.write(moment('too late'));
    file.close();
    expect(read(path)).toEqual(events);
  });

  it.runIf(existsSync('/dev/full'))('ends, and says so once, when the disk is full', () => {
    const told: string[] = [];
    const file = new TraceFile(openOutput('/dev/full'), (why) => told.push(why));
    for (let i = 0; i < 5000; i += 1) file.write(moment(String(i)));
    file.close();
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(/^the trace ends here: no space left on device/);
  });
});

describe('the narrator', () => {
  function narrate() {
    const lines: string[] = [];
    const time = { now: 0 };
    const narrator = new Narrator({ tell: (line) => lines.push(line), now: () => time.now });
    narrator.bus({ type: 'replica', seat: 'first', role: 'primary', pid: 11 });
    narrator.bus({ type: 'replica', seat: 'second', role: 'backup', pid: 12 });
    lines.splice(0);
    return { lines, time, narrator };
  }

  it('tells of epochs together, once a second, and of the primary alone', () => {
    const { lines, narrator } = narrate();
    const epochs = Array.from({ length: 21 }, (_, i) => [
      saw(i * 100_000, 'epoch-begins', i + 1),
      saw(i * 100_000 + 50_000, 'environment', 0, 'time'),
      saw(i * 100_000 + 60_000, 'epoch-ends', 1000),
    ]).flat();
    narrator.replica('second', epochs);
    narrator.replica('first', epochs);
    expect(lines).toEqual([
      '1.000000 primary 11 epochs 1 to 11: 10000 instructions, 10 environment values',
      '2.000000 primary 11 epochs 11 to 21: 10000 instructions, 10 environment values',
    ]);
  });

  it('tells of each command and interrupt, unless there are too many', () => {
    const { lines, narrator } = narrate();
    narrator.replica('first', [saw(0, 'epoch-begins', 1)]);
    narrator.bus({ type: 'command', term: 1, request: write, number: 2 });
    narrator.replica('first', [saw(5, 'delivered', 1, '#3 done')]);
    narrator.replica('second', [saw(6, 'delivered', 1, '#3 done')]);
    expect(lines).toEqual([
      '0.000000 command 2, #3 in term 1: disk write of sectors 40 to 41',
      '0.000005 primary 11 interrupt at the end of epoch 1: #3 done',
    ]);
    lines.splice(0);
    for (let i = 0; i < 100; i += 1) narrator.replica('first', [saw(7, 'delivered', 1, '#3 done')]);
    narrator.close();
    expect(lines).toHaveLength(39);
    expect(lines.at(-1)).toBe('0.000007 primary 11 epoch 1: 0 instructions, 62 more commands and interrupts');
  });

  it('tells of a failover step by step', () => {
    const { lines, narrator } = narrate();
    narrator.replica('second', [saw(1, 'peer-lost', 0, 'its link is closed'), saw(2, 'claims-term', 2)]);
    narrator.bus({ type: 'term', seat: 'second', term: 2 });
    narrator.bus({ type: 'term-told', seat: 'second', term: 2 });
    narrator.replica('second', [saw(3, 'epoch-begins', 6), saw(3, 'delivered', 6, '#2 done'), saw(3, 'epoch-ends', 9)]);
    narrator.replica('second', [saw(3, 'fails-over', 7), saw(3, 'epoch-begins', 7, 'failover')]);
    narrator.replica('second', [saw(4, 'epoch-ends', 500), saw(5, 'delivered', 7, '#3 \u001b[2J')]);
    narrator.replica('second', [saw(5, 'promoted', 7)]);
    expect(lines).toEqual([
      '0.000001 backup 12 takes its peer for dead: its link is closed',
      '0.000002 backup 12 claims term 2',
      '0.000000 term 2 is taken by primary 12',
      '0.000000 nothing of older terms is under way: primary 12 is told',
      '0.000003 primary 12 has done all that it was told: epoch 7 is the failover epoch',
      '0.000005 primary 12 interrupt at the end of epoch 7: #3 ?[2J',
      '0.000005 primary 12 epoch 7: 500 instructions',
      '0.000005 primary 12 is the primary after the failover epoch 7',
    ]);
  });

  it('tells how long a primary paused for a joiner', () => {
    const { lines, narrator } = narrate();
    narrator.replica('first', [saw(1, 'copies'), saw(2000, 'pauses'), saw(5500, 'epoch-begins', 9)]);
    expect(lines).toEqual([
      '0.000001 primary 11 begins to copy its state to a joiner',
      '0.005500 primary 11 paused for 3.5 ms to copy the rest',
    ]);
  });
});
