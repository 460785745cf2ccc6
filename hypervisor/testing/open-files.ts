/** What a process has open, where the host tells (/proc). */
import { readdirSync, readlinkSync } from 'node:fs';

/** The paths of its files and FIFOs; of pipes, sockets and such, what the host calls them. */
export function openFiles(pid: number | 'self'): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).map((number) => {
    try {
      return readlinkSync(`${folder}/${number}`);
    } catch {
      return 'closed meanwhile';
    }
  });
}
