/** The run has no end, and its last commands are all the same one. */
import { deviceOf } from '../../../emulator/devices/device.ts';
import { describeOperation } from '../../history/operations.ts';
import { sameRequest } from '../machine/virtual-world.ts';
import type { CauseRule } from './cause-rule.ts';

/** So many of one command on end are no accident. */
const MANY = 8;

export const retriesForEver: CauseRule = ({ difference, commands }) => {
  const last = commands.at(-1);
  if (difference?.outside !== 'endless' || last === undefined) return undefined;
  const same = commands.slice(-MANY).filter(({ request }) => sameRequest(request, last.request));
  if (same.length < MANY) return undefined;
  const words = `the driver gives one command again and again, to the ${deviceOf(last.request)}: ${describeOperation(last.request)}`;
  return { rule: 'retries-for-ever', words, place: last.place };
};
