import { beforeEach, describe, expect, it } from 'vitest';
import { CONSOLE_PAGE } from './devices/console.ts';
import { EXIT } from './cpu/processor.ts';
import { PSW } from './cpu/psw.ts';
import { access, NOP, PROGRAM, TestMachine, type Line } from './cpu/testing/test-machine.ts';
import { InstructionTrace } from './instruction-trace.ts';
import type { TraceSelection } from './trace-selection.ts';

let machine: TestMachine;
let lines: string[];
let trace: InstructionTrace;

beforeEach(() => {
  machine = new TestMachine();
  machine.cpu.psw = PSW.Q;
  lines = [];
  trace = new InstructionTrace(machine.cpu, { write: (line) => lines.push(line) });
});

/** Runs a program to its rest; returns the lines without their padding. */
function traceOf(program: readonly (Line | number)[]): string[] {
  machine.place(PROGRAM, program);
  expect(trace.run(1000)).toBe(EXIT.REST);
  return lines.map((line) => line.replace(/ {2,}/g, '  '));
}

describe('a line for an instruction', () => {
  it('tells level, address, word, source text and changed registers', () => {
    machine.jump(PROGRAM + 2);
    expect(traceOf([['ldo', 7, 0, 5], NOP, ['mtsp', 5, 1], ['mtctl', 5, 11]])).toEqual([
      '2 00001000 3405000e  ldi 7,%r5  %r5=00000007',
      '2 00001004 08000240  nop',
      '2 00001008 00055820  mtsp %r5,%sr1  %sr1=00000007',
      '2 0000100c 01651840  mtsar %r5  %sar=00000007',
    ]);
  });

  it('says so if it was nullified', () => {
    expect(traceOf([['or', 0, 0, 0, { f: 1 }], NOP])[1]).toBe('0 00001004 --------  (nullified)');
  });

  it('names the space while code is translated', () => {
    machine.map(9, 0x5000, PROGRAM, access(2, 3, 0));
    machine.jump(0x5003, 9);
    machine.cpu.psw = PSW.Q | PSW.C;
    expect(traceOf([NOP])).toEqual(['3 9:00005000 08000240  nop']);
  });
});

describe('a line for an interruption', () => {
  it('follows the instruction that caused it', () => {
    expect(traceOf([['break', 7, 12]])).toEqual([
      '0 00001000 00018007  break 7,12',
      '--- interruption 9, break instruction trap: IIA 0:00001000 0:00001004, ' + 'IIR 00018007, IPSW 00000008',
    ]);
  });

  it('stands alone if it comes between two instructions', () => {
    machine.cpu.psw = PSW.Q | PSW.R;
    expect(traceOf([NOP])).toEqual([
      '0 00001000 08000240  nop  %rctr=ffffffff',
      expect.stringMatching(/^--- interruption 3, recovery counter trap: IIA 0:00001004/),
    ]);
  });

  it('follows the instruction after which a group 4 trap comes', () => {
    machine.cpu.psw = PSW.Q | PSW.T;
    expect(traceOf([['bl', 0, 2]])).toEqual([
      '0 00001000 e8400000  bl 0x1008,%r2  %r2=00001008',
      expect.stringMatching(/^--- interruption 25, taken branch trap: IIA 0:00001004 0:00001008/),
    ]);
  });

  it('follows an address if the instruction could not be fetched', () => {
    machine.jump(0x5000, 9);
    machine.cpu.psw = PSW.Q | PSW.C;
    expect(traceOf([])).toEqual([
      '0 9:00005000 --------  (not fetched)',
      expect.stringMatching(/^--- interruption 6, instruction TLB miss fault: IIA 9:00005000/),
    ]);
  });
});

