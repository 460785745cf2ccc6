import { describe, expect, it } from 'vitest';
import { LAYOUT } from '../../layout.ts';
import { access, NOP, PROGRAM, TestMachine } from '../testing/test-machine.ts';

/** Code and data translated. */
const VIRTUAL = 0x00040002;

describe('delay slots', () => {
  it('a taken branch executes the following instruction first', () => {
    const machine = new TestMachine();
    machine.run([
      ['bl', 4, 2],
      ['ldo', 1, 0, 3],
      ['ldo', 1, 0, 4],
      ['ldo', 1, 0, 5],
    ]);
    expect([2, 3, 4, 5].map((r) => machine.gr(r))).toEqual([PROGRAM + 8, 1, 0, 1]);
  });

  it('with ,n an unconditional branch does not', () => {
    const machine = new TestMachine();
    machine.run([
      ['bl', 4, 2, { n: 1 }],
      ['ldo', 1, 0, 3],
      ['ldo', 1, 0, 4],
      ['ldo', 1, 0, 5],
    ]);
    expect([3, 4, 5].map((r) => machine.gr(r))).toEqual([0, 0, 1]);
  });

  it('a branch in a delay slot executes one instruction at the first target', () => {
    const machine = new TestMachine();
    machine.place(0x2000, [['ldo', 1, 0, 4]]);
    machine.place(0x3000, [['ldo', 1, 0, 5]]);
    machine.setGr(1, 0x2000);
    machine.setGr(2, 0x3000);
    machine.run([
      ['bv', 0, 1],
      ['bv', 0, 2],
    ]);
    expect([4, 5].map((r) => machine.gr(r))).toEqual([1, 1]);
    expect(machine.front).toBe(0x3004);
  });

  it('the link is 4 after the following instruction, wherever that is', () => {
    const machine = new TestMachine();
    machine.setGr(1, 0x2000);
    machine.place(0x2000, [NOP]);
    machine.run([
      ['bv', 0, 1],
      ['bl', 8, 2],
    ]);
    expect(machine.gr(2)).toBe(0x2004);
  });
});

describe('conditional branches', () => {
  // [condition holds, displacement, delay slot executed]
  it.each([
    [true, 8, false],
    [false, 8, true],
    [true, -32, true],
    [false, -32, false],
  ])('with ,n: taken %s, displacement %i, delay slot executed %s', (taken, displacement, executed) => {
    const machine = new TestMachine();
    machine.place(PROGRAM - 24, [NOP]);
    machine.setGr(1, taken ? 5 : 6);
    machine.run([
      ['comibt', 5, 1, displacement, { c: 1, n: 1 }],
      ['ldo', 1, 0, 3],
    ]);
    expect(machine.gr(3)).toBe(executed ? 1 : 0);
  });

  it('add, move and test', () => {
    const machine = new TestMachine();
    machine.setGr(1, 3);
    machine.setGr(2, 0x80000000);
    machine.setCr(11, 0);
    machine.run([
      ['addibf', -1, 1, -8, { c: 1 }],
      ['ldo', 1, 4, 4],
      ['movb', 2, 5, 4, { c: 2, n: 1 }],
      ['break', 0, 0],
      ['break', 0, 0],
      ['bb', 2, 0, 4, { c: 2, n: 1 }],
      ['break', 0, 0],
      ['break', 0, 0],
      ['bvb', 2, 4, { c: 6 }],
      ['addbt', 2, 2, 4, { c: 1, n: 1 }],
      ['break', 0, 0],
      ['break', 0, 0],
      ['movib', -3, 6, 4, { c: 4, n: 1 }],
      ['break', 0, 0],
      ['break', 0, 0],
      ['combf', 1, 1, 4, { c: 1 }],
      NOP,
    ]);
    expect([1, 2, 4, 5, 6].map((r) => machine.gr(r))).toEqual([0, 0, 3, 0x80000000, 0xfffffffd]);
    expect(machine.interruption).toBeUndefined();
  });

  it('BLR and BV scale their index by eight', () => {
    const machine = new TestMachine();
    machine.setGr(1, 1);
    machine.setGr(2, 0x2000);
    machine.place(0x2008, [NOP]);
    machine.run([['blr', 1, 3, { n: 1 }], NOP, NOP, NOP, ['bv', 1, 2, { n: 1 }]]);
    expect([machine.gr(3), machine.front]).toEqual([PROGRAM + 8, 0x200c]);
  });
});

