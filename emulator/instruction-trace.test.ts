import { beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from './cpu/processor.ts';
import { PSW } from './cpu/psw.ts';
import { access, NOP, PROGRAM, TestMachine, type Line } from './cpu/testing/test-machine.ts';
import { InstructionTrace } from './instruction-trace.ts';

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