describe('what an instruction loads or stores', () => {
  it.each<[Line, string]>([
    [['ldw', 4, 0, 3, 4], '[00003004] -> 89abcdef  %r4=89abcdef'],
    [['ldh', 2, 0, 3, 4], '[00003002] -> 4567  %r4=00004567'],
    [['ldb', 1, 0, 3, 4], '[00003001] -> 23  %r4=00000023'],
    [['ldws', 4, 0, 3, 4, { m: 1 }], '[00003000] -> 01234567  %r3=00003004 %r4=01234567'],
    [['ldws', 4, 0, 3, 4, { a: 1, m: 1 }], '[00003004] -> 89abcdef  %r3=00003004 %r4=89abcdef'],
    [['ldwm', 4, 0, 3, 4], '[00003000] -> 01234567  %r3=00003004 %r4=01234567'],
    [['stw', 5, 8, 0, 3], '[00003008] <- 0000beef'],
    [['sth', 5, 8, 0, 3], '[00003008] <- beef'],
    [['stb', 5, 11, 0, 3], '[0000300b] <- ef'],
    [['stbys', 5, 2, 0, 3, { a: 0, m: 0 }], '[00003002] <- 0123beef'],
    [['ldcws', 0, 0, 3, 4], '[00003000] -> 01234567 <- 00000000  %r4=01234567'],
    [['ldwx', 6, 0, 3, 4, { u: 1 }], '[00003004] -> 89abcdef  %r4=89abcdef'],
    [['ldwas', 4, 3, 4], '[00003004] -> 89abcdef  %r4=89abcdef'],
    [['stw', 5, 0, 0, 7], '[console.DATA] <- 0000beef'],
    [['ldw', 0x20, 0, 7, 4], '[console.INPUT_POSITION] -> 00000009  %r4=00000009'],
  ])('%s: %s', (line, expected) => {
    machine.cpu.memory.write(0x3000, Uint8Array.of(0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef));
    machine.setGr(3, 0x3000);
    machine.setGr(5, 0xbeef);
    machine.setGr(6, 1);
    machine.setGr(7, CONSOLE_PAGE);
    machine.registers.set(CONSOLE_PAGE, 0).set(CONSOLE_PAGE + 0x20, 9);
    expect(traceOf([line])[0].split('  ').slice(2).join('  ')).toBe(expected);
  });

  it('is not told if it was interrupted', () => {
    machine.setGr(3, 0x3001);
    expect(traceOf([['ldw', 0, 0, 3, 4]])[0]).toBe('0 00001000 48640000  ldw 0(%r3),%r4');
  });

  it('stands at its virtual address', () => {
    machine.map(9, 0x5000, 0x3000, access(2, 3, 0));
    machine.setSr(1, 9);
    machine.setGr(3, 0x5000);
    machine.cpu.psw = PSW.Q | PSW.D;
    expect(traceOf([['ldw', 4, 1, 3, 4]])[0]).toContain('[9:00005004] -> 00000000');
  });
});

describe('a selection', () => {
  const program: Line[] = Array.from({ length: 6 }, (_, i) => ['ldo', i, 0, 5]);

  /** The addresses of the instructions that are traced. */
  function tracedOf(selection: TraceSelection, limit = 1000): number[] {
    machine.place(PROGRAM, program);
    const selected = new InstructionTrace(machine.cpu, { write: (line) => lines.push(line), selection });
    while (selected.run(limit) !== EXIT.REST);
    return lines.filter((line) => !line.startsWith('===')).map((line) => parseInt(line.slice(2, 10), 16) - PROGRAM);
  }

  it.each([1, 2, 1000])('begins at its first moment and ends at its last, in runs of %i', (limit) => {
    expect(tracedOf({ from: { instruction: 2 }, to: { instruction: 4 }, only: [] }, limit)).toEqual([8, 12]);
  });

  it('tells what is in one of its ranges', () => {
    const range = (start: number, end: number) => ({ start: PROGRAM + start, end: PROGRAM + end, physical: true });
    expect(tracedOf({ only: [range(0, 4), range(16, 24)] })).toEqual([0, 16, 20]);
  });

  it('counts the instructions of an epoch', () => {
    machine.place(PROGRAM, program);
    const selection = { from: { epoch: 2, instruction: 1 }, to: { epoch: 3, instruction: 0 }, only: [] };
    const selected = new InstructionTrace(machine.cpu, { write: (line) => lines.push(line), selection });
    for (const length of [2, 3, 1]) {
      selected.beginEpoch();
      selected.run(length);
    }
    expect(lines).toEqual([
      expect.stringMatching(/^0 0000100c .* ldi 3,%r5/),
      expect.stringMatching(/^0 00001010 .* ldi 4,%r5/),
    ]);
  });
});

it('runs a program as the processor itself would', () => {
  const program: Line[] = [
    ['ldo', 20, 0, 5],
    ['addibf', -1, 5, -8, { c: 1 }],
    ['ldo', 1, 6, 6],
  ];
  const other = new TestMachine();
  other.run(program);
  traceOf(program);
  expect(trace.completed).toBe(other.cpu.completed);
  expect([machine.gr(5), machine.gr(6), machine.front]).toEqual([other.gr(5), other.gr(6), other.front]);
});
