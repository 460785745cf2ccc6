/** The driver took away a bit of DONE that had come since it looked there last: what that command came to, it never learns. */
import { deviceOf, slotOf } from '../../../emulator/devices/device.ts';
import { describeCommand } from '../../history/describe-command.ts';
import type { DeviceAccess } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';

export const acknowledgesBeforeItLooks: CauseRule = ({ commands, accesses }) => {
  const about = accesses.filter(({ register }) => register === 'DONE');
  for (const store of about.filter(({ kind }) => kind === 'store')) {
    const looked = about.findLast(({ kind, moment }) => kind === 'load' && moment < store.moment);
    const lost = commands.find(
      ({ request, end }) =>
        end !== undefined &&
        end.moment < store.moment &&
        end.moment > (looked?.moment ?? 0) &&
        takes(store, deviceOf(request), slotOf(request)),
    );
    if (lost === undefined) continue;
    const words = `the driver acknowledged ${describeCommand(lost)}, before it had seen in DONE that this was over`;
    return { rule: 'acknowledges-before-it-looks', words, place: store.place };
  }
  return undefined;
};

function takes({ device, value = 0 }: DeviceAccess, of: string, slot: number): boolean {
  return device === of && ((value >>> slot) & 1) !== 0;
}
