import { describe, expect, it } from 'vitest';
import { RESULT } from '../../emulator/board.ts';
import { SECTOR_SIZE } from '../../emulator/devices/disk.ts';
import type { CommandRequest } from '../../emulator/devices/device.ts';
import { CommandHistory } from './command-history.ts';
import type { CommandRecord } from './command-record.ts';
import { describeSequel } from './describe-command.ts';

type Kind<K extends CommandRequest['kind']> = Extract<CommandRequest, { kind: K }>;
/** A command without its number in the machine, which {@link Run} gives it. */
type Command = CommandRequest extends infer R ? (R extends CommandRequest ? Omit<R, 'id'> : never) : never;

const print = (start: number, text: string): Command => ({
  kind: 'console-write',
  start,
  address: 0x1000 + start,
  data: Buffer.from(text),
});
const read = (sector: number, count = 1, slot = 0): Command => ({
  kind: 'disk-read',
  slot,
  sector,
  count,
  address: 0x1000 * slot,
});
const write = (sector: number, fill: number, count = 1, slot = 0): Command => ({
  kind: 'disk-write',
  slot,
  sector,
  address: 0x1000 * slot,
  data: new Uint8Array(count * SECTOR_SIZE).fill(fill),
});
const flush = (slot = 0): Command => ({ kind: 'disk-flush', slot });
const set = (position: number): Command => ({ kind: 'actuator-set', position });
const move = (distance: number): Command => ({ kind: 'actuator-move', distance });
const invalid = (device: Kind<'invalid'>['device'], slot = 0): Command => ({ kind: 'invalid', device, slot });

/** A history, and what its listener was told: what became of each uncertain command, by number. */
class Run {
  readonly judged: string[] = [];
  readonly settled: CommandRecord[] = [];
  #id = 0;
  #now = 0;
  readonly history = new CommandHistory(() => (this.#now += 1), {
    judged: ({ number, request, sequel }) => this.judged.push(`${number}: ${describeSequel(request, sequel!)}`),
    settled: (record) => this.settled.push({ ...record }),
  });

