/** A device of which one store starts several operations: bare, under the monitor, and on a pair, each leaves once, in order. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MIN_RAM } from '../../emulator/board.ts';
import { CONSOLE, CONSOLE_PAGE } from '../../emulator/devices/console.ts';
import { SYSTEM_PAGE } from '../../emulator/devices/system.ts';
import { boot } from '../../emulator/boot.ts';
import type { Request } from '../../emulator/devices/device.ts';
import { Devices } from '../../emulator/devices/devices.ts';
import { MachineState } from '../../emulator/layout.ts';
import { Machine } from '../../emulator/machine.ts';
import { assembleGuest } from '../guests/assemble.ts';
import { MemoryPair } from '../runner/testing/memory-pair.ts';
import { MemoryWorld } from '../../emulator/world/testing/memory-world.ts';
import { Monitor } from './monitor.ts';

/** The device: a register that prints the four bytes of what is stored; a byte of 0 is an EXIT with status 7. */
const PRINTER = 0xf0006000;

beforeEach(() => {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with its `this`
  const { store } = Devices.prototype;
  vi.spyOn(Devices.prototype, 'store').mockImplementation(function (this: Devices, address, value) {
    if (address !== PRINTER) return store.call(this, address, value);
    return [24, 16, 8, 0]
      .map((shift) => (value >>> shift) & 0xff)
      .every((byte) =>
        byte === 0 ? store.call(this, SYSTEM_PAGE, 7) : store.call(this, CONSOLE_PAGE + CONSOLE.DATA, byte),
      );
  });
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** Stores these words to the printer, counting in %r4, then exits with the count. */
function printing(texts: readonly string[]): Uint8Array {
  const stores = texts.map(
    (text) => `
	ldil	L%0x${Buffer.from(text).toString('hex')},%r5
	ldo	R%0x${Buffer.from(text).toString('hex')}(%r5),%r5
	stw	%r5,0(%r3)
	ldo	1(%r4),%r4`,
  );
  return assembleGuest(`
	.level	1.1
	.text
	.globl	_start
_start:	ldil	L%0xf0006000,%r3
${stores.join('')}
	ldil	L%0xf0000000,%r3
	stw	%r4,0(%r3)
	b,n	.
`);
}

interface Run {
  readonly printed: string;
  readonly status: number | undefined;
}

async function onBare(image: Uint8Array): Promise<Run> {
  const world = new MemoryWorld();
  const soon = setInterval(() => world.work(), 0);
  const machine = new Machine({ world, image, bootArguments: '', ram: MIN_RAM, tlbSeed: 1 });
  const { status } = await machine.run();
  clearInterval(soon);
  return { printed: world.raw, status };
}

/** In epochs of one instruction: none may end between two requests of one. */
function underMonitor(image: Uint8Array): Run & { readonly completed: number[] } {
  const vm = new Monitor({ state: new MachineState({ ram: MIN_RAM }), sectors: 0, tlbSeed: 1 });
  boot(vm.processor, image, '');
  vm.deprivilege();
  let printed = '';
  const completed: number[] = [];
  for (;;) {
    vm.startEpoch(1);
    for (let exit = vm.run(100); exit.type !== 'epoch-end'; exit = vm.run(100)) {
      if (exit.type !== 'output') throw new Error(`a guest that only prints: ${exit.type}`);
      const { request } = exit as { readonly request: Request };
      if (request.kind === 'exit') return { printed, status: request.status, completed };
      if (request.kind === 'console-byte') printed += String.fromCharCode(request.byte);
    }
    completed.push(vm.completed);
  }
}

function onPair(image: Uint8Array, variant: 'original' | 'revised' | 'queued'): Run & { readonly story: string[] } {
  const pair = new MemoryPair({ image, seed: 3, variant, epochLength: 2, hashEpochs: true });
  while (pair.end === undefined) pair.turn();
  return { printed: pair.world.raw, status: pair.end === 'lost' ? undefined : pair.end.status, story: pair.story };
}

describe.each([
  ['all of them', ['wxyz', 'abcd', '1234'], { printed: 'wxyzabcd1234', status: 3 }],
  ['up to an EXIT among them', ['wxyz', 'ab\0d', '1234'], { printed: 'wxyzab', status: 7 }],
  ['none after an EXIT that is the first', ['\0abc'], { printed: '', status: 7 }],
  ['of two EXITs the first', ['a\0\0d', '1234'], { printed: 'a', status: 7 }],
])('%s', (_name, texts, outcome) => {
  const image = printing(texts);

  it('leave the bare machine', async () => {
    expect(await onBare(image)).toEqual(outcome);
  });

  it('leave the monitor, while the instruction completes once', () => {
    const { completed, ...run } = underMonitor(image);
    expect(run).toEqual(outcome);
    expect(completed).toEqual(completed.map(() => 1));
  });

  it.each(['original', 'revised', 'queued'] as const)('leave a pair under the protocol %s', (variant) => {
    expect(onPair(image, variant)).toMatchObject(outcome);
  });
});
