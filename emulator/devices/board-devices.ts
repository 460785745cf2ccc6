/** The devices of the board, in the order of their register windows. A new one is a line here: docs/add-a-device.md. */
import { ACTUATOR_DEVICE } from './actuator.ts';
import { CLOCK_DEVICE } from './clock.ts';
import { CONSOLE_DEVICE } from './console.ts';
import { DISK_DEVICE } from './disk.ts';
import { ENTROPY_DEVICE } from './entropy.ts';
import { MUX_DEVICE } from './mux.ts';
import { SCSI_DEVICE } from './scsi.ts';
import { SYSTEM_DEVICE } from './system.ts';

export const BOARD_DEVICES = [
  SYSTEM_DEVICE,
  CLOCK_DEVICE,
  CONSOLE_DEVICE,
  DISK_DEVICE,
  ACTUATOR_DEVICE,
  MUX_DEVICE,
  SCSI_DEVICE,
  ENTROPY_DEVICE,
] as const;
