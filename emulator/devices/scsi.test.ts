import { describe, expect, test } from 'vitest';
import { RESULT } from '../board.ts';
import { equalBytes } from '../bytes.ts';
import { SCSI, SCSI_INTERRUPT, ScsiDevice } from './scsi.ts';
import { FakeContext } from './testing/fake-context.ts';
import { awakeHost, filled, FLUSH, newHost, read10, write10 } from './testing/scsi-host.ts';
import { INTERRUPT, reversed, STATUS } from './virtio/mmio.ts';
import { FUNCTION, RESPONSE_CODE } from './virtio/scsi-wire.ts';

describe('the registers', () => {
  test('are words with their bytes reversed, and two halfwords', () => {
    const device = new ScsiDevice(new FakeContext());
    expect(device.load(SCSI.MAGIC)! >>> 0).toBe(0x76697274); // "virt", as it stands in memory
    expect(device.load(SCSI.VERSION)! >>> 0).toBe(0x02000000);
    expect(device.load(SCSI.DEVICE_ID)! >>> 0).toBe(0x08000000);
    expect(device.loadHalfword(SCSI.MAX_TARGET)).toBe(0);
    expect([device.load(SCSI.MAX_CHANNEL), device.loadHalfword(SCSI.MAX_LUN)]).toEqual([undefined, undefined]);
    expect([0x01020304, -2, 0].map((word) => reversed(word) >>> 0)).toEqual([0x04030201, 0xfeffffff, 0]);
  });

  test('offer VIRTIO_F_VERSION_1 alone, and insist on it', () => {
    const { driver } = newHost();
    expect(
      [0, 1, 2].map((word) => {
        driver.store(SCSI.DEVICE_FEATURES_SEL, word);
        return driver.load(SCSI.DEVICE_FEATURES);
      }),
    ).toEqual([0, 1, 0]);
    for (const [low, high] of [
      [0, 0],
      [1, 1],
      [0, 3],
    ]) {
      driver.store(SCSI.STATUS, 0);
      driver.store(SCSI.DRIVER_FEATURES, low);
      driver.store(SCSI.DRIVER_FEATURES_SEL, 1);
      driver.store(SCSI.DRIVER_FEATURES, high);
      driver.store(SCSI.STATUS, STATUS.DRIVER | STATUS.FEATURES_OK);
      expect(driver.load(SCSI.STATUS)).toBe(STATUS.DRIVER);
    }
  });

  test('let no driver work whose features were refused, or who has never asked', () => {
    for (const status of [STATUS.FEATURES_OK | STATUS.DRIVER_OK, STATUS.DRIVER_OK]) {
      const { context, driver } = newHost();
      driver.start({ features: status === STATUS.DRIVER_OK ? 1 : 3, status });
      expect(driver.load(SCSI.STATUS)).toBe(STATUS.DRIVER_OK);
      driver.command([0]);
      expect([driver.answers().size, context.eirr]).toEqual([0, 0]);
    }
  });

  test('tell of queues: three, and no fourth', () => {
    const { driver } = newHost();
    const sizes = [0, 1, 2, 3, -1].map((queue) => {
      driver.store(SCSI.QUEUE_SEL, queue);
      return driver.load(SCSI.QUEUE_NUM_MAX);
    });
    expect(sizes).toEqual([8, 8, 64, 0, 0]);
    driver.store(SCSI.QUEUE_READY, 1);
    expect(driver.load(SCSI.QUEUE_READY)).toBe(0);
  });

  test('are as at power-on after a reset', () => {
    const { context, driver } = newHost();
    driver.ask([0]);
    expect(context.registers.some((word) => word !== 0)).toBe(true);
    driver.store(SCSI.STATUS, 0);
    expect(context.registers.every((word) => word === 0)).toBe(true);
  });

  test('hold the sizes of CDB and sense data, which no driver can change', () => {
    const { driver } = newHost();
    expect([driver.load(SCSI.SENSE_SIZE), driver.load(SCSI.CDB_SIZE)]).toEqual([96, 32]);
    expect(driver.store(SCSI.CDB_SIZE, 32)).toBe(true);
    expect(driver.store(SCSI.CDB_SIZE, 16)).toBe(false);
  });
});

