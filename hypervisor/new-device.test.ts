/**
 * docs/add-a-device.md, done: the bell is a device's file, its hardware's file, and a line in the list of devices; here
 * that line is the mock. Then it is there on the bare machine, in the simulated pair and in everything that tells of devices.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { assemble } from '../assembler/assemble.ts';
import { boardFiles } from '../emulator/board-files.ts';
import { MIN_RAM } from '../emulator/board.ts';
import type { AnyRequest } from '../emulator/devices/definition.ts';
import { type Request } from '../emulator/devices/device.ts';
import { DEVICES } from '../emulator/devices/known-devices.ts';
import { describeStop } from '../emulator/diagnosis/describe-stop.ts';
import { NO_PLACES } from '../emulator/diagnosis/image-places.ts';
import { Machine } from '../emulator/machine.ts';
import { HostWorld } from '../emulator/host/host-world.ts';
import { TextSink } from '../emulator/world/testing/text-sink.ts';
import { UncertainWorld } from '../emulator/world/uncertain-world.ts';
import { decodeToBus, encodeToBus } from './bus/codec.ts';
import { CommandHistory } from './history/command-history.ts';
import { historyLine } from './history/history-file.ts';
import { Campaign } from './simulator/campaign.ts';

vi.mock('../emulator/devices/board-devices.ts', async (original) => {
  const { BOARD_DEVICES } = await original<{ BOARD_DEVICES: readonly unknown[] }>();
  const { BELL_DEVICE } = await import('../emulator/devices/testing/bell.ts');
  return { BOARD_DEVICES: [...BOARD_DEVICES, BELL_DEVICE] };
});

/** Rings four times 2, each until that is certain, then once more than the bell can, and prints what it should. */
const GUEST = `
	.level	1.1
	.include "board.inc"
	.text
	.globl	_start
_start:	ldil	L%BELL_PAGE,%r3
	ldil	L%CONSOLE_PAGE,%r4
	ldil	L%SYSTEM_PAGE,%r5
	ldil	L%BELL_INTERRUPT,%r6
	ldo	R%BELL_INTERRUPT(%r6),%r6
	mtctl	%r6,%eiem
	ldi	4,%r7
ring:	ldi	2,%r1
	stw	%r1,BELL_RING(%r3)
1:	mtctl	%r6,%eirr
	ldw	BELL_RESULT(%r3),%r1
	comib,=,n RESULT_BUSY,%r1,1b
	 or	%r10,%r10,%r10
	comib,=	RESULT_UNCERTAIN,%r1,ring
	 nop
	ldi	46,%r2			; a dot
	stw	%r2,CONSOLE_DATA(%r4)
	addib,>	-1,%r7,ring
	 nop
	ldw	BELL_RINGS(%r3),%r2	; 8, or more where one was uncertain
	ldi	8,%r8
	comb,>>	%r8,%r2,end
	 ldi	1,%r9
2:	ldi	BELL_MOST + 1,%r1
	stw	%r1,BELL_RING(%r3)
3:	mtctl	%r6,%eirr
	ldw	BELL_RESULT(%r3),%r1
	comib,=,n RESULT_BUSY,%r1,3b
	 or	%r10,%r10,%r10
	comib,=	RESULT_UNCERTAIN,%r1,2b
	 nop
	ldi	2,%r9
	comib,<> RESULT_ERROR,%r1,end
	 nop
	ldi	0,%r9
end:	stw	%r9,SYSTEM_EXIT(%r5)
`;

const read = (path: string): string => readFileSync(join(import.meta.dirname, '..', path), 'utf8');

function assembleWithBoard(text: string): Uint8Array {
  const files = { read: () => new TextEncoder().encode(boardFiles(DEVICES, read).get('kernel/board.inc')) };
  const { image, diagnostics } = assemble([{ name: 'bell.s', text }], { files });
  if (!image) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return image;
}

