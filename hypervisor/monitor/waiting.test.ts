/**
 * Guests that wait for the console's input with PSW I = 1, in a plain loop of test, hint and branch back: no wake-up is lost,
 * wherever an epoch ends and input comes.
 */
import { describe, expect, it } from 'vitest';
import { MIN_RAM } from '../../emulator/board.ts';
import { boot } from '../../emulator/boot.ts';
import { MachineState } from '../../emulator/layout.ts';
import { assembleGuest } from '../guests/assemble.ts';
import type { SavedState } from './machine-state-copy.ts';
import { Monitor } from './monitor.ts';

const BYTES = 3;

/** The loops; %r9 is the address of the count of bytes, which the handler keeps. Each ends by branching to `finish`. */
const LOOPS = {
  'test, hint, branch back': `
loop:	ldw	0(%r9),%r1
	comib,=,n ${BYTES},%r1,finish
	or	%r10,%r10,%r10
	b,n	loop
`,
  'the hint in the delay slot of the test': `
loop:	ldw	0(%r9),%r1
	comib,<>,n ${BYTES},%r1,loop
	 or	%r10,%r10,%r10
	b,n	finish
`,
  'a test that is long ago, at level 3': `
	ldil	L%low,%r1
	ldo	R%low+3(%r1),%r1
	be	0(%sr0,%r1)
	 nop
low:
loop:	ldw	0(%r9),%r1
	comclr,=	%r1,%r7,%r8
	b,n	wait
	b,n	finish
wait:	nop
	nop
	or	%r10,%r10,%r10
	b,n	loop
`,
};

function guestOf(loop: string): Uint8Array {
  return assembleGuest(`
	.level	1.1
	.text
	.align	2048
vectors:
	.org	vectors+4*32
	b	interrupt
	 mtctl	%r5,%cr23
	.align	2048

interrupt:
	ldw	28(%r3),%r11		; INPUT
	comib,>,n 0,%r11,done
	ldw	0(%r9),%r12
	ldo	1(%r12),%r12
	b	interrupt
	 stw	%r12,0(%r9)
done:	rfi
	nop

	.globl	_start
_start:	ldil	L%vectors,%r1
	mtctl	%r1,%cr14
	ldil	L%0xf0002000,%r3
	ldil	L%0x00800000,%r5
	mtctl	%r5,%cr15
	ldi	${BYTES},%r7
	ldil	L%count,%r9
	ldo	R%count(%r9),%r9
	mtctl	%r0,%cr17
	mtctl	%r0,%cr17
	ldil	L%go,%r1
	ldo	R%go(%r1),%r1
	mtctl	%r1,%cr18
	ldo	4(%r1),%r1
	mtctl	%r1,%cr18
	ldi	9,%r1			; Q and I
	mtctl	%r1,%cr22
	rfi
	nop
go:	nop
${loop}
finish:	ldil	L%0xf0000000,%r2
	ldi	42,%r4
	stw	%r4,0(%r2)
	b,n	.
	.data
	.align	4
count:	.word	0
`);
}

interface Outcome {
  readonly status: number | undefined;
  /** Instructions completed in each epoch. */
  readonly completed: readonly number[];
}

/** One guest, to be run again and again. */
class Waiting {
  readonly #vm = new Monitor({ state: new MachineState({ ram: MIN_RAM }), sectors: 0, tlbSeed: 5 });
  readonly #image: Uint8Array;
  readonly #afterBoot: SavedState;

  constructor(image: Uint8Array) {
    this.#image = image;
    boot(this.#vm.processor, image, '');
    this.#vm.deprivilege();
    this.#afterBoot = this.#vm.save();
  }

  /** Runs it from its start in epochs of `length`; one byte of input is delivered at the end of each of these epochs. */
  run(length: number, at: readonly number[]): Outcome {
    const vm = this.#vm;
    boot(vm.processor, this.#image, '');
    vm.restore(this.#afterBoot);
    const completed: number[] = [];
    let typed = 0;
    for (let epoch = 0; epoch < 100; epoch += 1) {
      vm.startEpoch(length);
      let exit = vm.run(1000);
      while (exit.type === 'slice') exit = vm.run(1000);
      if (exit.type === 'output' && exit.request.kind === 'exit') return { status: exit.request.status, completed };
      if (exit.type !== 'epoch-end') throw new Error(`${exit.type} of a guest that only waits`);
      completed.push(exit.completed);
      const bytes = new Uint8Array(at.filter((when) => when === epoch).length);
      if (bytes.length > 0) vm.deliver([{ type: 'input', from: typed, bytes, end: false }], 0);
      typed += bytes.length;
    }
    return { status: undefined, completed };
  }
}

describe.each(Object.entries(LOOPS))('%s', (_name, loop) => {
  const guest = new Waiting(guestOf(loop));

  it.each([1, 2, 3, 7])('loses no wake-up with epochs of %d', (length) => {
    const start = Math.floor(22 / length);
    for (let first = start; first < start + 14; first += 1) {
      for (let second = first; second < first + 14; second += 1) {
        const at = [first, second, second + 3];
        expect(guest.run(length, at).status, `input after epochs ${at.join(', ')}`).toBe(42);
      }
    }
  });

  it('rests for ever if the last byte does not come', () => {
    const { status, completed } = guest.run(1000, [2, 4]);
    expect(status).toBeUndefined();
    expect(completed.slice(10)).toEqual(completed.slice(10).map(() => 0));
  });
});
