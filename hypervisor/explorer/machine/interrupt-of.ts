/** Which bits of EIRR a device raises: emulator/devices/known-devices.ts. */
import { DEVICES } from '../../../emulator/devices/known-devices.ts';

/** By the device's name; 0 if there is none of it, or it interrupts nobody. */
export function interruptOf(device: string): number {
  return DEVICES.find(({ name }) => name === device)?.interrupt ?? 0;
}
