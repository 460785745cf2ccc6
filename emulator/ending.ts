/**
 * Why a run ends without its guest's asking for it, beside a stop by the processor: the guest will never wake, or a limit is
 * reached. All of that is told by the state of the machine, so both machines of a pair come to the same end at the same
 * instruction.
 */
import { CONSOLE_INTERRUPT, INTERVAL_TIMER_INTERRUPT } from './board.ts';
import type { Processor } from './cpu/processor.ts';
import { PSW } from './cpu/psw.ts';
import type { IoSpace } from './devices/io-space.ts';
import { LAYOUT } from './layout.ts';

/**
 * Of a processor that stands before an idle hint that would rest: why for ever, in words; or undefined. What could wake it
 * is a command under way, the interval timer, or console input, each if EIEM lets its interrupt through.
 */
export function whyAsleep(processor: Processor, io: IoSpace): string | undefined {
  const eiem = processor.state.words[LAYOUT.CR + 15];
  const commands = io.interruptsUnderWay();
  const timer = processor.timerDue() === Infinity ? 0 : INTERVAL_TIMER_INTERRUPT;
  const input = io.inputEnded ? 0 : CONSOLE_INTERRUPT;
  if ((eiem & (commands | timer | input)) !== 0) return undefined;
  const reasons = [
    commands === 0 ? 'no command is under way' : 'EIEM masks the interrupt of the command under way',
    timer === 0 ? 'its interval timer is not set' : 'EIEM masks its interval timer',
    input === 0 ? 'console input has ended' : 'EIEM masks console input',
  ];
  const told = eiem === 0 ? 'EIEM is 0, which masks every interrupt' : reasons.join(', ');
  return `the guest rests for ever at ${placeOf(processor)}: ${told}`;
}

/** Where the guest is, for people: the address at the front of the queues, with its space if code is translated. */
export function placeOf({ state: { words } }: Processor): string {
  const address = `0x${hex(words[LAYOUT.IAOQ_FRONT] & ~3).padStart(8, '0')}`;
  return (words[LAYOUT.PSW] & PSW.C) === 0 ? address : `${hex(words[LAYOUT.IASQ_FRONT])}:${address}`;
}

/** What ends a guest at --limit-instructions. */
export function describeLimit(instructions: number, place: string): string {
  return `--limit-instructions ${instructions} reached at ${place}`;
}

function hex(word: number): string {
  return (word >>> 0).toString(16);
}
