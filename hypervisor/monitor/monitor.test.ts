import { describe, expect, it } from 'vitest';
import { EXIT_STATUS, INTERVAL_TIMER_INTERRUPT, MIN_RAM } from '../../emulator/board.ts';
import { boot } from '../../emulator/boot.ts';
import { EXIT, Processor } from '../../emulator/cpu/processor.ts';
import type { Request } from '../../emulator/devices/device.ts';
import { LAYOUT, MachineState } from '../../emulator/layout.ts';
import { assembleGuest, busyGuest } from '../guests/assemble.ts';
import { Monitor } from './monitor.ts';
import type { VmExit } from './virtual-machine.ts';

/** Virtual level 0 and ordinary: no I/O, no clock. It goes on for ever, through many kinds of instructions. */
const COMPUTING = assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldil	L%0x8000,%r5
	ldi	1,%r11
again:	shd	%r11,%r0,19,%r20	; xorshift32
	xor	%r11,%r20,%r11
	extru	%r11,14,15,%r20
	xor	%r11,%r20,%r11
	shd	%r11,%r0,27,%r20
	xor	%r11,%r20,%r11
	extru,<> %r11,31,1,%r0		; every other time the next one is nullified
	addi	1,%r12,%r12
	mtctl	%r11,%cr24		; privileged
	mfctl	%cr24,%r21
	extru	%r11,31,10,%r22
	add	%r22,%r5,%r23
	stb	%r21,0(%r23)
	bl	leaf,%r2
	 ldo	1(%r13),%r13
	comib,<>,n 0,%r11,again
	b	again
	 nop
leaf:	ssm	0,%r24			; privileged, too
	bv	%r0(%r2)
	 addc	%r11,%r24,%r25
`);

/** Stores again and again where there is no device: each store leaves to the monitor and ends in a machine check. */
const TRAPPING = assembleGuest(`
	.level	1.1
	.text
	.org	0x20			; vector 1: high-priority machine check
	b	checked
	 mtctl	%r0,%cr17

	.org	0x800
checked:
	mtctl	%r0,%cr17
	mtctl	%r6,%cr18
	mtctl	%r7,%cr18
	mtctl	%r8,%cr22
	rfi

	.globl	_start
_start:	ldil	L%0x10000,%r5
	mtctl	%r5,%cr14
	ldil	L%again,%r6
	ldo	R%again(%r6),%r6
	ldo	4(%r6),%r7
	ldi	9,%r8
	ldil	L%0xf0100000,%r9
again:	addi	1,%r12,%r12
	stw	%r12,0(%r9)
	b,n	again
`);

/** Rests at once, then exits with what it popped from the console. */
const RESTING = assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldil	L%0x80800000,%r20	; timer and console
	mtctl	%r20,%cr15
	.word	0x094a024a
	ldil	L%0xf0002000,%r3
	ldw	28(%r3),%r4
	ldil	L%0xf0000000,%r3
	stw	%r4,0(%r3)
`);

/** Prints the byte at 0x4000, then rests until that is done. */
const PRINTING = assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldil	L%0x00800000,%r4	; console
	mtctl	%r4,%cr15
	ldil	L%0xf0002000,%r3
	ldil	L%0x4000,%r4
	stw	%r4,8(%r3)
	ldi	1,%r4
	stw	%r4,12(%r3)
	stw	%r4,20(%r3)
	.word	0x094a024a
