/**
 * The driver took away a bit of DONE, of EIRR, or of INTERRUPT_STATUS, that had come since it looked at the device last: what that command came to, it
 * never learns.
 */
import { CONSOLE_INTERRUPT } from '../../../emulator/devices/console.ts';
import { giverOf, slotOf } from '../../../emulator/devices/device.ts';
import { describeCommand } from '../../history/describe-command.ts';
import { type DeviceAccess, type Evidence, waitsForEver } from '../evidence.ts';
import { interruptOf } from '../machine/interrupt-of.ts';
import type { CauseRule, FoundCause } from './cause-rule.ts';

export const acknowledgesBeforeItLooks: CauseRule = (evidence) =>
  inDone(evidence) ?? (waitsForEver(evidence) ? inVain(evidence) : undefined);

/** The guest waits for what it has taken away. */
function inVain(evidence: Evidence): FoundCause | undefined {
  return (
    withoutResult(evidence) ??
    inStatus(evidence) ??
    inEirr(evidence) ??
    withOthersInEirr(evidence) ??
    withInputInEirr(evidence)
  );
}

function inDone({ commands, since, accesses }: Evidence): FoundCause | undefined {
  const about = accesses.filter(({ register }) => register === 'DONE');
  for (const store of about.filter(({ kind }) => kind === 'store')) {
    const looked = about.findLast(({ kind, moment }) => kind === 'load' && moment < store.moment);
    const lost = commands.find(
      ({ request, end }) =>
        end !== undefined &&
        end.moment < store.moment &&
        end.moment > (looked?.moment ?? since) &&
        takes(store, giverOf(request).name, slotOf(request)),
    );
    if (lost === undefined) continue;
    const words = `the driver acknowledged ${describeCommand(lost)}, before it had seen in DONE that this was over`;
    return { rule: 'acknowledges-before-it-looks', words, place: store.place };
  }
  return undefined;
}

function takes({ device, value = 0 }: DeviceAccess, of: string, slot: number): boolean {
  return device === of && ((value >>> slot) & 1) !== 0;
}

/**
 * It was acknowledged by a value of DONE that nobody served: its RESULT was not looked at since, as that of others was. (A driver
 * that looks at no RESULT serves what it sees in DONE.)
 */
function withoutResult({ commands, since, accesses }: Evidence): FoundCause | undefined {
  const results = accesses.filter(({ kind, register }) => kind === 'load' && register === 'RESULT');
  for (const command of commands) {
    const { end, request } = command;
    if (end === undefined || end.moment <= since) continue;
    const [device, slot] = [giverOf(request).name, slotOf(request)];
    const acknowledged = accesses.find(
      (one) => one.register === 'DONE' && one.kind === 'store' && one.moment > end.moment && takes(one, device, slot),
    );
    const looked = results.some((one) => one.moment > end.moment && one.device === device && one.slot === slot);
    if (acknowledged === undefined || looked || !results.some((one) => one.device === device)) continue;
    const words = `the driver acknowledged ${describeCommand(command)}, in DONE, and did not look at its RESULT`;
    return { rule: 'acknowledges-before-it-looks', words, place: acknowledged.place };
  }
  return undefined;
}

/**
 * Its device raised no interrupt, since INTERRUPT_STATUS was not 0 (of virtio's, 4.2.2); then the driver acknowledged that, in INTERRUPT_ACK,
 * and has not looked at the device since: it did so before.
 */
function inStatus({ commands, accesses }: Evidence): FoundCause | undefined {
  for (const command of commands) {
    const { end, request } = command;
    if (end?.silent !== 'unacknowledged') continue;
    const { name: device } = giverOf(request);
    const after = accesses.filter((one) => one.moment > end.moment && one.device === device);
    const acknowledged = after.find(({ kind, register }) => kind === 'store' && register === 'INTERRUPT_ACK');
    if (acknowledged === undefined || after.some((one) => shows(one, device, slotOf(request)))) continue;
    const words = `the driver acknowledged the interrupt of ${describeCommand(command)}, in INTERRUPT_ACK, and had not seen that this was over`;
    return { rule: 'acknowledges-before-it-looks', words, place: acknowledged.place };
  }
  return undefined;
}

/** No interruption was taken for it, and the driver has not looked at the device since: it did so before, and acknowledged after that. */
function inEirr({ commands, since, accesses, acknowledgements, taken }: Evidence): FoundCause | undefined {
  for (const command of commands) {
    const { end, request } = command;
    const { name: device, interrupt = 0 } = giverOf(request);
    const cleared = acknowledgements.find(
      ({ moment, mask }) => end !== undefined && moment > end.moment && (mask & interrupt) !== 0,
    );
    if (end === undefined || cleared === undefined || end.moment <= since) continue;
    const looks = accesses.some((one) => one.moment > end.moment && shows(one, device, slotOf(request)));
    if (looks || taken.some((moment) => moment > end.moment && moment < cleared.moment)) continue;
    const words = `the driver cleared the interrupt of ${describeCommand(command)}, in EIRR, and had not seen that this was over`;
    return { rule: 'acknowledges-before-it-looks', words, place: cleared.place };
  }
  return undefined;
}

/**
 * Bits of several devices were cleared at once, and since then the driver has looked at another one of these alone: the interruption was
 * that one's, too. (Whoever clears one bit may know by that alone what is over.)
 */
function withOthersInEirr({ commands, since, accesses, acknowledgements }: Evidence): FoundCause | undefined {
  for (const command of commands) {
    const { end, request } = command;
    const { name: device, interrupt = 0 } = giverOf(request);
    if (end === undefined || end.moment <= since) continue;
    if (accesses.some((one) => one.moment > end.moment && one.device === device)) continue;
    const cleared = acknowledgements.find(({ moment, mask }) => moment > end.moment && (mask & interrupt) !== 0);
    const other = accesses.find(
      (one) => one.moment > (cleared?.moment ?? Infinity) && ((cleared?.mask ?? 0) & interruptOf(one.device)) !== 0,
    );
    if (cleared === undefined || other === undefined) continue;
    const words = `the driver cleared the interrupts of the ${device} and the ${other.device} at once, in EIRR, and then looked at the ${other.device} alone: ${describeCommand(command)}, was over, too`;
    return { rule: 'acknowledges-before-it-looks', words, place: cleared.place };
  }
  return undefined;
}

/** Input came, no interruption was taken for it, and the driver has not looked for any since. */
function withInputInEirr({ input, accesses, acknowledgements, taken }: Evidence): FoundCause | undefined {
  if (input === undefined) return undefined;
  const since = ({ moment }: { readonly moment: number }): boolean => moment > input.come;
  const cleared = acknowledgements.find((one) => since(one) && (one.mask & CONSOLE_INTERRUPT) !== 0);
  const looks = accesses.some((one) => since(one) && one.device === 'console' && one.register === 'INPUT');
  if (cleared === undefined || looks) return undefined;
  if (taken.some((moment) => moment > input.come && moment < cleared.moment)) return undefined;
  const words = 'the driver cleared the interrupt of the console, in EIRR, and had not seen that more input had come';
  return { rule: 'acknowledges-before-it-looks', words, place: cleared.place };
}

/** Does this load show whether the command of that slot is over? */
function shows({ kind, device, register, slot }: DeviceAccess, of: string, ofSlot: number): boolean {
  if (kind !== 'load' || device !== of) return false;
  return register === 'DONE' || (register === 'RESULT' && slot === ofSlot);
}
