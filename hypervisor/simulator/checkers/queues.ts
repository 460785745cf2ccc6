/** What a machine has queued for its peer is bounded, also while it copies its state to a joiner. */
import { PAGE_SIZE } from '../../../emulator/board.ts';
import type { Request } from '../../../emulator/devices/device.ts';
import { DISK, SECTOR_SIZE } from '../../../emulator/devices/disk.ts';
import { SLOTS } from '../../../emulator/devices/virtio/scsi-tasks.ts';
import { MAX_VALUES } from '../../protocol/stage.ts';
import { ENVIRONMENT_COST } from '../../runner/lead.ts';
import type { RunRecord } from '../record/run-record.ts';
import type { Checker } from './checker.ts';

const PAGE_BYTES = PAGE_SIZE + 8;
/** Pages into which devices may have put data at the last moment, of a guest whose commands are few or small. */
const DEVICE_PAGES = 16;
/** Everything but pages: messages, registers, TLB, devices. */
const REST = 96 * 1024;
/** Commands with data that can be under way. */
const UNDER_WAY = DISK.SLOT_COUNT + SLOTS;
/** Of a message with an environment value. */
const VALUE_BYTES = 32;

export const queues: Checker = (record) => {
  const { mostQueued, performed, plan } = record;
  const data = Math.max(DEVICE_PAGES * PAGE_BYTES, dataOf(performed.map(({ request }) => request)));
  const most = 2 * plan.fewPages * PAGE_BYTES + data + valuesAhead(record) * VALUE_BYTES + REST;
  return mostQueued > most ? [`a machine had ${mostQueued} bytes queued for its peer, and not ${most}`] : [];
};

/** How many values may be queued at once, of those that the guests have got: of whole epochs so many as make up the lead, and of one more. */
function valuesAhead({ lives, plan: { maxLag } }: Pick<RunRecord, 'lives' | 'plan'>): number {
  const values = Math.max(...lives.map((guest) => guest.values.length));
  return Math.min(values, maxLag / ENVIRONMENT_COST + 2 * MAX_VALUES);
}

/**
 * Bytes that a guest's commands may have queued at once: what a read has brought goes to the peer with its completion, and again
 * with the pages that it was put into; what is to be written, with the state of the devices.
 */
function dataOf(requests: readonly Request[]): number {
  const bytes = requests.map((request) => {
    if (request.kind === 'disk-read') return 2 * request.count * SECTOR_SIZE;
    return request.kind === 'disk-write' ? request.data.length : 0;
  });
  const largest = bytes.sort((one, other) => other - one).slice(0, UNDER_WAY);
  return largest.reduce((sum, each) => sum + each, 0);
}
