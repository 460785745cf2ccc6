/** The devices of the board by nothing but their definitions: what goes through all of them begins here. */
import { BOARD_DEVICES } from './board-devices.ts';
import type { DeviceDefinition } from './definition.ts';

/** In the order of their register windows. */
export const DEVICES: readonly DeviceDefinition[] = BOARD_DEVICES;

/** The names of those that take commands; an index in this list is a device's number in bytes. */
export const COMMANDED_DEVICES: readonly string[] = DEVICES.filter(
  ({ describeCommand }) => describeCommand !== undefined,
).map(({ name }) => name);
