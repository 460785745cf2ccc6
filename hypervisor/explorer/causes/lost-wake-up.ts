/** The guest waits for ever, although all its commands are over: for an interrupt that has come, at the end of one or with input. */
import { giverOf } from '../../../emulator/devices/device.ts';
import { describeCommand } from '../../history/describe-command.ts';
import { type Evidence, waitsForEver } from '../evidence.ts';
import type { CauseRule } from './cause-rule.ts';

export const lostWakeUp: CauseRule = (evidence) => {
  const { difference, commands, input, rest, acknowledgements } = evidence;
  if (!waitsForEver(evidence) || commands.some(({ end }) => end === undefined)) return undefined;
  const last = commands.at(-1);
  const isInput = (input?.come ?? 0) > (last?.end?.moment ?? 0);
  if (!isInput && last === undefined) return undefined;
  if (!isInput && last!.end!.silent !== undefined) {
    const { name, interrupt = 0 } = giverOf(last!.request);
    // Where the acknowledgement belongs.
    const cleared = acknowledgements.findLast(
      ({ moment, mask }) => moment < last!.end!.moment && (mask & interrupt) !== 0,
    );
    const words = `the guest waits for an interrupt that does not come: the ${name} raised none when ${describeCommand(last!)}, was over, since the driver ${WHY_SILENT[last!.end!.silent]}`;
    return { rule: 'lost-wake-up', words, place: cleared?.place ?? rest };
  }
  const what = isInput ? describeInput(input!) : `${describeCommand(last!)}, was over`;
  if (difference?.outside === 'asleep') {
    const words = `the guest waits for an interrupt that has come: ${what} when it began to rest`;
    return { rule: 'lost-wake-up', words, place: rest };
  }
  // It is woken by its timer, and where it stood when that was cut off says nothing.
  const words = `the guest waits for an interrupt that has come: ${what}, and since then it rests between the ticks of its timer`;
  return { rule: 'lost-wake-up', words, place: isInput ? undefined : last!.end!.place };
};

const WHY_SILENT = {
  untold: 'has reset it, stopped its queue, or broken the rules of that',
  unacknowledged: 'had not acknowledged an earlier one, in INTERRUPT_ACK',
  unwanted: 'wants none, by the flags of its ring',
} as const;

function describeInput({ left }: NonNullable<Evidence['input']>): string {
  if (left === 0) return 'all console input, and its end, had come';
  return `console input had come, and ${left === 1 ? 'a byte of it was' : `${left} bytes of it were`} not taken`;
}