describe('a command that needs no disk', () => {
  test('is answered at once, with an interrupt, and only when the power-on has been told', () => {
    const { context, driver } = newHost();
    expect(driver.ask([0])).toMatchObject({ response: RESPONSE_CODE.OK, status: 2, sense: '6/2900', written: 108 });
    expect(context.eirr).toBe(SCSI_INTERRUPT);
    expect(driver.load(SCSI.INTERRUPT_STATUS)).toBe(INTERRUPT.USED_BUFFER);
    driver.store(SCSI.INTERRUPT_ACK, INTERRUPT.USED_BUFFER);
    expect(driver.load(SCSI.INTERRUPT_STATUS)).toBe(0);
    expect(driver.ask([0])).toMatchObject({ response: RESPONSE_CODE.OK, status: 0, sense: undefined });
  });

  test('INQUIRY is carried out before that, and tells of a disk', () => {
    const { driver } = newHost();
    const { status, data, residual } = driver.ask([0x12, 0, 0, 0, 255], { room: [10, 245] });
    expect(status).toBe(0);
    expect(residual).toBe(255 - 36);
    expect([...data.subarray(0, 8)]).toEqual([0, 0, 5, 2, 31, 0, 0, 2]);
    expect(new TextDecoder().decode(data.subarray(8, 36))).toBe('HVFT    DISK            1   ');
    expect(driver.ask([0x12, 0, 0, 0, 36], { room: [36], unit: 3 }).data[0]).toBe(0x7f);
    expect(driver.ask([0])).toMatchObject({ sense: '6/2900' });
  });

  test.each([
    ['READ CAPACITY(10)', [0x25], 8, [0, 0, 0, 99, 0, 0, 2, 0]],
    ['READ CAPACITY(16)', [0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 12], 12, [0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 2, 0]],
    ['MODE SENSE(6), caching', [0x1a, 0, 8, 0, 7], 7, [23, 0, 0, 0, 8, 18, 4]],
    [
      'MODE SENSE(10), what can be changed',
      [0x5a, 0, 0x48, 0, 0, 0, 0, 0, 11],
      11,
      [0, 26, 0, 0, 0, 0, 0, 0, 8, 18, 0],
    ],
    ['REPORT LUNS', [0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 16], 16, [0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ['the list of vital product data', [0x12, 1, 0, 0, 8], 8, [0, 0, 0, 4, 0, 0x80, 0x83, 0xb0]],
    ['the longest transfer', [0x12, 1, 0xb0, 0, 12], 12, [0, 0xb0, 0, 60, 0, 0, 0, 0, 0, 0, 1, 0]],
    ['REQUEST SENSE, when nothing has happened', [3, 0, 0, 0, 3], 3, [0x70, 0, 0]],
  ])('%s', (_name, cdb, length, expected) => {
    const { data, status, residual } = awakeHost().driver.ask(cdb, { room: [length] });
    expect([status, residual, [...data]]).toEqual([0, 0, expected]);
  });

  test('REPORT LUNS of the units that are well known tells of none', () => {
    const { data, status, residual } = awakeHost().driver.ask([0xa0, 0, 1, 0, 0, 0, 0, 0, 0, 16], { room: [16] });
    expect([status, residual, [...data.subarray(0, 8)]]).toEqual([0, 8, [0, 0, 0, 0, 0, 0, 0, 0]]);
  });

  test('REQUEST SENSE tells of the power-on, but not if it is refused', () => {
    const { driver } = newHost();
    expect(driver.ask([3, 1, 0, 0, 18], { room: [18] })).toMatchObject({ status: 2, sense: '5/2400' });
    const { status, data } = driver.ask([3, 0, 0, 0, 18], { room: [18] });
    expect([status, data[2], data[12]]).toEqual([0, 6, 0x29]);
    expect(driver.ask([0])).toMatchObject({ status: 0, sense: undefined });
  });

  test.each([
    ['an unknown operation code', [0x99], '5/2000'],
    ['a sector behind the end', read10(100, 1), '5/2100'],
    ['sectors that reach over the end', [0x88, 0, 0, 0, 0, 0, 0, 0, 0, 99, 0, 0, 0, 2], '5/2100'],
    ['a sector beyond 2^53', [0x8a, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 1], '5/2100'],
    ['more sectors than one command may move', [0x28, 0, 0, 0, 0, 0, 0, 1, 1], '5/2400'],
    ['forced unit access', [0x2a, 8, 0, 0, 0, 0, 0, 0, 1], '5/2400'],
    ['a mode page that there is not', [0x1a, 0, 0x0a, 0, 255], '5/2400'],
    ['saved mode pages', [0x1a, 0, 0xc8, 0, 255], '5/3900'],
    ['product data that there is not', [0x12, 1, 0x90, 0, 255], '5/2400'],
    ['a report of units of a kind that there is not', [0xa0, 0, 3, 0, 0, 0, 0, 0, 0, 16], '5/2400'],
    ['the capacity from a sector on, without PMI', [0x25, 0, 0, 0, 0, 7], '5/2400'],
    ['and in 16 bytes', [0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0, 32], '5/2400'],
    ['a flush of sectors that reach over the end', [0x35, 0, 0, 0, 0, 99, 0, 0, 2], '5/2100'],
    ['and in 16 bytes, from behind the end on', [0x91, 0, 0, 0, 0, 0, 0, 0, 0, 101], '5/2100'],
    ['a flush that is to be answered before its end', [0x35, 2], '5/2400'],
  ])('%s is refused with sense data', (_name, cdb, sense) => {
    const { context, driver } = awakeHost();
    expect(driver.ask(cdb, { room: [512] })).toMatchObject({ response: RESPONSE_CODE.OK, status: 2, sense });
    expect(context.requests).toEqual([]);
  });

  // Virtio 1.2, 5.6.6.1: what the CDB asks for counts, as its allocation length, and not how long the answer is.
  test.each([
    ['INQUIRY', [0x12, 0, 0, 0, 37], 36],
    ['MODE SENSE(6)', [0x1a, 0, 8, 0, 255], 254],
    ['REPORT LUNS', [0xa0, 0, 0, 0, 0, 0, 0, 0, 0, 32], 16],
    ['READ CAPACITY(10)', [0x25], 7],
    ['READ CAPACITY(16)', [0x9e, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 33], 32],
    ['REQUEST SENSE', [3, 0, 0, 0, 252], 18],
  ])('%s with a buffer that is smaller than what it asks for is told that, and gets nothing', (_name, cdb, length) => {
    const { data, response, written } = awakeHost().driver.ask(cdb, { room: [length] });
    expect([response, written, data.every((byte) => byte === 0)]).toEqual([RESPONSE_CODE.OVERRUN, 108, true]);
  });

  test('goes to nobody if there is no such target or unit, or no disk', () => {
    const { driver } = awakeHost();
    expect(driver.ask([0], { target: 1 }).response).toBe(RESPONSE_CODE.BAD_TARGET);
    expect(driver.ask([0], { unit: 1 })).toMatchObject({ status: 2, sense: '5/2500' });
    expect(newHost(0).driver.ask([0x12, 0, 0, 0, 36], { room: [36] }).response).toBe(RESPONSE_CODE.BAD_TARGET);
  });

  test('no sectors are nothing to do, but 256 in six bytes of CDB', () => {
    const { driver } = awakeHost();
    expect(driver.ask(read10(99, 0))).toMatchObject({ status: 0, sense: undefined });
    expect(driver.ask([8, 0, 0, 0, 0])).toMatchObject({ sense: '5/2100' });
  });
});

describe('a transfer', () => {
  test('writes what stands in the pieces of its buffer, at once', () => {
    const { context, driver } = awakeHost();
    const data = filled(1024);
    driver.command(write10(7, 2), { give: [data.subarray(0, 100), data.subarray(100)] });
    expect(context.requests).toMatchObject([{ kind: 'disk-write', id: 1, slot: 8, sector: 7, data }]);
    expect(context.commands).toMatchObject([{ device: 'scsi', slot: 8, code: 2, position: 7, length: 2 }]);
    expect(driver.answers().size).toBe(0);
  });

  test('reads into the pieces of its buffer when it completes, with the interrupt', () => {
    const { context, device, driver } = awakeHost();
    const head = driver.command(read10(5, 1), { room: [13, 1, 498] });
    expect(context.requests).toMatchObject([{ kind: 'disk-read', sector: 5, count: 1 }]);
    expect(context.eirr).toBe(0);
    expect(device.complete({ id: 1, result: RESULT.DONE, data: filled(512) })).toBe(true);
    expect(context.eirr).toBe(SCSI_INTERRUPT);
    expect(driver.answers().get(head)).toEqual({
      ...{ response: 0, status: 0, residual: 0, sense: undefined, written: 108 + 512, data: filled(512) },
    });
    expect(device.outstanding()).toEqual([]);
  });

  test('several leave by one notification, and end in any order', () => {
    const { context, device, driver } = awakeHost();
    const heads = [
      driver.offerCommand(write10(1, 1), { give: [filled(512)] }),
      driver.offerCommand(read10(2, 1), { room: [512] }),
      driver.offerCommand(FLUSH),
    ];
    expect(context.requests).toEqual([]);
    driver.notify(2);
    expect(context.requests.map(({ kind, id }) => [kind, id])).toEqual([
      ['disk-write', 1],
      ['disk-read', 2],
      ['disk-flush', 3],
    ]);
    device.complete({ id: 3, result: RESULT.DONE });
    device.complete({ id: 1, result: RESULT.DONE });
    expect([...driver.answers().keys()]).toEqual([heads[2], heads[0]]);
    expect(device.outstanding().map(({ id }) => id)).toEqual([2]);
  });

  test('what the disk could not do is an error of the medium', () => {
    const { device, driver } = awakeHost();
    driver.command(read10(1, 1), { room: [512] });
    device.complete({ id: 1, result: RESULT.ERROR });
    driver.command(write10(1, 1), { give: [filled(512)] });
    device.complete({ id: 2, result: RESULT.ERROR });
    expect([...driver.answers().values()].map(({ status, sense }) => [status, sense])).toEqual([
      [2, '3/1100'],
      [2, '3/c00'],
    ]);
  });

  test('a buffer that is too small is told, and nothing is moved', () => {
    const { context, driver } = awakeHost();
    expect(driver.ask(read10(1, 2), { room: [1023] }).response).toBe(RESPONSE_CODE.OVERRUN);
    expect(driver.ask(write10(1, 1), { give: [filled(511)] }).response).toBe(RESPONSE_CODE.OVERRUN);
    expect(driver.ask(write10(1, 1), { give: [filled(512)], room: [1] }).response).toBe(RESPONSE_CODE.FAILURE);
    expect(context.requests).toEqual([]);
  });

  test('uncertain is a reset of the bus: of this command, and a unit attention for the next one', () => {
    const { device, driver } = awakeHost();
    driver.command(write10(1, 1), { give: [filled(512)] });
    driver.command(FLUSH);
    device.complete({ id: 1, result: RESULT.UNCERTAIN });
    device.complete({ id: 2, result: RESULT.UNCERTAIN });
    expect([...driver.answers().values()].map(({ response, sense }) => [response, sense])).toEqual([
      [RESPONSE_CODE.RESET, undefined],
      [RESPONSE_CODE.RESET, undefined],
    ]);
    expect(driver.ask(write10(1, 1), { give: [filled(512)] })).toMatchObject({ status: 2, sense: '6/2902' });
    const again = driver.command(write10(1, 1), { give: [filled(512)] });
    device.complete({ id: 3, result: RESULT.DONE });
    expect(driver.answers().get(again)).toMatchObject({ response: 0, status: 0, residual: 0 });
  });

  test('an interrupt is raised by the end after the last was acknowledged, and by none before that', () => {
    const { context, device, driver } = awakeHost();
    const raised = (id: number) => {
      context.eirr = 0;
      driver.command(FLUSH);
      device.complete({ id, result: RESULT.DONE });
      return context.eirr;
    };
    expect([raised(1), raised(2), raised(3)]).toEqual([SCSI_INTERRUPT, 0, 0]);
    driver.store(SCSI.INTERRUPT_ACK, INTERRUPT.CONFIGURATION);
    expect(raised(4)).toBe(0);
    driver.store(SCSI.INTERRUPT_ACK, INTERRUPT.USED_BUFFER);
    expect([context.eirr, raised(5), raised(6)]).toEqual([0, SCSI_INTERRUPT, 0]);
    driver.start();
    context.eirr = 0;
    driver.ask([0]);
    expect(context.eirr).toBe(SCSI_INTERRUPT);
  });

  test('an interrupt is not raised if the driver wants none', () => {
    const { context, device, driver } = awakeHost();
    context.memory.bytes[driver.available(2)] = 1;
    driver.store(SCSI.INTERRUPT_ACK, INTERRUPT.USED_BUFFER);
    driver.command(FLUSH);
    device.complete({ id: 1, result: RESULT.DONE });
    expect([driver.answers().size, context.eirr, driver.load(SCSI.INTERRUPT_STATUS)]).toEqual([1, 0, 0]);
  });

  test('more than there is room for wait until one is over', () => {
    const { context, device, driver } = awakeHost();
    for (let index = 0; index < 32; index += 1) driver.offerCommand(FLUSH);
    driver.notify(2);
    expect(context.requests).toHaveLength(32);
    // Chains that share their descriptors, which no honest driver makes: they get no more than 32 slots either.
    const shared = { address: 0x20000, length: 51, flags: 1, next: 62 };
    driver.describe(2, 62, { address: 0x20100, length: 108, flags: 2, next: 0 });
    context.memory.write(0x20000, Uint8Array.of(1, 0, 0x40, 0, 0, 0, 0, 0, 9, ...new Uint8Array(10), 0x35));
    driver.describe(2, 63, shared);
    driver.offer(2, 63);
    driver.notify(2);
    expect(context.requests).toHaveLength(32);
    device.complete({ id: 1, result: RESULT.DONE });
    expect(context.requests).toHaveLength(33);
    expect(driver.load(SCSI.STATUS) & STATUS.NEEDS_RESET).toBe(0);
  });
});

describe('task management', () => {
  test('ABORT TASK is over when its command is', () => {
    const { device, driver } = awakeHost();
    const kept = driver.command(write10(1, 1), { give: [filled(512)], tag: 1 });
    const aborted = driver.command(write10(2, 1), { give: [filled(512)], tag: 2 });
    driver.manage(FUNCTION.ABORT_TASK, { tag: 2 });
    expect([driver.functionAnswers(), driver.answers().size]).toEqual([[], 0]);
    device.complete({ id: 1, result: RESULT.DONE });
    expect(driver.functionAnswers()).toEqual([]);
    expect(driver.answers().get(kept)).toMatchObject({ response: 0 });
    device.complete({ id: 2, result: RESULT.DONE });
    expect(driver.answers().get(aborted)).toMatchObject({ response: RESPONSE_CODE.ABORTED });
    expect(driver.functionAnswers()).toEqual([RESPONSE_CODE.OK]);
  });

  test('a reset of the unit ends all commands, and is told by the next one', () => {
    const { device, driver } = awakeHost();
    driver.command(read10(1, 1), { room: [512], tag: 1 });
    driver.command(FLUSH, { tag: 2 });
    driver.manage(FUNCTION.ABORT_TASK, { tag: 2 });
    driver.manage(FUNCTION.UNIT_RESET);
    device.complete({ id: 1, result: RESULT.DONE, data: filled(512, 9) });
    expect(driver.functionAnswers()).toEqual([]);
    device.complete({ id: 2, result: RESULT.UNCERTAIN });
    expect(driver.functionAnswers()).toEqual([RESPONSE_CODE.OK, RESPONSE_CODE.OK]);
    const answers = [...driver.answers().values()];
    expect(answers.map(({ response }) => response)).toEqual([RESPONSE_CODE.RESET, RESPONSE_CODE.RESET]);
    expect(answers[0].data.every((byte) => byte === 0)).toBe(true);
    expect(driver.ask([0])).toMatchObject({ sense: '6/2903' });
  });

  test.each([
    ['ABORT TASK of none', FUNCTION.ABORT_TASK, { tag: 77 }, RESPONSE_CODE.OK],
    ['QUERY TASK of one that is under way', FUNCTION.QUERY_TASK, { tag: 5 }, RESPONSE_CODE.FUNCTION_SUCCEEDED],
    ['QUERY TASK of none', FUNCTION.QUERY_TASK, { tag: 6 }, RESPONSE_CODE.OK],
    ['QUERY TASK SET', FUNCTION.QUERY_TASK_SET, {}, RESPONSE_CODE.FUNCTION_SUCCEEDED],
    ['CLEAR ACA', 2, {}, RESPONSE_CODE.FUNCTION_REJECTED],
    ['another target', FUNCTION.UNIT_RESET, { target: 1 }, RESPONSE_CODE.BAD_TARGET],
    ['another unit', FUNCTION.UNIT_RESET, { unit: 1 }, RESPONSE_CODE.INCORRECT_LUN],
  ])('%s', (_name, what, options, answer) => {
    const { driver } = awakeHost();
    driver.command(FLUSH, { tag: 5 });
    driver.manage(what, options);
    expect(driver.functionAnswers()).toEqual([answer]);
    expect(driver.answers().size).toBe(0);
  });

  test('I_T NEXUS RESET is of the whole target, whatever unit it names', () => {
    const { device, driver } = awakeHost();
    driver.command(FLUSH);
    driver.manage(FUNCTION.NEXUS_RESET, { unit: 9 });
    device.complete({ id: 1, result: RESULT.DONE });
    expect(driver.functionAnswers()).toEqual([RESPONSE_CODE.OK]);
    expect([...driver.answers().values()].map(({ response }) => response)).toEqual([RESPONSE_CODE.RESET]);
  });

  test('no events are subscribed', () => {
    const { driver } = awakeHost();
    const request = new Uint8Array(16);
    request[0] = 2;
    const head = driver.add(0, [{ give: request }, { room: 5 }]);
    driver.notify(0);
    expect([driver.finished(0), [...driver.writtenTo(0, head)]]).toEqual([[{ head, written: 5 }], [0, 0, 0, 0, 0]]);
  });
});

describe('what it needs of its driver', () => {
  test('is nothing while all is well, with room for events in their queue', () => {
    const { device, driver } = newHost();
    driver.add(1, [{ room: 16 }]);
    driver.ask([0]);
    driver.command(FLUSH);
    device.complete({ id: 1, result: RESULT.DONE });
    driver.store(SCSI.INTERRUPT_ACK, INTERRUPT.USED_BUFFER);
    expect(device.needs()).toBeUndefined();
  });

  test('is to acknowledge an interrupt', () => {
    const { device, driver } = newHost();
    driver.ask([0]);
    expect(device.needs()).toBe('an INTERRUPT_ACK before it interrupts again');
  });

  test('is to be told of a function, too', () => {
    const { device, driver } = awakeHost();
    driver.add(0, [{ give: new Uint8Array(24) }, { room: 1 }]);
    expect(device.needs()).toBe('a QUEUE_NOTIFY for what is in its queue 0');
  });
});

describe('a driver that goes', () => {
  test('gets nothing more of commands under way, and their slots come back', () => {
    const { context, device, driver } = awakeHost();
    driver.command(read10(1, 1), { room: [512] });
    driver.start();
    const before = context.memory.bytes.slice();
    context.eirr = 0;
    expect(device.complete({ id: 1, result: RESULT.DONE, data: filled(512, 3) })).toBe(true);
    expect([context.eirr, equalBytes(context.memory.bytes, before)]).toEqual([0, true]);
    expect(device.outstanding()).toEqual([]);
    expect(driver.ask([0])).toMatchObject({ sense: '6/2900' });
  });

  test('may stop a queue alone, and take it up again', () => {
    const { device, driver } = awakeHost();
    driver.command(FLUSH);
    driver.store(SCSI.QUEUE_SEL, 2);
    driver.store(SCSI.QUEUE_READY, 0);
    driver.notify(2);
    expect(device.complete({ id: 1, result: RESULT.DONE })).toBe(true);
    expect(driver.answers().size).toBe(0);
  });
});