  /** A command that its machine gives. */
  request(command: Command): CommandRequest {
    return { ...command, id: (this.#id += 1) };
  }

  /** One that reaches the devices, too. */
  give(command: Command): CommandRequest {
    const request = this.request(command);
    this.history.commanded(request);
    return request;
  }

  done(command: Command): void {
    this.finish(this.give(command), RESULT.DONE);
  }

  /** `performed`: sectors or bytes that really were. */
  uncertain(command: Command, performed = 0): void {
    this.finish(this.give(command), RESULT.UNCERTAIN, performed);
  }

  finish({ id }: CommandRequest, result: 2 | 3 | 4, performed = 0): void {
    this.history.performed(id, { id, result }, result === RESULT.UNCERTAIN ? { performed, units: 9 } : undefined);
    this.history.ended(id, result);
  }
}

/** What becomes of `first`, uncertain, when `others` are given after it; then the run ends. */
function after(first: Command, ...others: Command[]): string {
  const run = new Run();
  run.uncertain(first);
  for (const other of others) run.done(other);
  run.history.end();
  expect(run.judged).toHaveLength(1);
  return run.judged[0];
}

const REPEATED = '1: the driver repeated it';
const NEVER = '1: was not repeated before the end of the run';

describe('an uncertain disk command', () => {
  it('is repeated by the same command, in whatever slot and buffer', () => {
    expect(after(read(5), read(5, 1, 3))).toBe(REPEATED);
    expect(after(write(5, 1, 2), write(5, 1, 2, 7))).toBe(REPEATED);
    expect(after(write(5, 1), read(4), write(6, 1), write(5, 1))).toBe(REPEATED);
  });

  it.each<[string, Command, Command, string]>([
    ['another write', write(5, 1), write(5, 2), 'that sector was a write, command 2 (other data)'],
    ['a read of what was to be written', write(5, 1), read(5), 'that sector was a read, command 2'],
    ['a write to what was to be read', read(5), write(5, 1), 'that sector was a write, command 2'],
    ['more sectors', read(5), read(5, 2), 'that sector was a read, command 2 (sectors 5 to 6)'],
    ['fewer sectors', write(5, 1, 2), write(6, 1), 'those sectors was a write, command 2 (sector 6)'],
  ])('is not repeated if %s comes first', (_, first, second, where) => {
    expect(after(first, second, first)).toBe(`1: was not repeated; the next command on ${where}`);
  });

  it('is not repeated by one with data that differ in one byte', () => {
    const other = write(5, 1);
    (other as Kind<'disk-write'>).data[SECTOR_SIZE - 1] = 2;
    expect(after(write(5, 1), other)).toMatch(/other data/);
  });

  it('waits for its repetition while others, a flush too, are given for elsewhere', () => {
    expect(after(write(5, 1), flush(), write(4, 9), read(6), print(0, 'x'), set(3), write(5, 1))).toBe(REPEATED);
    expect(after(write(5, 1), flush(), write(4, 9))).toBe(NEVER);
  });
});

describe('an uncertain flush', () => {
  it('is repeated by the next one, whatever is read meanwhile', () => {
    expect(after(flush(1), read(3), flush(2))).toBe(REPEATED);
  });

  it('is not if something is written first', () => {
    expect(after(flush(), write(8, 1), flush())).toBe(
      '1: was not repeated; the next command on the disk was a write, command 2 (sector 8)',
    );
  });
});

describe('an uncertain console write', () => {
  it.each<[string, Command[]]>([
    ['the same', [print(10, 'hello')]],
    ['a longer one', [print(10, 'hello, world')]],
    ['one that begins earlier', [print(8, '--hello')]],
    ['two halves', [print(10, 'hel'), print(13, 'lo!')]],
    ['two that overlap', [print(10, 'hel'), print(11, 'ello')]],
  ])('is repeated by %s', (_, others) => {
    expect(after(print(10, 'hello'), ...others)).toBe(REPEATED);
  });

  it.each<[string, Command[], RegExp]>([
    ['other bytes', [print(10, 'Hello')], /those bytes was a write, command 2 \(other data\)$/],
    ['other bytes, more of them', [print(10, 'Hello!')], /those bytes was a write, command 2 \(bytes 10 to 15\)$/],
    ['bytes behind it that can only fail', [print(15, 'x')], /the console was a write, command 2 \(byte 15\)$/],
    ['a half, and then others', [print(10, 'he'), print(12, 'LLO')], /was a write, command 3 \(bytes 12 to 14\)$/],
  ])('is not repeated by %s', (_, others, told) => {
    expect(after(print(10, 'hello'), ...others)).toMatch(told);
  });

  it('need not be repeated as far as it was printed', () => {
    const run = new Run();
    run.uncertain(print(0, 'hello'), 2);
    run.done(print(2, 'llo, world'));
    run.uncertain(print(12, 'one'), 3);
    run.done(print(15, 'two'));
    run.uncertain(print(18, 'three'), 2);
    run.done(print(20, 'four'));
    expect(run.judged).toEqual([
      '1: the driver repeated it',
      '3: was not repeated; it had been printed, and the next write, command 4, goes on behind it',
      '5: was not repeated; the next command on those bytes was a write, command 6 (bytes 20 to 23)',
    ]);
  });

  it('is followed across the end of the 32 bits of its positions', () => {
    const run = new Run();
    run.done(print(0, 'x'));
    run.history.performed(1, { id: 1, result: RESULT.DONE });
    run.uncertain(print(0xfffffffe, 'abcd'));
    run.done(print(0, 'cd'));
    run.done(print(0xfffffffe, 'abcd'));
    expect(run.judged).toEqual(['2: the driver repeated it']);
  });
});

describe('an uncertain command of the actuator', () => {
  it('is repeated by the same one', () => {
    expect(after(set(3000), set(3000))).toBe(REPEATED);
    expect(after(move(-2), move(-2))).toBe(`${REPEATED}, though a move can't be repeated safely`);
  });

  it('is not by the next one if that is another', () => {
    const next = '1: was not repeated; the next command on the actuator was';
    expect(after(set(3000), set(2000), set(3000))).toBe(`${next} a set, command 2 (to 2000 mm)`);
    expect(after(move(-2), set(1000))).toBe(`${next} a set, command 2 (to 1000 mm)`);
    expect(after(set(3), move(3))).toBe(`${next} a move, command 2 (by 3 mm)`);
  });
});

it('an uncertain invalid command is repeated by another one in its slot', () => {
  expect(after(invalid('disk', 2), read(1), invalid('disk', 2))).toBe(REPEATED);
  expect(after(invalid('console'), print(0, 'x'))).toMatch(/the next command on the console was a write, command 2/);
});

describe('several uncertain commands', () => {
  it('are each repeated once, in their order', () => {
    const run = new Run();
    const given = [run.give(write(5, 1)), run.give(write(5, 2, 1, 1)), run.give(write(5, 1, 1, 2))];
    for (const request of given) run.finish(request, RESULT.UNCERTAIN);
    for (const fill of [1, 2]) run.done(write(5, fill));
    expect(run.judged).toEqual([REPEATED, '2: the driver repeated it']);
    run.history.end();
    expect(run.judged.at(-1)).toBe('3: was not repeated before the end of the run');
  });

  it('may not be repeated in another order, unless that makes no difference', () => {
    const run = new Run();
    const writes = [run.give(write(5, 1)), run.give(write(5, 2, 1, 1))];
    const reads = [run.give(read(8, 2, 2)), run.give(read(8, 1, 3)), run.give(flush(4)), run.give(write(20, 1, 1, 5))];
    for (const request of [...writes, ...reads]) run.finish(request, RESULT.UNCERTAIN);
    for (const request of [write(5, 2), write(5, 1), read(8), read(8, 2), write(20, 1), flush()]) run.done(request);
    run.history.end();
    expect(run.judged).toEqual([
      '1: was not repeated; the next command on that sector was a write, command 7 (other data)',
      '2: the driver repeated it',
      // A write that repeats nothing any more.
      '5: was not repeated; the next command on the disk was a write, command 8 (sector 5)',
      '4: the driver repeated it',
      '3: the driver repeated it',
      '6: the driver repeated it',
    ]);
  });

  it('one after the other: a repetition that is uncertain, too, is to be repeated', () => {
    const run = new Run();
    for (let i = 0; i < 3; i += 1) run.uncertain(write(5, 1));
    expect(run.judged).toEqual([REPEATED, '2: the driver repeated it']);
    run.done(write(5, 7));
    expect(run.judged.at(-1)).toMatch(/^3: was not repeated; .* a write, command 4 \(other data\)$/);
  });

  it('are not held against commands that were given before their guest was told', () => {
    const run = new Run();
    const first = run.give(write(5, 1));
    run.done(write(5, 2, 1, 1));
    run.finish(first, RESULT.UNCERTAIN);
    run.done(write(5, 1));
    expect(run.judged).toEqual([REPEATED]);
  });
});

describe('a failover', () => {
  it('makes uncertain what the dead primary knew the end of, and what it never gave to the bus', () => {
    const run = new Run();
    const known = run.give(write(5, 1));
    run.finish(known, RESULT.DONE);
    const lost = run.request(write(5, 2, 1, 1));
    run.history.failover();
    run.history.uncertain(known);
    run.history.uncertain(lost);
    run.done(write(5, 1));
    run.done(write(5, 2));
    run.history.close();
    expect(run.judged).toEqual([REPEATED, 'undefined: the driver repeated it']);
    expect(run.settled.map(({ number, outcome, fate }) => [number, outcome, fate])).toEqual([
      [1, 'uncertain', { performed: 1, units: 1 }],
      [2, 'done', { performed: 1, units: 1 }],
      [undefined, 'uncertain', { performed: 0, units: 1 }],
      [3, 'done', { performed: 1, units: 1 }],
    ]);
  });

  it('may hide the repetition of what had been uncertain before', () => {
    const run = new Run();
    run.uncertain(write(5, 1));
    run.history.failover();
    run.history.uncertain(run.request(write(5, 1)));
    expect(run.judged).toEqual([REPEATED]);
  });

  it('that is told twice is told once', () => {
    const run = new Run();
    const given = run.give(write(5, 1));
    for (let i = 0; i < 2; i += 1) run.history.uncertain(given);
    run.history.end();
    expect(run.judged).toEqual([NEVER]);
  });
});

describe('the history', () => {
  it('numbers commands, and lets each settle once: when its slot is used again, or at the end', () => {
    const run = new Run();
    run.done(read(1));
    run.finish(run.give(read(2, 1, 1)), RESULT.ERROR);
    run.done(read(3));
    const unfinished = run.give(set(7));
    run.history.end();
    run.finish(unfinished, RESULT.DONE);
    run.history.close();
    run.history.close();
    expect(run.history.count).toBe(4);
    expect(run.settled.map(({ number, outcome, fate }) => [number, outcome, fate?.performed])).toEqual([
      [1, 'done', 1],
      [2, 'error', 0],
      [3, 'done', 1],
      [4, 'unfinished', 1],
    ]);
    expect(run.settled.map(({ givenAt, endedAt }) => [givenAt, endedAt])).toEqual([
      [1, 2],
      [3, 4],
      [5, 6],
      [7, undefined],
    ]);
  });

  it('tells the last eight commands in words', () => {
    const run = new Run();
    for (let sector = 1; sector <= 6; sector += 1) run.done(read(sector));
    run.uncertain(write(20, 1, 2, 3), 0);
    run.done(write(20, 1, 2, 3));
    run.uncertain(print(0, 'abcdefghi'), 4);
    run.give(move(-2));
    const last = run.history.lastCommands();
    expect(last).toHaveLength(8);
    expect(last.slice(3)).toEqual([
      'command 6, disk read of sector 6, slot 0, buffer 0x00000000: done',
      'command 7, disk write of sectors 20 to 21, slot 3, buffer 0x00003000: uncertain (not performed); the driver repeated it',
      'command 8, disk write of sectors 20 to 21, slot 3, buffer 0x00003000: done',
      'command 9, console write of bytes 0 to 8, buffer 0x00001000: uncertain (performed in part: 4 of 9 bytes)',
      'command 10, moving the actuator by -2 mm: under way',
    ]);
  });

  it('does not grow with the run: what nobody repeats is given up at last', () => {
    const run = new Run();
    for (let sector = 0; sector < 1000; sector += 1) run.uncertain(write(sector, 1));
    expect(run.judged).toHaveLength(1000 - 256);
    expect(run.judged[0]).toBe('1: was not repeated, while many others became uncertain');
    run.history.close();
    expect(run.settled).toHaveLength(1000);
  });
});
