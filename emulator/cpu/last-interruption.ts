/**
 * What was known when the last interruption was taken: state of the machine, for whoever asks why it has stopped. The
 * interruption parameter registers don't tell if PSW Q was 0 then: they hold those of an earlier one.
 */
import type { LastInterruption } from '../report/stop-report.ts';
import { LAYOUT } from '../layout.ts';
import type { Core } from './core.ts';
import type { Parameters } from './interruptions.ts';

/** Words from LAYOUT.LAST_INTERRUPTION on. */
const WORD = {
  NUMBER: 0,
  SPACE: 1,
  FRONT: 2,
  BACK_SPACE: 3,
  BACK: 4,
  INSTRUCTION: 5,
  ISR: 6,
  IOR: 7,
} as const;

/** Notes interruption `number`, which is about to be taken, with its parameters in `core`. */
export function noteInterruption(core: Core, number: number, parameters: Parameters): void {
  const { words } = core;
  const at = LAYOUT.LAST_INTERRUPTION;
  words[at + WORD.NUMBER] = number;
  words[at + WORD.SPACE] = words[LAYOUT.IASQ_FRONT];
  words[at + WORD.FRONT] = words[LAYOUT.IAOQ_FRONT];
  words[at + WORD.BACK_SPACE] = words[LAYOUT.IASQ_BACK];
  words[at + WORD.BACK] = words[LAYOUT.IAOQ_BACK];
  words[at + WORD.INSTRUCTION] = parameters === 'none' ? 0 : core.instruction;
  words[at + WORD.ISR] = parameters === 'address' ? core.isr : 0;
  words[at + WORD.IOR] = parameters === 'address' ? core.ior : 0;
}

/** The last interruption, all numbers unsigned. */
export function lastInterruption(words: Int32Array): LastInterruption {
  const word = (name: keyof typeof WORD): number => words[LAYOUT.LAST_INTERRUPTION + WORD[name]] >>> 0;
  return {
    number: word('NUMBER'),
    space: word('SPACE'),
    front: word('FRONT'),
    backSpace: word('BACK_SPACE'),
    back: word('BACK'),
    instruction: word('INSTRUCTION'),
    isr: word('ISR'),
    ior: word('IOR'),
  };
}
