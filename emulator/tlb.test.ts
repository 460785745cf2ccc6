import { describe, expect, it } from 'vitest';
import { PSW } from './cpu/psw.ts';
import { access, PROGRAM, TestMachine, type Line } from './cpu/testing/test-machine.ts';
import { MachineState } from './layout.ts';
import { Tlb } from './tlb.ts';

function tlbWith(entries: number, seed = 1): { tlb: Tlb; removed: number[]; state: MachineState } {
  const removed: number[] = [];
  const state = new MachineState({ ram: 1 << 20, tlbEntries: entries });
  const tlb = new Tlb(state, (offset) => removed.push(offset));
  tlb.powerOn(seed);
  return { tlb, removed, state };
}

function insert(tlb: Tlb, space: number, offset: number, physical: number): void {
  tlb.insertAddress(space, offset, physical >>> 7);
  tlb.insertProtection(space, offset, access(1, 3, 3));
}

describe('the TLB', () => {
  it('translates only after both steps of an insertion', () => {
    const { tlb } = tlbWith(8);
    tlb.insertAddress(5, 0x12345678, 0x40000 >>> 7);
    expect(tlb.find(5, 0x12345000)).toBe(-1);
    tlb.insertProtection(5, 0x12345abc, access(1, 3, 3));
    const slot = tlb.find(5, 0x12345fff);
    expect(tlb.physicalPage(slot)).toBe(0x40000);
    expect(tlb.find(6, 0x12345fff)).toBe(-1);
  });

  it('ignores the second step without the first', () => {
    const { tlb } = tlbWith(8);
    tlb.insertProtection(5, 0x1000, access(1, 3, 3));
    expect(tlb.find(5, 0x1000)).toBe(-1);
  });

  it('has one entry for a page: inserting again replaces it', () => {
    const { tlb } = tlbWith(8);
    insert(tlb, 1, 0x1000, 0x40000);
    insert(tlb, 1, 0x1000, 0x50000);
    expect(tlb.physicalPage(tlb.find(1, 0x1000))).toBe(0x50000);
    tlb.purge(1, 0x1000);
    expect(tlb.find(1, 0x1000)).toBe(-1);
  });

  it('holds as many pages as it has entries, and never gives up the newest', () => {
    const { tlb, removed } = tlbWith(8);
    for (let i = 0; i < 8; i += 1) insert(tlb, i, i << 12, 0x1000);
    for (let i = 0; i < 8; i += 1) expect(tlb.find(i, i << 12)).toBeGreaterThanOrEqual(0);
    removed.length = 0;
    for (let i = 8; i < 1000; i += 1) {
      insert(tlb, i, i << 12, 0x1000);
      expect(tlb.find(i - 1, (i - 1) << 12)).toBeGreaterThanOrEqual(0);
    }
    const left = Array.from({ length: 1000 }, (_, i) => tlb.find(i, i << 12)).filter((slot) => slot >= 0);
    expect(new Set(left).size).toBe(8);
    expect(removed.length).toBe(992);
  });

  it('tells what stops holding: not what comes anew, nor an entry that never held', () => {
    const { tlb, removed } = tlbWith(8);
    tlb.insertAddress(1, 0x1000, 0x40000 >>> 7);
    tlb.insertAddress(1, 0x1000, 0x50000 >>> 7);
    tlb.insertProtection(1, 0x1000, access(1, 3, 3));
    tlb.insertAddress(2, 0x2000, 0x50000 >>> 7);
    tlb.purge(2, 0x2000);
    expect(removed).toEqual([]);
    tlb.insertProtection(1, 0x1000, access(2, 3, 0));
    expect(removed).toEqual([0x1000]);
    tlb.insertAddress(1, 0x1000, 0x60000 >>> 7);
    expect(removed).toEqual([0x1000, 0x1000]);
    insert(tlb, 3, 0x3000, 0x1000);
    tlb.purge(3, 0x3fff);
    expect(removed).toEqual([0x1000, 0x1000, 0x3000]);
  });

  it('replaces by its seed: the same seed the same entries, another seed others', () => {
    const survivors = (seed: number): string => {
      const { tlb } = tlbWith(16, seed);
      for (let i = 0; i < 100; i += 1) insert(tlb, 0, i << 12, 0x1000);
      return Array.from({ length: 100 }, (_, i) => tlb.find(0, i << 12) >= 0).join();
    };
    expect(survivors(1)).toBe(survivors(1));
    expect(survivors(1)).not.toBe(survivors(2));
  });

  it('works on from a copy of its state', () => {
    const { tlb, state } = tlbWith(16);
    for (let i = 0; i < 40; i += 1) insert(tlb, 0, i << 12, i << 12);
    const other = tlbWith(16);
    other.state.words.set(state.words);
    other.tlb.rebuild();
    for (let i = 40; i < 80; i += 1) {
      insert(tlb, 0, i << 12, i << 12);
      insert(other.tlb, 0, i << 12, i << 12);
    }
    expect([...other.state.words]).toEqual([...state.words]);
  });

  it('is emptied by a purge of entries', () => {
    const { tlb } = tlbWith(8);
    for (let i = 0; i < 20; i += 1) insert(tlb, 0, i << 12, 0x1000);
    tlb.purgeAll();
    expect(Array.from({ length: 20 }, (_, i) => tlb.find(0, i << 12)).every((slot) => slot < 0)).toBe(true);
  });
});

