/** How a history is told: the lines of its file, the summary, and what --verbose tells on the bare machine. */
import { describe, expect, it } from 'vitest';
import type { CommandRequest } from '../../emulator/devices/device.ts';
import { CommandHistory } from './command-history.ts';
import type { CommandRecord } from './command-record.ts';
import { historyLine } from './history-file.ts';
import { MachineNarrator } from '../tracing/machine-narrator.ts';
import { Summary } from './summary.ts';

const record = (request: CommandRequest, more: Partial<CommandRecord> = {}): CommandRecord => ({
  ...{
    number: 7,
    request,
    given: {},
    givenAt: 1.2345678,
    outcome: 'done',
    endedAt: 2,
    fate: undefined,
    sequel: undefined,
  },
  ...more,
});
const set = (id: number, position: number): CommandRequest => ({ kind: 'actuator-set', id, position });
const move = (id: number, distance: number): CommandRequest => ({ kind: 'actuator-move', id, distance });
const print = (id: number, start: number, text: string): CommandRequest => ({
  ...{ kind: 'console-write', id, start, address: 0x2010, data: Buffer.from(text) },
});
const write: CommandRequest = {
  kind: 'disk-write',
  id: 9,
  slot: 1,
  sector: 5,
  address: 64,
  data: new Uint8Array(1024),
};

describe('a line of the file', () => {
  const lineOf = (...args: Parameters<typeof record>): string => JSON.stringify(historyLine(record(...args)));
  const begin = (id: number): string => `{"command":7,"id":${id},`;
  const end = '"at":1.234568,"ended":2,"outcome":"done"}';

  it.each<[CommandRequest, string]>([
    [print(3, 16, 'abc'), '"device":"console","operation":"write","start":16,"bytes":3,"buffer":"0x00002010",'],
    [write, '"device":"disk","operation":"write","slot":1,"sector":5,"sectors":2,"buffer":"0x00000040",'],
    [
      { kind: 'disk-read', id: 1, slot: 0, sector: 8, count: 3, address: 0xfff000 },
      '"device":"disk","operation":"read","slot":0,"sector":8,"sectors":3,"buffer":"0x00fff000",',
    ],
    [{ kind: 'disk-flush', id: 1, slot: 4 }, '"device":"disk","operation":"flush","slot":4,'],
    [set(2, 3000), '"device":"actuator","operation":"set","millimetres":3000,'],
    [move(2, -2), '"device":"actuator","operation":"move","millimetres":-2,'],
    [{ kind: 'invalid', id: 5, device: 'disk', slot: 6 }, '"device":"disk","operation":"invalid","slot":6,'],
    [{ kind: 'invalid', id: 5, device: 'console', slot: 0 }, '"device":"console","operation":"invalid",'],
  ])('names what a command of each kind was about', (request, fields) => {
    expect(lineOf(request)).toBe(`${begin(request.id)}${fields}${end}`);
  });

  it('says who gave it, what the guest does not know, and what came after it', () => {
    const given = { epoch: 4, term: 2, primary: 4711 };
    const fate = { performed: 1, units: 2 };
    expect(
      historyLine(record(write, { given, outcome: 'uncertain', fate, sequel: { type: 'repeated', by: 9 } })),
    ).toEqual({
      ...historyLine(record(write)),
      ...{ ...given, outcome: 'uncertain', performed: 'in part', performedSectors: 1 },
      ...{ repeated: true, by: 9, sequel: 'the driver repeated it' },
    });
    const never = record(write, { number: undefined, outcome: 'uncertain', sequel: { type: 'never' } });
    expect(historyLine(never)).toMatchObject({ command: null, repeated: false, by: undefined });
    expect(historyLine(record(set(1, 2), { outcome: 'unfinished', fate: { performed: 1, units: 1 } }))).toMatchObject({
      ...{ outcome: 'unfinished', performed: 'yes' },
    });
  });
});

describe('the summary', () => {
  function summaryOf(
    run: (give: (request: CommandRequest, result: 2 | 4, printed?: number) => void) => void,
  ): string[] {
    const summary = new Summary();
    const history = new CommandHistory(() => 0, summary);
    run((request, result, performed = 0) => {
      history.commanded(request);
      history.performed(request.id, { id: request.id, result }, result === 4 ? { performed, units: 3 } : undefined);
      history.ended(request.id, result);
    });
    history.close();
    return summary.lines();
  }

  it('counts those that were repeated, and needless, and lists the others', () => {
    const lines = summaryOf((give) => {
      give(set(1, 5), 4);
      give(set(2, 5), 2);
      give(move(3, -1), 4);
      give(move(4, -1), 2);
      give(print(5, 0, 'abc'), 4, 3);
      give(print(6, 3, 'd'), 2);
      give(set(7, 9), 4);
    });
    expect(lines).toEqual([
      '7 commands, 4 uncertain, 2 of them repeated, 1 not, since they were printed, 1 never repeated',
      "  command 3, moving the actuator by -1 mm: uncertain (not performed); the driver repeated it, though a move can't be repeated safely",
      '  command 7, setting the actuator to 9 mm: uncertain (not performed); was not repeated before the end of the run',
    ]);
  });

  it('is short, however much there would be to tell', () => {
    const lines = summaryOf((give) => {
      for (let i = 1; i <= 50; i += 1) give(set(i, i), 4);
    });
    expect(lines).toHaveLength(12);
    expect(lines[0]).toBe('50 commands, 50 uncertain, 50 never repeated');
    expect(lines.at(-1)).toBe('  and 40 more: --history FILE tells of all');
  });
});

describe('--verbose on the bare machine', () => {
  it('tells of commands and interrupts, and only counts what is too much for a second', () => {
    const lines: string[] = [];
    const time = { now: 0, instructions: 0 };
    const { now } = { now: () => time.now };
    const narrator = new MachineNarrator({
      tell: (line) => lines.push(line),
      now,
      instructions: () => time.instructions,
    });
    const history = new CommandHistory(now, narrator);
    for (let id = 1; id <= 30; id += 1) {
      history.commanded(set(id, 5));
      history.ended(id, 2);
    }
    expect(lines).toHaveLength(40);
    expect(lines.slice(0, 2)).toEqual([
      '0.000000 command 1, #1: setting the actuator to 5 mm',
      '0.000000 interrupt: command 1, #1 done',
    ]);
    lines.splice(0);
    Object.assign(time, { now: 1.5, instructions: 900 });
    narrator.tick();
    narrator.tick();
    narrator.input(3, true);
    history.commanded(set(31, 5));
    expect(lines).toEqual([
      '1.500000 900 instructions, 20 more commands and interrupts',
      '1.500000 input: 3 bytes, and the end',
      '1.500000 command 31, #31: setting the actuator to 5 mm',
    ]);
  });
});
