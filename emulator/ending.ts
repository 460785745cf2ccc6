/**
 * Why a run ends without its guest's asking for it, beside a stop by the processor: the guest will never wake, or a limit is
 * reached. All of that is told by the state of the machine, so both machines of a pair come to the same end at the same
 * instruction.
 */
import { INTERVAL_TIMER_INTERRUPT } from './board.ts';
import type { Processor } from './cpu/processor.ts';
import { CONSOLE_INTERRUPT } from './devices/console.ts';
import type { Devices } from './devices/devices.ts';
import type { Ended } from './report/ending.ts';
import { placeOf } from './diagnosis/place.ts';
import { LAYOUT, type MachineState } from './layout.ts';

/**
 * Of a processor that stands before an idle hint that would rest: why for ever, or undefined. What could wake it
 * is a command under way, the interval timer, or console input, each if EIEM lets its interrupt through.
 */
export function whyAsleep(processor: Processor, devices: Devices): Ended | undefined {
  const eiem = processor.state.words[LAYOUT.CR + 15];
  const timer = processor.timerDue() === Infinity ? 0 : INTERVAL_TIMER_INTERRUPT;
  const input = devices.inputEnded ? 0 : CONSOLE_INTERRUPT;
  if ((eiem & (timer | input)) !== 0) return undefined;
  const commands = devices.interruptsUnderWay();
  if ((eiem & commands) !== 0) return undefined;
  const reasons = [
    commands === 0 ? 'no command is under way' : 'EIEM masks the interrupt of the command under way',
    timer === 0 ? 'its interval timer is not set' : 'EIEM masks its interval timer',
    input === 0 ? 'console input has ended' : 'EIEM masks console input',
  ];
  const why = eiem === 0 ? ['EIEM is 0, which masks every interrupt'] : reasons;
  return {
    what: 'the guest rests for ever',
    place: placeOf(processor.state),
    why: [...why, ...devices.needs(true)].join(', '),
  };
}

/** What ends a guest at --limit-instructions, or at runGuest's limitInstructions; a device that needs something may be why it got there. */
export function limitReached(instructions: number, state: MachineState, devices: Devices): Ended {
  return {
    what: `the limit of ${instructions} instructions was reached`,
    place: placeOf(state),
    why: devices.needs(false).join(', '),
  };
}