/** A request of the bell's, as the type of all requests, which knows nothing of it. */
function ring(id: number, times: number): Extract<Request, { kind: 'actuator-set' }> {
  return { kind: 'bell-ring', id, times } as AnyRequest as Extract<Request, { kind: 'actuator-set' }>;
}

it('rings on the bare machine, and repeats there what was uncertain', async () => {
  for (const probability of [0, 0.5]) {
    const sink = new TextSink();
    const world = new UncertainWorld(await HostWorld.open({ sink }), probability, 3);
    const image = assembleWithBoard(GUEST);
    const machine = new Machine({ world, image, bootArguments: '', ram: MIN_RAM, tlbSeed: 1 });
    const { status } = await machine.run();
    expect([status, sink.text]).toEqual([0, '....']);
    const rings = world.position('bell-position');
    if (probability === 0) expect(rings).toBe(8);
    else expect(rings).toBeGreaterThanOrEqual(8);
    await world.close();
  }
});

it('keeps all rules on a pair, whatever fails', () => {
  const image = assembleWithBoard(GUEST);
  const guest = { name: 'bell', image, append: '', disk: new Uint8Array(0), input: '' };
  const campaign = new Campaign({ ...guest, ram: MIN_RAM, tlbEntries: 32, reproducible: true });
  const lines: string[] = [];
  const runs = Array.from({ length: 20 }, (_, seed) => campaign.run(seed + 1, (line) => lines.push(line)));
  expect(runs.flatMap(({ findings }) => findings)).toEqual([]);
  const results = runs.flatMap(({ record }) => [...record.guests[record.survivor].completions]);
  expect(results.filter(({ result }) => result === 4).length).toBeGreaterThan(3);
  expect(runs.filter(({ record }) => record.wins.length > 0).length).toBeGreaterThan(5);
  expect(lines.some((line) => line.includes('ringing the bell 2 times'))).toBe(true);
});

it('is carried to the bus with any number, and refused if it is cut short', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.nat(0xffffffff), (id, times) => {
      const message = { type: 'perform', term: 1, epoch: 1, request: ring(id, times) } as const;
      const frame = encodeToBus(message);
      expect(decodeToBus(frame)).toEqual(message);
      expect(decodeToBus(frame.subarray(0, -1))).toBeUndefined();
    }),
  );
});

it('is told of: what came after an uncertain command, and where a guest was stopped', async () => {
  const lines: unknown[] = [];
  const history = new CommandHistory(() => 0, { settled: (record) => lines.push(historyLine(record)) });
  for (const [id, times] of [
    [1, 2],
    [2, 2],
    [3, 1],
  ]) {
    history.commanded(ring(id, times));
    history.ended(id, id === 3 ? 2 : 4);
  }
  history.close();
  expect(lines).toMatchObject([
    { device: 'bell', operation: 'ring', times: 2, repeated: true, by: 2, sequel: 'the driver repeated it' },
    { repeated: false, sequel: 'was not repeated; the next command on the bell was a ring, command 3' },
    { outcome: 'done', times: 1 },
  ]);

  const wrong = assembleWithBoard(GUEST.replace('ring:	ldi	2,%r1', 'ring:	ldw	BELL_RING(%r3),%r1'));
  const world = await HostWorld.open({ sink: new TextSink() });
  const machine = new Machine({ world, image: wrong, bootArguments: '', ram: MIN_RAM, tlbSeed: 1 });
  const { stop } = await machine.run();
  expect(describeStop(stop!, NO_PLACES).join('\n')).toContain("the bell's RING");
  await world.close();
});

it('is in what npm run board makes', () => {
  const files = boardFiles(DEVICES, read);
  expect(files.get('kernel/board.inc')).toContain('BELL_RINGS = 0x00\nBELL_RING = 0x04\nBELL_RESULT = 0x08\n');
  expect(files.get('examples/c/runtime/include/board.h')).toContain('#define BELL_RING REGISTER(0xf0005004)\n');
  expect(files.get('emulator/board.md')).toContain('| 0xF0005000 | bell | 11, 0x00100000 | 00 RINGS r: how often');
});