`);

/** Every way of storing to the actuator's POSITION, which can't be written. */
const STORES = [
  'stw %r4,0(%r3)',
  'sth %r4,0(%r3)',
  'stb %r4,0(%r3)',
  'stws %r4,0(%r3)',
  'sths %r4,0(%r3)',
  'stbs %r4,0(%r3)',
  'stwm %r4,8(%r3)',
  'stwas %r4,0(%r3)',
  'stbys,b %r4,0(%r3)',
  'fstws %fr4,0(%r3)',
  'fstwx %fr4,%r0(%r3)',
  'fstds %fr4,0(%r3)',
  'fstdx %fr4,%r0(%r3)',
  'ldcws 0(%r3),%r4',
];

function machineOf(image: Uint8Array, limitInstructions?: number): Monitor {
  const state = new MachineState({ ram: MIN_RAM });
  const vm = new Monitor({ state, sectors: 64, tlbSeed: 5, limitInstructions });
  boot(vm.processor, image, '');
  vm.deprivilege();
  return vm;
}

/** Runs one epoch, answering every question; what happens at its end is up to the caller. */
function runEpoch(vm: Monitor, limit: number, slice: number): { exit: VmExit; outputs: Request[] } {
  const outputs: Request[] = [];
  vm.startEpoch(limit);
  for (;;) {
    const exit = vm.run(slice);
    if (exit.type === 'epoch-end') return { exit, outputs };
    if (exit.type === 'output') {
      outputs.push(exit.request);
      if (exit.request.kind === 'exit') return { exit, outputs };
    }
    if (exit.type !== 'environment') continue;
    if (exit.query === 'interval-timer') vm.supply({ query: exit.query, ticks: 1000 });
    else if (exit.query === 'time-of-day') vm.supply({ query: exit.query, ticks: 1000, seconds: 5, microseconds: 6 });
    else vm.supply({ query: exit.query, position: 0 });
  }
}

/** Runs the busy guest to its exit in epochs of `length`, each command done at the end of its epoch. */
function runBusy(length: number, slice: number): { hashes: string[]; status: number } {
  const vm = machineOf(busyGuest());
  const hashes: string[] = [];
  for (let epoch = 1; ; epoch++) {
    const { exit, outputs } = runEpoch(vm, length, slice);
    if (exit.type === 'output' && exit.request.kind === 'exit') return { hashes, status: exit.request.status };
    const interrupts = outputs
      .filter(({ kind }) => kind !== 'console-byte')
      .map(({ id }) => ({ type: 'completion', completion: { id, result: 2 } }) as const);
    vm.deliver(interrupts, 1000 * epoch);
    hashes.push(vm.hash());
  }
}

describe('an epoch', () => {
  it.each([1, 2, 3, 10, 4095, 4096, 4097])('ends right after %d completed instructions', (limit) => {
    const vm = machineOf(COMPUTING);
    for (let i = 0; i < 3; i++) {
      expect(runEpoch(vm, limit, 4096).exit).toEqual({ type: 'epoch-end', completed: limit, rest: false });
    }
  });

  it('ends at the same instruction as a run in one piece, however it is cut', () => {
    const whole = machineOf(COMPUTING);
    runEpoch(whole, 20_000, 20_000);
    for (const [limit, slice] of [
      [1, 1],
      [10, 3],
      [1000, 7],
      [5000, 4096],
      [20_000, 13],
    ] as const) {
      const cut = machineOf(COMPUTING);
      for (let done = 0; done < 20_000; done += limit) runEpoch(cut, limit, slice);
      expect(cut.hash(), `epochs of ${limit}, slices of ${slice}`).toBe(whole.hash());
    }
  });

  it('of no instructions is over at once', () => {
    const vm = machineOf(COMPUTING);
    const before = vm.hash();
    expect(runEpoch(vm, 0, 4096).exit).toEqual({ type: 'epoch-end', completed: 0, rest: false });
    expect(vm.hash()).toBe(before);
  });

  it('leaves the same state whether it ended at its limit or at a rest', () => {
    const [long, short] = [machineOf(RESTING), machineOf(RESTING)];
    expect(runEpoch(long, 1000, 4096).exit).toEqual({ type: 'epoch-end', completed: 2, rest: true });
    expect(runEpoch(short, 2, 4096).exit).toEqual({ type: 'epoch-end', completed: 2, rest: false });
    expect(short.hash()).toBe(long.hash());
  });
});

describe('an epoch that is to end soon', () => {
  it('ends after the next instruction, where it stands if nothing is left of it, and says how many completed', () => {
    const vm = machineOf(COMPUTING);
    vm.startEpoch(1000);
    expect(vm.run(10)).toEqual({ type: 'slice' });
    vm.endEpochSoon();
    vm.endEpochSoon();
    expect(vm.run(4096)).toEqual({ type: 'epoch-end', completed: 11, rest: false });
    vm.startEpoch(10);
    vm.run(10);
    vm.endEpochSoon();
    expect(vm.run(4096)).toEqual({ type: 'epoch-end', completed: 10, rest: false });
  });

  it('ends at a rest, if that comes first', () => {
    const vm = machineOf(RESTING);
    vm.startEpoch(1000);
    vm.run(2);
    vm.endEpochSoon();
    expect(vm.run(4096)).toEqual({ type: 'epoch-end', completed: 2, rest: true });
  });

  it('lets the output and the environment instruction at which the guest stands complete', () => {
    const vm = machineOf(busyGuest());
    vm.startEpoch(100_000);
    let exit = vm.run(4096);
    while (exit.type !== 'environment') exit = vm.run(4096);
    vm.endEpochSoon();
    vm.supply({ query: 'console-position', position: 0 });
    expect(vm.run(4096)).toMatchObject({ type: 'epoch-end', rest: false });
    expect(runEpoch(vm, 1, 1).exit).toMatchObject({ completed: 1 });
  });

  it('can be repeated from its count alone, wherever the guest stood when it was asked', () => {
    const [first, second] = [machineOf(TRAPPING), machineOf(TRAPPING)];
    for (let epoch = 0; epoch < 60; epoch++) {
      first.startEpoch(1_000_000);
      for (let slices = 0; slices < 1 + epoch; slices++) expect(first.run(1)).toEqual({ type: 'slice' });
      first.endEpochSoon();
      let exit = first.run(1);
      while (exit.type === 'slice') exit = first.run(1);
      if (exit.type !== 'epoch-end') throw new Error(exit.type);
      expect(runEpoch(second, exit.completed, 4096).exit).toEqual(exit);
      expect(second.hash(), `epoch ${epoch}`).toBe(first.hash());
    }
  });
});

describe('the monitor', () => {
  it('runs a guest to the state in which bare hardware leaves it', () => {
    const vm = machineOf(COMPUTING);
    runEpoch(vm, 10_000, 4096);
    const state = new MachineState({ ram: MIN_RAM });
    const nothing = { load: () => undefined, loadHalfword: () => undefined, store: () => false };
    const environment = { read: () => expect.unreachable() };
    const bare = new Processor({ state, io: nothing, environment, tlbSeed: 5 });
    boot(bare, COMPUTING, '');
    expect(bare.run(10_000)).toBe(EXIT.LIMIT);
    bare.deprivileged = true;
    state.doubles[LAYOUT.INSTRUCTIONS / 2] = 10_000;
    expect(Buffer.compare(view(vm.processor.state.words), view(state.words))).toBe(0);
    expect(Buffer.compare(view(vm.processor.state.ram), view(state.ram))).toBe(0);
    expect(state.words[LAYOUT.GR + 13]).toBeGreaterThan(400);
  });

  it('delivers interrupts at exact instructions: the same states, whatever the slices', () => {
    const reference = runBusy(700, 4096);
    expect(reference.hashes.length).toBeGreaterThan(8);
    for (const slice of [1, 17, 699, 701]) expect(runBusy(700, slice)).toEqual(reference);
  });

  it('wakes a resting guest with what is delivered', () => {
    const vm = machineOf(RESTING);
    runEpoch(vm, 1000, 4096);
    expect(runEpoch(vm, 1000, 4096).exit).toEqual({ type: 'epoch-end', completed: 0, rest: true });
    vm.deliver([{ type: 'input', from: 0, bytes: Uint8Array.of(33), end: false }], 0);
    expect(runEpoch(vm, 1000, 4096).exit).toMatchObject({ type: 'output', request: { kind: 'exit', status: 33 } });
    expect(vm.inputPopped()).toBe(1);
  });

  it('names the tick at which the timer would end a rest', () => {
    const vm = machineOf(RESTING);
    expect(vm.timerDue()).toBe(Infinity);
    vm.processor.state.doubles[LAYOUT.TIMER_TARGET / 2] = 5000;
    expect(vm.timerDue()).toBe(Infinity);
    runEpoch(vm, 1000, 4096);
    expect(vm.timerDue()).toBe(5000);
    vm.deliver([], 4999);
    expect(runEpoch(vm, 1000, 4096).exit).toMatchObject({ completed: 0, rest: true });
    vm.deliver([], 5000);
    expect(runEpoch(vm, 1000, 4096).exit).toMatchObject({ type: 'output' });
  });

  it('asks nobody for the time when the guest writes CR 16: a comparand counts from what it was last shown', () => {
    const vm = machineOf(
      assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldil	L%0x80000000,%r5
	mtctl	%r5,%cr15
	mfctl	%cr16,%r5
	ldo	100(%r5),%r5
	mtctl	%r5,%cr16
	.word	0x094a024a
`),
    );
    vm.startEpoch(1000);
    expect(vm.run(1000)).toEqual({ type: 'environment', query: 'interval-timer' });
    vm.supply({ query: 'interval-timer', ticks: 2 ** 33 + 5 });
    expect(vm.run(1000)).toEqual({ type: 'epoch-end', completed: 5, rest: true });
    expect(vm.processor.timerDue()).toBe(2 ** 33 + 105);
    expect(vm.timerTick()).toBe(100);
    vm.deliver([], 2 ** 33 + 104);
    expect(vm.processor.state.words[LAYOUT.CR + 23]).toBe(0);
    vm.deliver([], 2 ** 33 + 7000);
    expect(vm.processor.state.words[LAYOUT.CR + 23] >>> 0).toBe(INTERVAL_TIMER_INTERRUPT);
  });

  it.each(STORES)('knows that %s stores to a device, and asks no question', (store) => {
    const vm = machineOf(
      assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldi	0xc0,%r1
	mtctl	%r1,%cr10
	ldil	L%0x8000,%r1
	mtctl	%r1,%cr14
	ldil	L%0xf0004000,%r3
	${store}
`),
    );
    // There is no handler: the machine check of a register that can't be written stops the machine.
    vm.startEpoch(1000);
    expect(vm.run(1000)).toMatchObject({ type: 'output', request: { kind: 'exit', status: 70 } });
    expect(vm.processor.state.words[LAYOUT.STOPPED]).toBe(2);
  });

  it.each(['ldw 4(%r3),%r4', 'ldws 4(%r3),%r4', 'ldwas 4(%r3),%r4', 'fldws 4(%r3),%fr4', 'ldwx %r5(%r3),%r4'])(
    'knows that %s of a position asks one',
    (load) => {
      const vm = machineOf(
        assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldi	0xc0,%r1
	mtctl	%r1,%cr10
	ldi	4,%r5
	ldil	L%0xf0002000,%r3
	${load}
`),
      );
      vm.startEpoch(1000);
      expect(vm.run(1000)).toEqual({ type: 'environment', query: 'console-position' });
    },
  );

  it('lets a store of a floating-point register command a device', () => {
    const vm = machineOf(
      assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldi	0xc0,%r1
	mtctl	%r1,%cr10
	ldil	L%0xf0002000,%r3
	ldi	33,%r4
	stw	%r4,0x400(%r0)
	ldi	0x400,%r4
	fldws	0(%r4),%fr4
	fstws	%fr4,0(%r3)
	.word	0x094a024a
`),
    );
    // Then it rests, and masks all that could wake it.
    const exit = { kind: 'exit', status: EXIT_STATUS.ASLEEP };
    expect(runEpoch(vm, 1000, 4096).outputs).toMatchObject([{ kind: 'console-byte', byte: 33 }, exit]);
  });

  it('turns a stop of the machine into an exit with status 70 and a diagnostic', () => {
    const vm = machineOf(assembleGuest('_start:\tbreak 0,0\n'));
    const { exit } = runEpoch(vm, 1000, 4096);
    expect(exit).toMatchObject({
      type: 'output',
      request: { kind: 'exit', status: 70, stop: { interruption: { number: 9 } } },
    });
  });

  it('ends a guest that rests when nothing can wake it any more', () => {
    const vm = machineOf(RESTING);
    expect(runEpoch(vm, 1000, 4096).exit).toMatchObject({ type: 'epoch-end', rest: true });
    vm.deliver([{ type: 'input', from: 0, bytes: new Uint8Array(0), end: true }], 1000);
    // The end of input has woken it: it exits with what it pops.
    expect(runEpoch(vm, 1000, 4096).exit).toMatchObject({ request: { kind: 'exit', status: 0xfe } });
    const masked = machineOf(assembleGuest('_start:\t.word 0x094a024a\n'));
    expect(runEpoch(masked, 1000, 4096).exit).toMatchObject({ type: 'output', request: { kind: 'exit', status: 80 } });
    expect(masked.completed).toBe(0);
  });

  it.each([
    [1000, 7, 13],
    [300, 4096, 4096],
    [1, 1, 1],
  ])('ends a guest after exactly %d instructions, in epochs of %d', (limit, epochLength, slice) => {
    const vm = machineOf(COMPUTING, limit);
    for (let before = 0; ;) {
      const { exit } = runEpoch(vm, epochLength, slice);
      if (exit.type === 'epoch-end') {
        before += exit.completed;
        continue;
      }
      expect(exit).toMatchObject({ type: 'output', request: { kind: 'exit', status: 81 } });
      expect(before + vm.completed).toBe(limit);
      break;
    }
  });

  it('lets the EXIT that is the last instruction allowed be the end', () => {
    const guest = assembleGuest('_start:\tldil L%0xf0000000,%r1\n\tstw %r0,0(%r1)\n');
    const statusWith = (limit: number): unknown => runEpoch(machineOf(guest, limit), 1000, 4096).exit;
    expect(statusWith(2)).toMatchObject({ request: { kind: 'exit', status: 0 } });
    expect(statusWith(1)).toMatchObject({ request: { kind: 'exit', status: 81 } });
  });

  it('counts what a joiner gets with the state, so that its guest ends there, too', () => {
    const first = machineOf(COMPUTING, 1000);
    runEpoch(first, 600, 4096);
    const joiner = new Monitor({
      state: new MachineState({ ram: MIN_RAM }),
      sectors: 64,
      tlbSeed: 5,
      limitInstructions: 1000,
    });
    for (let page = 0; page < first.pageCount; page++) joiner.page(page).set(first.page(page));
    expect(joiner.restore(first.save())).toBe(true);
    expect(runEpoch(joiner, 5000, 4096).exit).toMatchObject({ request: { kind: 'exit', status: 81 } });
    expect(joiner.completed).toBe(400);
  });

  it('has the write data of outstanding requests in its hash', () => {
    const [one, other, same] = [1, 2, 1].map((byte) => {
      const vm = machineOf(PRINTING);
      vm.processor.memory.write(0x4000, Uint8Array.of(byte));
      expect(runEpoch(vm, 1000, 4096).outputs).toMatchObject([{ kind: 'console-write', data: Uint8Array.of(byte) }]);
      vm.processor.memory.write(0x4000, Uint8Array.of(0));
      return { whole: vm.hash(), incremental: vm.stateHash() };
    });
    expect(other.whole).not.toBe(one.whole);
    expect(other.incremental).not.toBe(one.incremental);
    expect(same).toEqual(one);
  });
});

function view({ buffer, byteOffset, byteLength }: Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
