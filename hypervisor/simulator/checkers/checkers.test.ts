/** Each rule, against the record of a good run in which one thing has been changed: that rule, at least, sees it. */
import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_SECTORS, SECTOR_SIZE } from '../../../emulator/devices/disk.ts';
import { momentOf, timeOfDayValue } from '../../../emulator/environment.ts';
import { Campaign } from '../campaign.ts';
import { GuestRecord, type RunRecord } from '../record/run-record.ts';
import { measuredGuest } from '../host/testing/measured.ts';
import { GUEST_RULES, HYPERVISOR_RULES } from './checkers.ts';

const { guest, baseline } = measuredGuest('drill');
const campaign = new Campaign(guest, baseline);

/** A seed whose run has a failover, though not in the first epoch, a second one without any fault. */
const FAILOVER = seedOf(({ guests, end }) => guests.second.entriesBeforeFailover > 0 && end !== 'lost');
const QUIET = seedOf(({ plan, wins }) => plan.faults.length === 0 && wins.length === 0 && plan.world.uncertain === 0);

let record: RunRecord;

function seedOf(fits: (record: RunRecord) => boolean): number {
  for (let seed = 1; ; seed += 1) {
    const run = campaign.run(seed).record;
    if (fits(run) && run.plan.world.diskErrors === 0) return seed;
  }
}

/** The rules that are broken by the record as it is now. */
function brokenRules(): string[] {
  return Object.entries({ ...HYPERVISOR_RULES, ...GUEST_RULES })
    .filter(([, check]) => check(record, baseline.setting).length > 0)
    .map(([rule]) => rule);
}

describe('in a run without a fault', () => {
  beforeEach(() => {
    ({ record } = campaign.run(QUIET));
  });

  it('no rule is broken', () => expect(brokenRules()).toEqual([]));

  const changes: [rule: string, what: string, change: () => void][] = [
    ['exceptions', 'a machine throws', () => record.exceptions.push('first: impossible')],
    ['exceptions', "a machine's guest went another way", () => record.stepDowns.push('epoch 3 ends early')],
    ['ending', 'the guest never exits', () => (record.end = 'stuck')],
    ['ending', 'the guest fails', () => (record.end = { status: 5 })],
    ['survival', 'both machines are lost', () => (record.end = 'lost')],
    ['one primary', 'the backup commands', () => record.performed.push({ ...record.performed[0], seat: 'second' })],
    ['one primary', 'two win one term', () => winTwice()],
    ['one primary', 'an older command still runs', () => record.wins.push({ seat: 'second', term: 2, running: 1 })],
    ['command order', 'a command is performed twice', () => record.performed.push(record.performed.at(-1)!)],
    ['epoch states', 'a register differs', () => (record.guests.second.epochs[4] ^= 1)],
    ['instruction stream', 'the backup reads another value', () => (record.guests.second.entries[2] = 'reads 1')],
    ['completions', 'a completion comes twice', () => addCompletion(record.guests.first.completions[0].id)],
    ['completions', 'a completion that nobody awaits', () => addCompletion(999)],
    ['completions', 'a completion is missing', () => record.guests.first.completions.pop()],
    [
      'requests',
      'the guest asked for something else',
      () => record.guests.first.requests.delete(record.performed[0].request.id),
    ],
    ['console stream', 'another byte is printed', () => (record.streamed[3] += 1)],
    ['console stream', 'the last byte is missing', () => record.streamed.pop()],
    ['raw port', 'the last byte is missing', () => record.printed.pop()],
    ['raw port', 'the last byte is printed twice', () => record.printed.push(record.printed.at(-1)!)],
    ['raw port', 'two bytes change places', () => record.printed.splice(0, 2, record.printed[1], record.printed[0])],
    ['console input', 'a byte comes twice', () => record.guests.first.input.splice(1, 0, record.guests.first.input[0])],
    ['disk history', 'a sector holds what nobody wrote', () => (record.disk[700] ^= 1)],
    ['guest time', 'time goes back', () => record.guests.first.values.reverse()],
    ['guest time', 'the time of day jumps', () => changeLastTime((moment) => moment + 30e6)],
    ['guest time', 'the time of day stands still', () => changeLastTime((_, before) => before)],
    ['retries', 'a command more than usual', () => addRequest()],
    ['same output', 'the disk is different', () => (record.disk[700] ^= 1)],
    ['compared end', 'the guest exits with epochs to compare', () => exitUncompared()],
    ['whole again', 'a joiner is never declared whole', () => joinUnheard()],
    ['whole again', 'no joiner comes for a long while', () => record.aloneMs.push(5000)],
    ['let in', 'a primary waits long at the port of a joiner', () => record.callsMs.push(5000)],
    ['no needless death', 'a machine is shut out', () => shutOutNeedlessly()],
    ['nothing lives on', 'a machine outlives the bus', () => record.livingOn.push('second')],
    ['values of an epoch', 'an epoch has too many values', () => drawWithoutEnd()],
    ['queues are bounded', 'a megabyte is queued', () => (record.mostQueued = 2 ** 20)],
    ['copies come to an end', 'memory is copied ten times', () => copyTenTimes()],
  ];

  it('what reads under way bring may be queued, and no more', () => {
    const request = { kind: 'disk-read', id: 999, slot: 0, sector: 0, count: MAX_SECTORS, address: 0 } as const;
    for (let reads = 0; reads < 4; reads += 1) record.performed.push({ ...record.performed[0], request });
    record.mostQueued = 8 * MAX_SECTORS * SECTOR_SIZE;
    const queues = (): readonly string[] => HYPERVISOR_RULES['queues are bounded'](record, baseline.setting);
    expect(queues()).toEqual([]);
    record.mostQueued *= 2;
    expect(queues()).toHaveLength(1);
  });

  it('what the environment has told a guest may be queued, as far as it is ahead, and no more', () => {
    const queues = (): readonly string[] => HYPERVISOR_RULES['queues are bounded'](record, baseline.setting);
    record.plan = { ...record.plan, maxLag: 640_000 };
    record.mostQueued = 400_000;
    expect(queues()).toHaveLength(1);
    const { values } = record.guests.first;
    for (let more = 0; more < 50_000; more += 1) values.push(values[0]);
    expect(queues()).toEqual([]);
    record.mostQueued *= 2;
    expect(queues()).toHaveLength(1);
  });

  it.each(changes)('%s: %s', (rule, _what, change) => {
    change();
    expect(brokenRules()).toContain(rule);
  });
});

