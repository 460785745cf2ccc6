/** What a machine has queued for its peer is bounded, also while it copies its state to a joiner. */
import { PAGE_SIZE } from '../../../emulator/board.ts';
import type { Checker } from './checker.ts';

/** Pages into which devices may have put data at the last moment. */
const DEVICE_PAGES = 16;
/** Everything but pages: messages, registers, TLB, devices. */
const REST = 96 * 1024;

export const queues: Checker = ({ mostQueued, plan: { fewPages } }) => {
  const most = (2 * fewPages + DEVICE_PAGES) * (PAGE_SIZE + 8) + REST;
  return mostQueued > most ? [`a machine had ${mostQueued} bytes queued for its peer, and not ${most}`] : [];
};
