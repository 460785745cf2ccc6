/** A SCSI host with its driver, as tests make them, and what they ask of it. */
import { SCSI, ScsiDevice } from '../scsi.ts';
import { INTERRUPT } from '../virtio/mmio.ts';
import { FakeContext } from './fake-context.ts';
import { ScsiDriver } from './scsi-driver.ts';

const SECTORS = 100;

/** A host on a disk of so many sectors, whose driver has started. */
export function newHost(sectors = SECTORS) {
  const context = new FakeContext(sectors);
  const device = new ScsiDevice(context);
  const driver = new ScsiDriver(context, device);
  driver.start();
  return { context, device, driver };
}

/** A host whose driver has been told of the power-on. */
export function awakeHost() {
  const host = newHost();
  host.driver.ask([0]);
  host.driver.store(SCSI.INTERRUPT_ACK, INTERRUPT.USED_BUFFER);
  host.context.eirr = 0;
  return host;
}

/** CDBs. */
export const read10 = (sector: number, count: number) => [0x28, 0, 0, 0, 0, sector, 0, 0, count, 0];
export const write10 = (sector: number, count: number) => [0x2a, 0, 0, 0, 0, sector, 0, 0, count, 0];
export const FLUSH = [0x35];
/** Bytes that differ from their neighbours. */
export const filled = (length: number, from = 0) => Uint8Array.from({ length }, (_, index) => (from + index) % 251);
