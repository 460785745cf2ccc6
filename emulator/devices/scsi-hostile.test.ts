/** Drivers that break the rules of virtio's rings, and guests that do anything: the device needs a reset, and reaches nothing but RAM. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PAGE_SIZE, RESULT } from '../board.ts';
import { equalBytes } from '../bytes.ts';
import { SCSI, SCSI_INTERRUPT, ScsiDevice } from './scsi.ts';
import type { FakeContext } from './testing/fake-context.ts';
import type { ScsiDriver } from './testing/scsi-driver.ts';
import { awakeHost, filled, FLUSH, newHost, read10 } from './testing/scsi-host.ts';
import { INTERRUPT, STATUS, VIRTIO } from './virtio/mmio.ts';

describe('a driver that breaks the rules', () => {
  const HEADER = new Uint8Array(51);
  test.each<[string, string, (driver: ScsiDriver, context: FakeContext) => void]>([
    [
      'a chain without end',
      'has a chain that comes back to descriptor 2',
      (driver) => driver.describe(2, driver.add(2, [{ give: HEADER }]), { address: 0, length: 1, flags: 1, next: 2 }),
    ],
    [
      'a head that is none',
      "has 64 in the driver's ring, which is no descriptor of its table",
      (driver) => driver.offer(2, 64),
    ],
    [
      'a buffer outside RAM',
      'has in descriptor 2 a buffer outside RAM',
      (driver) =>
        driver.describe(2, driver.add(2, [{ room: 1 }]), { address: 0xfffffff0, length: 64, flags: 2, next: 0 }),
    ],
    [
      'an address above 2^32',
      'has in descriptor 2 a buffer outside RAM',
      (driver, { memory }) => {
        const head = driver.offerCommand([0]);
        memory.bytes[driver.table(2) + head * 16 + 4] = 1;
      },
    ],
    [
      'an indirect descriptor',
      'has an indirect descriptor, 2, which was not offered',
      (driver) => driver.describe(2, driver.add(2, [{ give: HEADER }]), { address: 0, length: 16, flags: 4, next: 0 }),
    ],
    [
      'a buffer to be read behind one to be written',
      'has a descriptor, 3, that the device reads behind one that it writes',
      (driver) => driver.add(2, [{ room: 108 }, { give: HEADER }]),
    ],
    [
      'no room for the response',
      'was given chain 2, which has no room for a command and its response',
      (driver) => driver.add(2, [{ give: HEADER }, { room: 107 }]),
    ],
    [
      'half a command',
      'was given chain 2, which has no room for a command and its response',
      (driver) => driver.add(2, [{ give: HEADER.subarray(1) }, { room: 108 }]),
    ],
    [
      'more chains than the queue has entries',
      "has a driver's ring whose index is 98 ahead of what was taken, more than it has entries",
      (driver, { memory }) => memory.write(driver.available(2) + 2, Uint8Array.of(99, 0)),
    ],
    [
      'a chain that is under way',
      'was given chain 2 again, which is under way',
      (driver) => {
        const head = driver.offerCommand(FLUSH);
        driver.offer(2, head);
      },
    ],
    [
      'a queue that is not in RAM',
      "has the driver's ring (QUEUE_DRIVER) outside RAM, or not at a multiple of 2",
      (driver) => driver.store(SCSI.QUEUE_SEL, 2) && driver.store(SCSI.QUEUE_DRIVER_LOW, 0xfffff000),
    ],
    [
      'a queue that is not aligned',
      'has its descriptors (QUEUE_DESC) outside RAM, or not at a multiple of 16',
      (driver) => driver.store(SCSI.QUEUE_SEL, 2) && driver.store(SCSI.QUEUE_DESC_LOW, 8),
    ],
    [
      'a queue above 2^32',
      "has the device's ring (QUEUE_DEVICE) outside RAM, or not at a multiple of 4",
      (driver) => driver.store(SCSI.QUEUE_SEL, 2) && driver.store(SCSI.QUEUE_DEVICE_HIGH, 1),
    ],
    [
      'a queue of 3',
      'has a QUEUE_NUM that is no power of 2 up to 64',
      (driver) => driver.store(SCSI.QUEUE_SEL, 2) && driver.store(SCSI.QUEUE_NUM, 3),
    ],
    [
      'a queue of 128',
      'has a QUEUE_NUM that is no power of 2 up to 64',
      (driver) => driver.store(SCSI.QUEUE_SEL, 2) && driver.store(SCSI.QUEUE_NUM, 128),
    ],
  ])('%s: the device needs a reset, and does nothing until it gets one', (_name, rule, doWrong) => {
    const { context, device, driver } = awakeHost();
    doWrong(driver, context);
    driver.notify(2);
    expect(driver.load(SCSI.STATUS) & STATUS.NEEDS_RESET).toBe(STATUS.NEEDS_RESET);
    expect(driver.load(SCSI.INTERRUPT_STATUS) & INTERRUPT.CONFIGURATION).toBe(INTERRUPT.CONFIGURATION);
    expect(context.eirr).toBe(SCSI_INTERRUPT);
    expect(context.brokenRules).toEqual([`its queue 2 ${rule}`]);
    // By the words of the state alone, which a machine that joins has, too.
    expect([device.needs(), new ScsiDevice(context).needs()]).toEqual(Array(2).fill(`a reset: its queue 2 ${rule}`));
    const sent = context.requests.length;
    driver.command(FLUSH);
    expect(context.requests.length).toBe(sent);
    for (const { id } of device.outstanding()) device.complete({ id, result: RESULT.DONE });
    driver.start();
    expect(driver.ask([0])).toMatchObject({ sense: '6/2900' });
    expect(device.needs()).toBe('an INTERRUPT_ACK before it interrupts again');
    expect(device.needs(false)).toBe(undefined);
  });

  test('a ring that lies upon the other: the device does not work for ever', () => {
    const { context, driver } = awakeHost();
    // What the device writes of its progress is what the driver seems to have made available.
    driver.store(SCSI.QUEUE_SEL, 2);
    driver.store(SCSI.QUEUE_DEVICE_LOW, driver.available(2));
    context.memory.write(driver.available(2) + 2, Uint8Array.of(2, 0));
    driver.notify(2);
    expect(context.registers.some((word) => word !== 0)).toBe(true);
  });

  test('a chain that is made another while its command is under way', () => {
    const { device, driver } = awakeHost();
    const head = driver.command(read10(1, 1), { room: [512] });
    driver.describe(2, head, { address: 0, length: 51, flags: 0, next: 0 });
    expect(device.complete({ id: 1, result: RESULT.DONE, data: filled(512) })).toBe(true);
    expect(driver.load(SCSI.STATUS) & STATUS.NEEDS_RESET).toBe(STATUS.NEEDS_RESET);
  });
});

describe('whatever a guest does', () => {
  /** Rings and buffers of random bytes, small ones, so that much of it is nearly right. */
  const step = fc.oneof(
    fc.record({
      at: fc.constantFrom(...Object.values(VIRTIO)),
      value: fc.oneof(
        fc.nat(130),
        fc.integer(),
        fc.nat(0x40).map((n) => n * 0x400),
      ),
    }),
    fc.record({ at: fc.nat(0x4000), bytes: fc.uint8Array({ minLength: 1, maxLength: 24 }) }),
    fc.record({ queue: fc.nat(2) }),
    fc.record({ done: fc.nat(5), result: fc.constantFrom(2, 3, 4) }),
    fc.record({ cdb: fc.uint8Array({ minLength: 1, maxLength: 16 }), room: fc.nat(600), give: fc.nat(600) }),
    fc.record({ what: fc.nat(8), tag: fc.nat(3) }),
    fc.constant({ restart: true }),
  );

  function apply(host: ReturnType<typeof newHost>, steps: readonly object[]): void {
    const { context, device, driver } = host;
    for (const each of steps as readonly Record<string, never>[]) {
      if ('value' in each) driver.store(each.at, each.value);
      else if ('bytes' in each) context.memory.write(0x10000 + (each.at as number), each.bytes);
      else if ('queue' in each) driver.notify(each.queue);
      else if ('cdb' in each)
        driver.command([...(each.cdb as Uint8Array)], { room: [each.room], give: [new Uint8Array(each.give)] });
      else if ('what' in each) driver.manage(each.what, { tag: each.tag });
      else if ('restart' in each) driver.start();
      else {
        const under = device.outstanding();
        const request = under[(each.done as number) % Math.max(1, under.length)] as
          { id: number; kind: string; count?: number } | undefined;
        const data = request?.kind === 'disk-read' && each.result === 2 ? { data: filled(request.count! * 512) } : {};
        if (request) expect(device.complete({ id: request.id, result: each.result, ...data })).toBe(true);
      }
    }
  }

  test('it reaches nothing outside of RAM, and a device restored in the middle goes on the same way', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.array(step, { maxLength: 20 }), (before, after) => {
        const [one, other] = [newHost(), newHost()];
        apply(one, before);
        apply(other, before);
        // The other goes on in a device that has been restored from what was saved.
        const saved = other.device.save();
        const moved = new ScsiDevice(other.context);
        moved.restore(saved);
        other.driver.moveTo(moved);
        apply(one, after);
        apply({ ...other, device: moved }, after);
        expect(other.context.requests).toEqual(one.context.requests);
        expect(other.context.registers).toEqual(one.context.registers);
        expect(equalBytes(other.context.memory.bytes, one.context.memory.bytes)).toBe(true);
        expect(other.context.eirr).toBe(one.context.eirr);
        expect(moved.outstanding()).toEqual(one.device.outstanding());
      }),
      { numRuns: 40 },
    );
  });

  test('no load changes anything', () => {
    const { context, device, driver } = awakeHost();
    driver.command(FLUSH);
    const before = context.registers.slice();
    for (let offset = 0; offset < PAGE_SIZE; offset += 4) device.load(offset);
    expect(context.registers).toEqual(before);
  });
});