describe('TLB instructions', () => {
  const DATA = 0x20000;

  function run(lines: Line[], psw: number): TestMachine {
    const machine = new TestMachine();
    machine.map(3, DATA, 0x30000, access(1, 3, 1));
    machine.setSr(1, 3);
    machine.setGr(1, DATA + 4);
    machine.setGr(6, 2);
    machine.cpu.psw = psw;
    machine.run(lines);
    return machine;
  }

  it('insert and purge translations', () => {
    const machine = new TestMachine();
    machine.setSr(1, 3);
    machine.setGr(1, DATA);
    machine.setGr(2, 0x30000 >>> 7);
    machine.setGr(3, access(1, 3, 3));
    machine.setGr(4, 0xabcd);
    machine.cpu.psw = PSW.Q | PSW.D;
    machine.run([
      ['idtlba', 2, 1, 1],
      ['idtlbp', 3, 1, 1],
      ['stw', 4, 8, 1, 1],
      ['pitlb', 0, 1, 1],
      ['ldw', 8, 1, 1, 5],
    ]);
    expect(machine.cpu.memory.words[0x30008 / 4]).toBe(0xabcd);
    expect([machine.interruption, machine.cr(18), machine.cr(20), machine.cr(21)]).toEqual([
      15,
      PROGRAM + 16,
      3,
      DATA + 8,
    ]);
  });

  it('PROBE asks for the rights of a level, whatever PSW D is', () => {
    const machine = run(
      [
        ['proberi', 1, 1, 3, 2],
        ['probewi', 1, 1, 3, 3],
        ['probewi', 1, 1, 1, 4],
        ['probew', 1, 1, 6, 5],
        ['prober', 1, 1, 6, 7],
      ],
      PSW.Q,
    );
    expect([2, 3, 4, 5, 7].map((r) => machine.gr(r))).toEqual([1, 0, 1, 0, 1]);
  });

  it('LPA gives the physical address', () => {
    const machine = run([['lpa', 6, 1, 1, 2, { m: 1 }]], PSW.Q);
    expect([machine.gr(2), machine.gr(1)]).toEqual([0x30004, DATA + 6]);
  });

  it.each<[Line, number]>([
    [['proberi', 2, 1, 3, 2], 17],
    [['lpa', 0, 2, 1, 2], 17],
    [['fdc', 0, 2, 1], 17],
    [['pdc', 0, 2, 1], 17],
    [['fic', 0, 1, 1], 16],
  ])('%j misses as non-access', (line, number) => {
    const machine = new TestMachine();
    machine.setSr(1, 3);
    machine.setSr(2, 4);
    machine.setGr(1, DATA);
    machine.cpu.psw = PSW.Q | PSW.D;
    machine.run([line]);
    expect([machine.interruption, machine.cr(21)]).toEqual([number, DATA]);
  });

  it('PDC at level 0 needs write access; at another level it only flushes', () => {
    const attempt = (level: number): number | undefined => {
      const machine = new TestMachine();
      machine.map(3, DATA, 0x30000, access(0, 3, 3));
      machine.setSr(1, 3);
      machine.setGr(1, DATA);
      machine.jump(PROGRAM + level);
      machine.cpu.psw = PSW.Q | PSW.D;
      machine.run([['pdc', 0, 1, 1]]);
      return machine.interruption;
    };
    expect([attempt(0), attempt(3)]).toEqual([26, undefined]);
  });

  it('short pointers select SR 4 to 7 by the base', () => {
    const machine = new TestMachine();
    machine.map(77, 0x80000000, 0x30000, access(1, 3, 3));
    machine.setSr(6, 77);
    machine.setGr(1, 0x80000010);
    machine.setGr(2, 5);
    machine.cpu.psw = PSW.Q | PSW.D;
    machine.run([
      ['stw', 2, 0, 0, 1],
      ['ldsid', 0, 1, 3],
    ]);
    expect([machine.cpu.memory.words[0x30010 / 4], machine.gr(3)]).toEqual([5, 77]);
  });
});
