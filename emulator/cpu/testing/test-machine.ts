/**
 * A processor with RAM, a scripted clock and recorded I/O, for tests. Every interruption vector holds the idle hint: a
 * program that is interrupted comes to rest there, and {@link TestMachine.interruption} tells where.
 */
import { IDLE_HINT } from '../../board.ts';
import { encode } from '../../isa/encode.ts';
import type { Mnemonic } from '../../isa/instructions.ts';
import { LAYOUT, MachineState } from '../../layout.ts';
import { Tlb } from '../../tlb.ts';
import type { EngineFactory } from '../engine.ts';
import { Processor, type Exit } from '../processor.ts';

/** Where the vectors stand. */
const IVA = 0x8000;
/** Where programs go, unless the test says otherwise. */
export const PROGRAM = 0x1000;

export const IDLE = IDLE_HINT;
export const NOP = encode('or', [0, 0, 0]);

/** One instruction: its mnemonic, its operands in source order, its completers as raw fields. */
export type Line = readonly [Mnemonic, ...(number | Record<string, number>)[]];

export function assemble(lines: readonly (Line | number)[]): number[] {
  return lines.map((line) => {
    if (typeof line === 'number') return line;
    const [name, ...rest] = line;
    const values = rest.filter((part): part is number => typeof part === 'number');
    const completers = rest.find((part): part is Record<string, number> => typeof part === 'object');
    return encode(name, values, completers);
  });
}

export interface TestMachineOptions {
  readonly ram?: number;
  readonly tlbEntries?: number;
  readonly tlbSeed?: number;
  readonly state?: MachineState;
  readonly engine?: EngineFactory;
  /** It is the guest of a monitor that is assisted. */
  readonly monitored?: boolean;
}

export class TestMachine {
  readonly state: MachineState;
  readonly cpu: Processor;
  /** What CR 16's clock shows. */
  ticks = 0;
  /** I/O registers by address; the others do not exist. */
  readonly registers = new Map<number, number>();
  /** The same of halfwords. */
  readonly halfwordRegisters = new Map<number, number>();
  /** Called after each I/O store. */
  onStore: (address: number, value: number) => void = () => undefined;

  constructor({
    ram = 1 << 20,
    tlbEntries = 16,
    tlbSeed = 1,
    state = new MachineState({ ram, tlbEntries }),
    engine,
    monitored = false,
  }: TestMachineOptions = {}) {
    this.state = state;
    this.cpu = new Processor({
      state: this.state,
      tlbSeed,
      engine,
      assisted: monitored,
      environment: { read: () => ({ query: 'interval-timer', ticks: this.ticks }) },
      io: {
        load: (address) => this.registers.get(address),
        loadHalfword: (address) => this.halfwordRegisters.get(address),
        store: (address, value) => {
          if (!this.registers.has(address)) return false;
          this.registers.set(address, value);
          this.onStore(address, value);
          return true;
        },
      },
    });
    this.cpu.powerOn(PROGRAM);
    this.cpu.deprivileged = monitored;
    this.setCr(14, IVA);
    // With an interrupt pending the idle hint does not rest: then the branch to itself goes round until the limit.
    for (let number = 1; number < 32; number += 1) {
      this.cpu.memory.storeWord(IVA + 32 * number, IDLE);
      this.cpu.memory.storeWord(IVA + 32 * number + 4, encode('bl', [-8, 0], { n: 1 }));
    }
  }

  /** Puts a program, followed by an idle hint, into RAM. */
  place(address: number, lines: readonly (Line | number)[]): void {
    [...assemble(lines), IDLE].forEach((word, i) => this.cpu.memory.storeWord(address + 4 * i, word));
  }

  /** Sets the queues to begin at `offset` (with the level in its low bits) in `space`. */
  jump(offset: number, space = 0): void {
    this.state.words[LAYOUT.IAOQ_FRONT] = offset;
    this.state.words[LAYOUT.IAOQ_BACK] = offset + 4;
    this.state.words[LAYOUT.IASQ_FRONT] = space;
    this.state.words[LAYOUT.IASQ_BACK] = space;
    this.cpu.stateChanged();
  }

  /** Places a program at PROGRAM and runs it until it rests; returns the exit. */
  run(lines: readonly (Line | number)[], limit = 1000): Exit {
    this.place(PROGRAM, lines);
    return this.cpu.run(limit);
  }

  /** Enters a translation; `access` is the operand of IDTLBP. */
  map(space: number, offset: number, physical: number, access: number): void {
    const tlb = new Tlb(this.state, () => undefined);
    tlb.insertAddress(space, offset, physical >>> 7);
    tlb.insertProtection(space, offset, access);
    this.cpu.stateChanged();
  }

  gr(register: number): number {
    return this.state.words[LAYOUT.GR + register] >>> 0;
  }

  setGr(register: number, value: number): void {
    this.state.words[LAYOUT.GR + register] = value;
  }

  sr(register: number): number {
    return this.state.words[LAYOUT.SR + register] >>> 0;
  }

  setSr(register: number, value: number): void {
    this.state.words[LAYOUT.SR + register] = value;
  }

  cr(register: number): number {
    return this.state.words[LAYOUT.CR + register] >>> 0;
  }

  setCr(register: number, value: number): void {
    this.state.words[LAYOUT.CR + register] = value;
  }

  /** Front of the instruction address offset queue. */
  get front(): number {
    return this.state.words[LAYOUT.IAOQ_FRONT] >>> 0;
  }

  get back(): number {
    return this.state.words[LAYOUT.IAOQ_BACK] >>> 0;
  }

  /** Number of the interruption in whose vector the processor stands, or undefined. */
  get interruption(): number | undefined {
    const distance = this.front - IVA;
    return distance >= 32 && distance < 1024 ? Math.floor(distance / 32) : undefined;
  }
}

const bytesOf = (words: Int32Array): Buffer => Buffer.from(words.buffer, words.byteOffset, words.byteLength);

/** Are two machines' states equal but for RAM? */
export function sameRegisters(a: TestMachine, b: TestMachine): boolean {
  return bytesOf(a.state.words).equals(bytesOf(b.state.words));
}

/** Are two machines' states equal? (Matchers take seconds over a megabyte.) */
export function sameState(a: TestMachine, b: TestMachine): boolean {
  return sameRegisters(a, b) && bytesOf(a.state.ram).equals(bytesOf(b.state.ram));
}

/** The operand of IDTLBP: access rights `type`, `pl1`, `pl2`; flags and access ID. */
export function access(
  type: number,
  pl1: number,
  pl2: number,
  { dirty = true, trap = false, break: brk = false, id = 0 } = {},
): number {
  return (
    (trap ? 0x20000000 : 0) |
    (dirty ? 0x10000000 : 0) |
    (brk ? 0x08000000 : 0) |
    (type << 24) |
    (pl1 << 22) |
    (pl2 << 20) |
    (id << 1)
  );
}
