import { describe, expect, test } from 'vitest';
import { RESULT } from '../board.ts';
import { DISK, DISK_COMMAND, DISK_INTERRUPT, DISK_SLOT, DiskDevice, SECTOR_SIZE } from './disk.ts';
import { FakeContext } from './testing/fake-context.ts';

const at = (slot: number, field: number) => DISK.SLOTS + slot * DISK.SLOT_SIZE + field;

function newDisk() {
  const context = new FakeContext(100);
  return { context, disk: new DiskDevice(context) };
}

/** Fills a slot's registers and stores COMMAND; the outcome of that store. */
function command(
  disk: DiskDevice,
  slot: number,
  values: { sector: number; count: number; address: number; op: number },
) {
  disk.store(at(slot, DISK_SLOT.SECTOR), values.sector);
  disk.store(at(slot, DISK_SLOT.COUNT), values.count);
  disk.store(at(slot, DISK_SLOT.ADDRESS), values.address);
  return disk.store(at(slot, DISK_SLOT.COMMAND), values.op);
}

const READ = { sector: 5, count: 2, address: 0x1000, op: DISK_COMMAND.READ };
const WRITE = { sector: 7, count: 1, address: 0x2000, op: DISK_COMMAND.WRITE };

describe('a command', () => {
  test('sets RESULT to busy and sends its request', () => {
    const { context, disk } = newDisk();
    expect(command(disk, 3, READ)).toBe(true);
    expect(disk.load(at(3, DISK_SLOT.RESULT))).toBe(RESULT.BUSY);
    expect(context.requests).toEqual([{ kind: 'disk-read', id: 1, slot: 3, sector: 5, count: 2, address: 0x1000 }]);
  });

  test('takes write data at once, so the buffer may be reused', () => {
    const { context, disk } = newDisk();
    context.memory.bytes.fill(0xaa, 0x2000, 0x2200);
    command(disk, 0, WRITE);
    context.memory.bytes.fill(0, 0x2000, 0x2200);
    expect(context.requests).toEqual([
      { kind: 'disk-write', id: 1, slot: 0, sector: 7, address: 0x2000, data: new Uint8Array(SECTOR_SIZE).fill(0xaa) },
    ]);
  });

  test('clears DONE of its own slot alone', () => {
    const { disk } = newDisk();
    command(disk, 1, READ);
    command(disk, 2, WRITE);
    disk.complete({ id: 1, result: RESULT.DONE, data: new Uint8Array(2 * SECTOR_SIZE) });
    disk.complete({ id: 2, result: RESULT.DONE });
    expect(disk.load(DISK.DONE)).toBe(0b110);
    command(disk, 1, READ);
    expect(disk.load(DISK.DONE)).toBe(0b100);
  });

  test('on a busy slot is refused and changes nothing, on another slot it is taken', () => {
    const { context, disk } = newDisk();
    command(disk, 0, READ);
    expect(command(disk, 0, WRITE)).toBe(false);
    expect(context.requests).toHaveLength(1);
    expect(command(disk, 7, { ...WRITE, op: DISK_COMMAND.FLUSH })).toBe(true);
    expect(context.requests[1]).toEqual({ kind: 'disk-flush', id: 2, slot: 7 });
    expect(disk.outstanding().map(({ id }) => id)).toEqual([1, 2]);
  });

  test.each([
    ['COUNT 0', { ...READ, count: 0 }],
    ['COUNT over 256', { ...READ, count: 257 }],
    ['a COUNT that is negative if signed', { ...WRITE, count: 0xffffffff }],
    ['a buffer that leaves RAM', { ...READ, address: 1024 * 1024 - 512 }],
    ['a buffer in I/O space', { ...WRITE, address: 0xf0000000 }],
    ['an unknown command', { ...READ, op: 9 }],
  ])('with %s still goes out, as one that can only fail', (_what, values) => {
    const { context, disk } = newDisk();
    expect(command(disk, 4, values)).toBe(true);
    expect(context.requests).toEqual([{ kind: 'invalid', id: 1, device: 'disk', slot: 4 }]);
    disk.complete({ id: 1, result: RESULT.ERROR });
    expect(disk.load(at(4, DISK_SLOT.RESULT))).toBe(RESULT.ERROR);
    expect(disk.load(DISK.DONE)).toBe(1 << 4);
  });

  test('leaves the range of the disk to the world', () => {
    const { context, disk } = newDisk();
    command(disk, 0, { ...READ, sector: 0xfffffff0 });
    expect(context.requests[0]).toMatchObject({ kind: 'disk-read', sector: 0xfffffff0 });
  });
});

