/** What should have been an uncertain command over again had other data: its buffer was changed meanwhile. */
import { unitsOf } from '../../../emulator/devices/device.ts';
import { describeCommand } from '../../history/describe-command.ts';
import { uncertainOnes } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';

export const touchesBuffer: CauseRule = (evidence) => {
  for (const uncertain of uncertainOnes(evidence)) {
    const { sequel, request } = uncertain;
    if (sequel?.type !== 'instead' || !sameButForData(request, sequel.request)) continue;
    const words = `the driver gave ${describeCommand(uncertain)}, again with other data: its buffer had been changed meanwhile`;
    const by = evidence.commands.find(({ number }) => number === sequel.by);
    return { rule: 'touches-buffer', words, place: by?.place };
  }
  return undefined;
};

type Request = Parameters<typeof unitsOf>[0];

function sameButForData(one: Request, other: Request): boolean {
  if (one.kind !== other.kind || !('data' in one) || unitsOf(one) !== unitsOf(other)) return false;
  const values = new Map<string, unknown>(Object.entries(other));
  return Object.entries(one).every(
    ([name, value]) => ['id', 'data', 'slot'].includes(name) || value === values.get(name),
  );
}
