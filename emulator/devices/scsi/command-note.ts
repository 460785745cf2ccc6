/** A request that the SCSI host makes of the disk, as the list of a guest's last commands has it (last-commands.ts). */
import type { Command } from '../../report/stop-report.ts';
import { DISK_COMMAND, type DiskRequest, SECTOR_SIZE } from '../disk.ts';

export function noteOf(request: DiskRequest): Command {
  const place = { device: 'scsi', slot: request.slot };
  switch (request.kind) {
    case 'disk-read':
      return {
        ...place,
        code: DISK_COMMAND.READ,
        position: request.sector,
        length: request.count,
        address: request.address,
      };
    case 'disk-write': {
      const { sector: position, address, data } = request;
      return { ...place, code: DISK_COMMAND.WRITE, position, length: data.length / SECTOR_SIZE, address };
    }
    case 'disk-flush':
      return { ...place, code: DISK_COMMAND.FLUSH, position: 0, length: 0, address: 0 };
  }
}
