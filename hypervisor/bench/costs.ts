/** What epochs cost on this host beside the guest's own work, and what memory a machine of the pair takes, as text. */
import { epochText, type EpochCost, type Results } from './results.ts';

const MEGABYTE = 1 << 20;

/** Empty if nothing of that was measured. */
export function costs({ epochCosts = [], memoryBytes }: Results): string {
  const parts: string[] = [];
  if (epochCosts.length > 0) parts.push(table(epochCosts));
  if (memoryBytes !== undefined) {
    const megabytes = Math.ceil(memoryBytes / MEGABYTE);
    parts.push(`A machine of the pair takes ${megabytes} MB at most beyond its guest's RAM (VmHWM).\n`);
  }
  return parts.map((part) => `\n${part}`).join('');
}

function table(epochCosts: readonly EpochCost[]): string {
  const rows = epochCosts.map((cost) => {
    const { epochUs, moreUs, hashUs } = cost;
    const share = (us: number): string => `${((us / epochUs) * 100).toFixed(1)} %`;
    return row(
      epochText(cost.epochLength),
      epochUs.toFixed(1),
      moreUs.toFixed(1),
      share(moreUs),
      hashUs.toFixed(1),
      share(hashUs),
    );
  });
  return (
    `What an epoch takes (CPU-intensive, ${epochCosts[0].variant}), in microseconds: all in all; beyond the bare machine, that is\n` +
    'its boundary and the instructions that are simulated; and of that, what --hash-epochs off saves\n' +
    [row('epoch', 'all', 'beyond', 'share', 'hash', 'share'), ...rows].join('')
  );
}

function row(first: string, ...fields: string[]): string {
  return `${first.padEnd(8)}${fields.map((field) => field.padStart(10)).join('')}\n`;
}