describe('privilege levels', () => {
  it('BV lowers the level at its target, and cannot raise it', () => {
    const machine = new TestMachine();
    machine.setGr(1, 0x2002);
    machine.setGr(2, 0x3000);
    machine.place(0x2000, [['bv', 0, 2, { n: 1 }]]);
    machine.place(0x3000, [['bl', 4, 3, { n: 1 }], NOP, NOP]);
    machine.run([
      ['bv', 0, 1],
      ['mfctl', 15, 4],
    ]);
    expect(machine.interruption).toBeUndefined();
    expect(machine.front & 3).toBe(2);
    expect(machine.gr(3)).toBe(0x300a);
  });

  it('BLE keeps the return point in GR 31 and SR 0', () => {
    const machine = new TestMachine();
    machine.setGr(1, 0x2003);
    machine.setSr(3, 77);
    machine.jump(PROGRAM, 5);
    machine.place(0x2000, [['be', 0, 0, 31, { n: 1 }]]);
    machine.run([
      ['ble', 0, 3, 1],
      ['ldo', 1, 0, 3],
      ['ldo', 1, 0, 4],
    ]);
    expect([machine.gr(31), machine.sr(0), machine.gr(3), machine.gr(4)]).toEqual([PROGRAM + 8, 5, 1, 1]);
    expect(machine.front & 3).toBe(3);
    expect(machine.state.words[LAYOUT.IASQ_FRONT]).toBe(5);
  });

  it('GATE promotes to the level of its page, and keeps the old one in GR t', () => {
    const machine = new TestMachine();
    machine.map(9, 0x4000, 0x2000, access(5, 3, 0));
    machine.place(0x2000, [['gate', 8, 2, { n: 1 }], NOP, NOP, NOP]);
    machine.setGr(2, 0xfffffff0);
    machine.jump(0x4003, 9);
    machine.cpu.psw = VIRTUAL;
    machine.cpu.run(100);
    expect([machine.front & 3, machine.gr(2)]).toEqual([1, 0xfffffff3]);
  });

  it('GATE promotes to 0 with translation off', () => {
    const machine = new TestMachine();
    machine.jump(PROGRAM + 3);
    machine.run([['gate', 4, 0, { n: 1 }], NOP, NOP]);
    expect(machine.front & 3).toBe(0);
  });

  it('GATE in the delay slot of a taken branch is illegal', () => {
    const machine = new TestMachine();
    machine.run([
      ['bl', 8, 0],
      ['gate', 8, 0],
    ]);
    expect(machine.interruption).toBe(8);
  });

  it('GATE after a branch whose delay slot was nullified is legal', () => {
    const machine = new TestMachine();
    machine.run([['bl', 0, 0, { n: 1 }], NOP, ['gate', 4, 0, { n: 1 }], NOP, NOP]);
    expect(machine.interruption).toBeUndefined();
  });
});

describe('spaces', () => {
  it('a branch to another space executes its delay slot in the old one', () => {
    const machine = new TestMachine();
    machine.map(5, 0x10000, 0x2000, access(2, 3, 0));
    machine.map(6, 0x10000, 0x3000, access(2, 3, 0));
    machine.place(0x2000, [
      ['be', 8, 2, 1],
      ['ldo', 1, 0, 3],
      ['ldo', 1, 0, 4],
    ]);
    machine.place(0x3000, [
      ['ldo', 2, 0, 3],
      ['ldo', 2, 0, 4],
      ['ldo', 2, 0, 5],
    ]);
    machine.setGr(1, 0x10000);
    machine.setSr(2, 6);
    machine.jump(0x10000, 5);
    machine.cpu.psw = VIRTUAL;
    machine.cpu.run(100);
    expect([3, 4, 5].map((r) => machine.gr(r))).toEqual([1, 0, 2]);
    expect(machine.state.words[LAYOUT.IASQ_FRONT]).toBe(6);
  });
});