describe('a completion', () => {
  test('brings data, RESULT, DONE and the interrupt together', () => {
    const { context, disk } = newDisk();
    const data = Uint8Array.from({ length: 2 * SECTOR_SIZE }, (_, i) => i % 251);
    command(disk, 3, READ);
    expect(context.eirr).toBe(0);
    expect(disk.complete({ id: 1, result: RESULT.DONE, data })).toBe(true);
    expect(context.memory.read(0x1000, data.length)).toEqual(data);
    expect(disk.load(at(3, DISK_SLOT.RESULT))).toBe(RESULT.DONE);
    expect(disk.load(DISK.DONE)).toBe(1 << 3);
    expect(context.eirr).toBe(DISK_INTERRUPT);
    expect(disk.outstanding()).toEqual([]);
  });

  test('delivers to ADDRESS as it was at COMMAND', () => {
    const { context, disk } = newDisk();
    command(disk, 0, READ);
    disk.store(at(0, DISK_SLOT.ADDRESS), 0x8000);
    disk.complete({ id: 1, result: RESULT.DONE, data: new Uint8Array(2 * SECTOR_SIZE).fill(9) });
    expect(context.memory.bytes[0x1000]).toBe(9);
    expect(context.memory.bytes[0x8000]).toBe(0);
  });

  test('that is uncertain touches no memory', () => {
    const { context, disk } = newDisk();
    command(disk, 0, READ);
    disk.complete({ id: 1, result: RESULT.UNCERTAIN });
    expect(context.memory.bytes.every((byte) => byte === 0)).toBe(true);
    expect(disk.load(at(0, DISK_SLOT.RESULT))).toBe(RESULT.UNCERTAIN);
    expect(disk.load(DISK.DONE)).toBe(1);
  });

  test('with too few bytes is our own mistake', () => {
    const { disk } = newDisk();
    command(disk, 0, READ);
    expect(() => disk.complete({ id: 1, result: RESULT.DONE, data: new Uint8Array(5) })).toThrow(/1024/);
  });
});

test('writing ones to DONE acknowledges those slots and leaves RESULT', () => {
  const { disk } = newDisk();
  command(disk, 0, WRITE);
  command(disk, 1, WRITE);
  disk.complete({ id: 1, result: RESULT.DONE });
  disk.complete({ id: 2, result: RESULT.DONE });
  expect(disk.store(DISK.DONE, 0b01)).toBe(true);
  expect(disk.load(DISK.DONE)).toBe(0b10);
  expect(disk.load(at(0, DISK_SLOT.RESULT))).toBe(RESULT.DONE);
});

test('SECTORS and RESULT cannot be written, COMMAND cannot be read, and gaps are empty', () => {
  const { disk } = newDisk();
  expect(disk.load(DISK.SECTORS)).toBe(100);
  expect(disk.store(DISK.SECTORS, 1)).toBe(false);
  expect(disk.store(at(0, DISK_SLOT.RESULT), 1)).toBe(false);
  expect(disk.load(at(0, DISK_SLOT.COMMAND))).toBeUndefined();
  for (const offset of [0x08, 0xfc, at(0, 0x14), at(7, 0x1c), at(8, 0), 0xffc]) {
    expect(disk.load(offset)).toBeUndefined();
    expect(disk.store(offset, 0)).toBe(false);
  }
});

test('saved and restored, with its registers, it finishes what was outstanding', () => {
  const { context, disk } = newDisk();
  command(disk, 2, READ);
  const other = new FakeContext(100);
  const copy = new DiskDevice(other);
  other.registers.set(context.registers);
  copy.restore(disk.save());
  expect(copy.complete({ id: 1, result: RESULT.DONE, data: new Uint8Array(2 * SECTOR_SIZE).fill(3) })).toBe(true);
  expect(other.memory.bytes[0x1000]).toBe(3);
  expect(copy.load(at(2, DISK_SLOT.RESULT))).toBe(RESULT.DONE);
});
