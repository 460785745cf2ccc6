/** What a primary says while its guest rests: whoever hears it is woken for that alone. */
import { expect, it } from 'vitest';
import { MIN_RAM } from '../../emulator/board.ts';
import { boot } from '../../emulator/boot.ts';
import { MachineState } from '../../emulator/layout.ts';
import { assembleGuest } from '../guests/assemble.ts';
import { decodeToBus, encodeToReplica } from '../bus/codec.ts';
import { Doorbell } from '../links/doorbell.ts';
import { MemoryLink } from '../links/memory-link.ts';
import { Monitor } from '../monitor/monitor.ts';
import { ReplicaProtocol } from '../protocol/replica-protocol.ts';
import { BusClient } from './bus-client.ts';
import { HostClock } from './host-clock.ts';
import { Peer } from './peer.ts';
import { Runner } from './runner.ts';

const TIMEOUT = 1000;
const TICK_MS = 10;
const TICKS_PER_MS = 1000;

/** Rests until its timer is due, sets it anew, and works; at the tick whose number is in %r10 it prints a byte through the raw port. */
const ticking = (print: number, work: number) => `
	.globl	_start
_start:	ldil	L%${TICK_MS * TICKS_PER_MS},%r6
	ldo	R%${TICK_MS * TICKS_PER_MS}(%r6),%r6
	ldi	${print},%r10
	ldil	L%0xf0002000,%r3
	ldil	L%0x80000000,%r20
	mtctl	%r20,%cr15
	mfctl	%cr16,%r5
tick:	add	%r5,%r6,%r5
	mtctl	%r5,%cr16
	.word	0x094a024a		; rest, with PSW I off
	mfctl	%cr23,%r1
	mtctl	%r1,%cr23
	addib,<> -1,%r10,calm
	 nop
	stw	%r10,0(%r3)
calm:	ldil	L%${work},%r7
	ldo	R%${work}(%r7),%r7
	addib,<> -1,%r7,.
	 nop
	b,n	tick
`;

/** A primary, its guest, and a backup that acks all it hears; time passes in steps of a millisecond. */
function run(ms: number, { print = 8000, work = 10, typedAt = Infinity } = {}) {
  let now = 0;
  const clock = (): number => now * TICKS_PER_MS;
  const vm = new Monitor({ state: new MachineState({ ram: MIN_RAM }), sectors: 0, tlbSeed: 1 });
  boot(vm.processor, assembleGuest(ticking(print, work)), '');
  vm.deprivilege();
  const [mine, theirs] = MemoryLink.pair();
  const [toBus, bus] = MemoryLink.pair();
  const doorbell = new Doorbell();
  const runner = new Runner({
    vm,
    doorbell,
    protocol: new ReplicaProtocol('primary', { variant: 'queued', epochLength: 1e6, earlyEnds: true }),
    bus: new BusClient(toBus, doorbell),
    peer: new Peer({ link: mine, timeoutMs: TIMEOUT, now: () => now }),
    clock: new HostClock({ ticks: clock, microseconds: clock }),
    reportEpochs: [],
    settings: { maxLag: 1e6, hashEpochs: true, timeoutMs: TIMEOUT },
    promoted: () => {},
  });
  const backup = new Peer({ link: theirs, timeoutMs: TIMEOUT, now: () => now });
  runner.start();
  /** When something arrived, and the last epoch whose end did. */
  const heard: number[] = [];
  let epochs = 0;
  let printed: number | undefined;
  for (; now < ms; now += 1) {
    if (now === typedAt) bus.send(encodeToReplica({ type: 'input', from: 0, bytes: Uint8Array.of(33), end: false }));
    bus.flush();
    while (runner.turn()) {
      for (let frame = bus.receive(); frame; frame = bus.receive()) {
        if (decodeToBus(frame)?.type === 'perform') printed ??= now;
      }
      for (let message = backup.receive(); message; message = backup.receive()) {
        if (message.sequence > 0) backup.send({ sequence: 0, body: { type: 'ack', through: message.sequence } });
        if (message.body.type === 'end') backup.sendProgress((epochs = message.body.epoch));
        if (heard.at(-1) !== now) heard.push(now);
      }
      backup.flush();
    }
  }
  return { heard, epochs, printed };
}

it('of ticks that change nothing for anybody a backup hears several at a time', () => {
  const { heard, epochs } = run(1000);
  expect(epochs).toBeGreaterThan(150);
  expect(heard.length).toBeGreaterThan(4);
  expect(heard.length).toBeLessThan(15);
});

it('of one at which much is computed it hears at once', () => {
  expect(run(1000, { work: 200_000 }).heard.length).toBeGreaterThan(80);
});

it('an output waits for nothing', () => {
  const { printed, heard } = run(200, { print: 13 });
  expect(printed).toBe(13 * TICK_MS);
  expect(heard).toContain(13 * TICK_MS);
});

it('what was typed, which the bus keeps until it is acked, waits for nothing', () => {
  expect(run(100, { typedAt: 33 }).heard).toContain(33);
});
