import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MIN_RAM, PAGE_SIZE } from '../../emulator/board.ts';
import { boot } from '../../emulator/boot.ts';
import { LAYOUT, MachineState } from '../../emulator/layout.ts';
import { assembleGuest } from '../guests/assemble.ts';
import { DirtyPages } from './dirty-pages.ts';
import { Monitor } from './monitor.ts';
import { StateHash } from './state-hash.ts';

/** Stores to a new place all over the second half MiB, for ever, through a translation that it makes itself. */
const STORING = assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldil	L%0x80000,%r5
	ldi	1,%r11
again:	shd	%r11,%r0,19,%r20	; xorshift32
	xor	%r11,%r20,%r11
	extru	%r11,14,15,%r20
	xor	%r11,%r20,%r11
	extru	%r11,30,17,%r22
	add	%r22,%r5,%r23
	depi	0,31,2,%r23
	stw	%r11,0(%r23)
	b	again
	 idtlba	%r11,(%sr0,%r23)
`);

const STOPPED: number = LAYOUT.STOPPED;
const TLB_GENERATOR: number = LAYOUT.TLB_GENERATOR;
const MACHINE = { sectors: 64, tlbSeed: 5 };

function machineOf(image: Uint8Array): Monitor {
  const vm = new Monitor({ ...MACHINE, state: new MachineState({ ram: MIN_RAM }) });
  boot(vm.processor, image, '');
  vm.deprivilege();
  return vm;
}

/** The hash of the same state by one who sees it for the first time. */
function fromScratch(vm: Monitor): bigint {
  const state = new MachineState({ ram: MIN_RAM });
  const other = new Monitor({ ...MACHINE, state });
  copyState(vm.processor.state, state);
  other.dirtyPages.addAll();
  return other.stateHash();
}

function copyState(from: MachineState, to: MachineState): void {
  to.words.set(from.words);
  to.ram.set(from.ram);
}

/** A guest whose state was overwritten may do anything: stop for good, or ask for what nobody supplies. */
function run(vm: Monitor, instructions: number): void {
  vm.startEpoch(instructions);
  for (;;) {
    const exit = vm.run(4096);
    if (exit.type === 'epoch-end' || exit.type === 'environment') return;
    if (exit.type === 'output' && exit.request.kind === 'exit') return;
  }
}

type Change = (vm: Monitor) => unknown;
const word = fc.integer();
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.integer({ min: 1, max: 500 }).map(
    (count): Change =>
      (vm) =>
        run(vm, count),
  ),
  fc.tuple(fc.nat(MIN_RAM / 4 - 1), word).map(
    ([at, value]): Change =>
      (vm) =>
        vm.processor.memory.storeWord(at * 4, value),
  ),
  fc.tuple(fc.nat(MIN_RAM - 10_000), fc.uint8Array({ maxLength: 9000, size: 'max' })).map(
    ([at, bytes]): Change =>
      (vm) =>
        vm.processor.memory.write(at, bytes),
  ),
  fc.tuple(fc.nat(LAYOUT.TLB + 400), word).map(([at, value]): Change => (vm) => {
    vm.processor.state.words[at === STOPPED ? 0 : at] = at < LAYOUT.GR + 32 ? value : 0;
    vm.processor.stateChanged();
  }),
  fc.constant((vm: Monitor) => vm.stateHash()),
  fc.constant((vm: Monitor) => vm.dirtyPages.reader().take()),
);

describe('the hash of a state', () => {
  it('is the same, however the state was reached', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        const vm = machineOf(STORING);
        for (const apply of changes) apply(vm);
        expect(vm.stateHash()).toBe(fromScratch(vm));
        expect(vm.stateHash()).toBe(fromScratch(vm));
      }),
      { numRuns: 60 },
    );
  });

  it('follows a state that is overwritten as a whole', () => {
    const [one, other] = [machineOf(STORING), machineOf(STORING)];
    run(other, 3000);
    expect(one.stateHash()).not.toBe(other.stateHash());
    copyState(other.processor.state, one.processor.state);
    one.processor.stateChanged();
    one.dirtyPages.addAll();
    expect(one.stateHash()).toBe(other.stateHash());
  });

  it('changes with every bit of RAM, registers and TLB', () => {
    const vm = machineOf(STORING);
    run(vm, 1000);
    const { memory, state } = vm.processor;
    const before = vm.stateHash();
    fc.assert(
      fc.property(fc.nat(MIN_RAM / 4 - 1), fc.nat(31), (at, bit) => {
        memory.storeWord(at * 4, state.ram[at] ^ (1 << bit));
        expect(vm.stateHash()).not.toBe(before);
        memory.storeWord(at * 4, state.ram[at] ^ (1 << bit));
        expect(vm.stateHash()).toBe(before);
      }),
    );
    for (let at = 0; at < state.words.length; at += at < TLB_GENERATOR ? 1 : 97) {
      const flip = (): void => {
        state.words[at] ^= 1 << (at % 32);
        // The TLB's words are the TLB's own: whoever else changes them must say so.
        if (at >= TLB_GENERATOR) vm.processor.stateChanged();
      };
      flip();
      expect(vm.stateHash(), `word ${at}`).not.toBe(before);
      flip();
    }
    expect(vm.stateHash()).toBe(before);
  });

  it('tells pages apart that have changed places', () => {
    const [one, other] = [1, 2].map(() => machineOf(STORING));
    const pages = [0x40000, 0x40000 + PAGE_SIZE];
    pages.forEach((page, i) => one.processor.memory.write(page, Uint8Array.of(i + 1)));
    pages.forEach((page, i) => other.processor.memory.write(page, Uint8Array.of(2 - i)));
    expect(one.stateHash()).not.toBe(other.stateHash());
  });

  it('changes with input that was not popped', () => {
    const vm = machineOf(STORING);
    const before = vm.stateHash();
    vm.deliver([{ type: 'input', from: 0, bytes: Uint8Array.of(1), end: false }], 0);
    const other = machineOf(STORING);
    other.deliver([{ type: 'input', from: 0, bytes: Uint8Array.of(2), end: false }], 0);
    expect(new Set([before, vm.stateHash(), other.stateHash()]).size).toBe(3);
  });

  it('of a page that was written and is zero again is that of one that was never written', () => {
    const vm = machineOf(STORING);
    const before = vm.stateHash();
    vm.processor.memory.write(0x40000, Uint8Array.of(1, 2, 3));
    expect(vm.stateHash()).not.toBe(before);
    vm.processor.memory.write(0x40000, new Uint8Array(3));
    expect(vm.stateHash()).toBe(before);
  });

  it('leaves the TLB out if it is no state of the virtual machine', () => {
    const hashOf = (tlbSeed: number, tlbExposed: boolean): bigint => {
      const vm = new Monitor({ state: new MachineState({ ram: MIN_RAM }), sectors: 0, tlbSeed, tlbExposed });
      boot(vm.processor, STORING, '');
      return vm.stateHash();
    };
    expect(hashOf(1, true)).toBe(hashOf(2, true));
    expect(hashOf(1, false)).not.toBe(hashOf(2, false));
  });

  it.each([2, 3, 4, 5, 1024])('does not depend on scratch, with %i entries in the TLB', (tlbEntries) => {
    const hashWith = (scratch: number): bigint => {
      const state = new MachineState({ ram: MIN_RAM, tlbEntries });
      const vm = new Monitor({ ...MACHINE, state });
      boot(vm.processor, STORING, '');
      state.scratch.fill(scratch);
      return vm.stateHash();
    };
    expect(hashWith(-1)).toBe(hashWith(0));
  });

  it('is one of 64 bits that depend on all of a page', () => {
    const state = new MachineState({ ram: MIN_RAM });
    const dirty: number[] = [];
    const dirtyPages = new DirtyPages(() => dirty.splice(0), MIN_RAM / PAGE_SIZE).reader();
    const hash = new StateHash({ state, dirtyPages });
    let [ones, zeros] = [0n, 0n];
    for (let i = 0; i < 200; i += 1) {
      state.ram[i] = 1;
      dirty.push(0);
      const value = hash.value(new Uint8Array(0));
      ones |= value;
      zeros |= ~value;
    }
    expect(ones).toBe(BigInt.asUintN(64, -1n));
    expect(BigInt.asUintN(64, zeros)).toBe(BigInt.asUintN(64, -1n));
  });
});

describe('dirty pages', () => {
  it('are told to every reader, from when it begins to read until it closes', () => {
    const dirty: number[] = [];
    const pages = new DirtyPages(() => dirty.splice(0), 4);
    dirty.push(0);
    const first = pages.reader();
    dirty.push(1, 2);
    const second = pages.reader();
    dirty.push(2, 3);
    expect(second.take().sort()).toEqual([2, 3]);
    expect(first.take().sort()).toEqual([1, 2, 3]);
    expect([...first.take(), ...second.take()]).toEqual([]);
    second.close();
    dirty.push(0);
    expect(second.take()).toEqual([]);
    pages.addAll();
    expect(first.take().sort()).toEqual([0, 1, 2, 3]);
  });
});