describe('in a run with a failover', () => {
  beforeEach(() => {
    ({ record } = campaign.run(FAILOVER));
  });

  it('no rule is broken', () => expect(brokenRules()).toEqual([]));

  it('instruction stream: the survivor contradicts what the world has seen', () => {
    record.guests.second.entries[record.guests.second.entriesBeforeFailover - 1] = 'reads 1';
    expect(brokenRules()).toContain('instruction stream');
  });

  it('one primary: the dead machine is heard in its old term', () => {
    record.performed.push(record.performed[0]);
    expect(brokenRules()).toContain('one primary');
  });

  it('raw port: a byte of a finished epoch appears again', () => {
    record.printed.push(record.printed[0]);
    expect(brokenRules()).toContain('raw port');
  });
});

function exitUncompared(): void {
  const exit = record.performed.at(-1)!;
  record = Object.assign(record, { plan: { ...record.plan, hashEpochs: true } });
  record.performed[record.performed.length - 1] = { ...exit, unfinished: 1 };
}

function joinUnheard(): void {
  const joiner = new GuestRecord('second', record.guests.first);
  joiner.firstEpoch = 2;
  joiner.epochs.push(...Array.from({ length: 300 }, () => 0));
  record.lives.push(joiner);
}

/** On machines and links that are fast enough. */
function shutOutNeedlessly(): void {
  const fast = { ...record.plan.machines.first, slowness: 1 };
  const plan = { ...record.plan, machines: { first: fast, second: fast }, timeoutMs: 100, peerDelayMs: [0, 1] };
  record = Object.assign(record, { plan });
  record.needless.push('second');
}

function drawWithoutEnd(): void {
  record.guests.first.entries.push(...Array.from({ length: record.plan.maxValues + 3 }, () => 'reads 1'));
}

function copyTenTimes(): void {
  record = Object.assign(record, { plan: { ...record.plan, earlyEnds: true } });
  record.mostCopied = 10 * 2 ** 20;
}

function winTwice(): void {
  record.wins.push({ seat: 'first', term: 2, running: 0 }, { seat: 'second', term: 2, running: 0 });
}

function addCompletion(id: number): void {
  record.guests.first.completions.push({ id, result: 2 });
}

/** Changes the last time of day that the guest was given, in microseconds, which comes after another one. */
function changeLastTime(change: (microseconds: number, before: number) => number): void {
  for (const { values } of record.lives) {
    const times = values.flatMap(({ value }, index) => (value.query === 'time-of-day' ? [{ value, index }] : []));
    const [before, last] = times.slice(-2);
    const microseconds = change(momentOf(last.value).microseconds, momentOf(before.value).microseconds);
    const value = timeOfDayValue({ ticks: last.value.ticks, microseconds });
    values[last.index] = { ...values[last.index], value };
  }
}

function addRequest(): void {
  const { requests, entries } = record.guests.first;
  requests.set(999, { request: { kind: 'actuator-set', id: 999, position: 0 }, entries: entries.length });
}
