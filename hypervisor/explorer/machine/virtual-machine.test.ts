/** The machine in virtual time is the same each time, and goes on from a snapshot as it would have. */
import { expect, test } from 'vitest';
import { loadBuiltInGuest } from '../../simulator/host/load-guest.ts';
import { imageOf, referenceOf } from '../testing/guests.ts';
import { VirtualMachine, type Snapshot } from './virtual-machine.ts';
import { VersionedPages } from '../../../emulator/versioned-pages.ts';

const GUESTS = new URL('../../../dist/simulator/', import.meta.url);

function drill() {
  const guest = loadBuiltInGuest('drill', GUESTS);
  return referenceOf({ ...guest, input: new TextEncoder().encode(guest.input) });
}

function runToEnd(machine: VirtualMachine): { status: number; console: string; tick: number } {
  for (;;) {
    const event = machine.next(1e7);
    if (event.kind === 'end') {
      const console = new TextDecoder().decode(machine.world.text());
      return { status: event.ending.status, console, tick: machine.tick };
    }
    if (event.kind !== 'due') throw new Error(event.kind);
    machine.finish(event.pending);
  }
}

test('every snapshot goes on to the same end, in whatever order, on another machine, too', () => {
  const { guest, commands, view, end } = drill();
  const machine = new VirtualMachine(guest);
  const other = new VirtualMachine(guest);
  const right = { status: view.status, console: new TextDecoder().decode(view.console), tick: end.tick };
  expect(right.console).toMatch(/round 5: g/);
  for (const { snapshot } of [...commands.toReversed(), ...commands]) {
    for (const each of [machine, other]) {
      each.restore(snapshot);
      expect(each.standsAt(snapshot)).toBe(true);
      expect(runToEnd(each)).toEqual(right);
      expect(each.standsAt(snapshot)).toBe(false);
    }
  }
});

test('one word of RAM, one register, one byte of disk or a command less is another state', () => {
  const { guest, commands } = drill();
  const machine = new VirtualMachine(guest);
  const { snapshot } = commands[5];
  const changes: ((machine: VirtualMachine) => void)[] = [
    ({ processor }) => processor.memory.storeWord(0x8000, 1),
    ({ state }) => (state.words[5] ^= 1),
    ({ world }) => world.finish(world.first()!, undefined),
    ({ world }) => world.print(Uint8Array.of(65)),
    ({ world }) => world.reschedule(world.first()!.number, 1),
  ];
  for (const change of changes) {
    machine.restore(snapshot);
    change(machine);
    expect(machine.standsAt(snapshot)).toBe(false);
    machine.restore(snapshot);
    expect(machine.standsAt(snapshot)).toBe(true);
  }
});

test('versions share the pages that have not changed, and come back exactly', () => {
  const words = new Int32Array(10);
  const pages = new VersionedPages(words, 4);
  const write = (at: number, value: number): void => {
    words[at] = value;
    pages.touch(Math.floor(at / 4));
  };
  write(0, 1);
  const first = pages.version();
  write(9, 2);
  const second = pages.version();
  expect(second[0]).toBe(first[0]);
  expect(second[2]).not.toBe(first[2]);
  write(0, 7);
  pages.restore(first);
  expect([...words]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect([pages.equals(first), pages.equals(second)]).toEqual([true, false]);
  pages.restore(second);
  expect(words[9]).toBe(2);
  write(9, 3);
  write(9, 2);
  expect(pages.equals(second)).toBe(true);
});

test('a snapshot holds no bytes of the machine', () => {
  const { guest, commands } = drill();
  const machine = new VirtualMachine(guest);
  const one: Snapshot = commands[0].snapshot;
  const words = one.words.slice();
  machine.restore(one);
  runToEnd(machine);
  expect(one.words).toEqual(words);
});

test('registers are as wide as on the board: a halfword of the SCSI host is one', () => {
  const source = `	.include "board.inc"
	.globl	_start
_start:	ldil	L%SCSI_PAGE,%r1
	ldo	R%SCSI_PAGE(%r1),%r1
	ldh	SCSI_MAX_TARGET(%r1),%r20
	ldil	L%SYSTEM_PAGE,%r2
	addi	3,%r20,%r20
	stw	%r20,SYSTEM_EXIT(%r2)
`;
  const { view } = referenceOf({ image: imageOf(source) });
  expect(view.status).toBe(3);
});
