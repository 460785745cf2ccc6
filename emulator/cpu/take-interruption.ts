/**
 * What the processor does to take an interruption. Manual: chapter 4, "Interruptions".
 *
 * IPRs that an interruption does not set keep their values. ISR is 0 where the manual leaves it undefined (data translation
 * off).
 */
import { LAYOUT, SCRATCH } from '../layout.ts';
import { noteVector } from './branch-history.ts';
import type { Core } from './core.ts';
import { WAKE_UP } from './idle-hint.ts';
import { INTERRUPTION, parametersOf, VECTOR_SIZE, type Parameters } from './interruptions.ts';
import { noteInterruption } from './last-interruption.ts';
import { PSW, readPsw, writePsw } from './psw.ts';
import { forgetSystemCall } from './system-call.ts';

/** The general registers that have shadows, in the order of the shadow registers. */
export const SHADOWED = [1, 8, 9, 16, 17, 24, 25] as const;

/** Takes the interruption that {@link pendingInterruption} told. No instruction and no address belong to it. */
export function takePending(core: Core, number: number): void {
  core.words[LAYOUT.SIGNALLED] &= ~(1 << number);
  core.instruction = core.isr = core.ior = 0;
  takeInterruption(core, number);
}

/**
 * Takes interruption `number`. The queues hold the instruction to return to; `core.instruction`, `core.isr` and
 * `core.ior` the parameters, if it has any. With an empty vector the machine stops afterwards.
 */
export function takeInterruption(core: Core, number: number): void {
  const { words } = core;
  core.interruption = number;
  noteForIdleHint(words, number);
  const psw = readPsw(words);
  words[LAYOUT.CR + 22] = psw;
  const parameters = parametersOf(number);
  const vector = (words[LAYOUT.CR + 14] + VECTOR_SIZE * number) | 0;
  noteInterruption(core, number, parameters);
  if ((words[LAYOUT.IAOQ_FRONT] & 3) > core.scratch[SCRATCH.MOST_PRIVILEGED]) forgetSystemCall(words);
  noteVector(words, vector | core.scratch[SCRATCH.MOST_PRIVILEGED]);
  if ((psw & PSW.Q) !== 0) collectState(core, parameters);
  for (const [shadow, register] of SHADOWED.entries()) words[LAYOUT.SHR + shadow] = words[LAYOUT.GR + register];
  writePsw(words, number === INTERRUPTION.HIGH_PRIORITY_MACHINE_CHECK ? PSW.M : 0);
  words[LAYOUT.IAOQ_FRONT] = vector | core.scratch[SCRATCH.MOST_PRIVILEGED];
  words[LAYOUT.IAOQ_BACK] = (vector + 4) | core.scratch[SCRATCH.MOST_PRIVILEGED];
  words[LAYOUT.IASQ_FRONT] = 0;
  words[LAYOUT.IASQ_BACK] = 0;
  core.contextChanged();
  if ((core.memory.words[vector >>> 2] ?? 0) === 0) words[LAYOUT.STOPPED] = number + 1;
}

/** Those of groups 1 and 2 come between any two instructions: the guest may be about to rest for what they bring. */
function noteForIdleHint(words: Int32Array, number: number): void {
  const given = words[LAYOUT.WAKE_UP] === WAKE_UP.GIVEN;
  if (given && number === INTERRUPTION.EXTERNAL) words[LAYOUT.WAKE_UP] = WAKE_UP.NONE;
  else if (given || number <= INTERRUPTION.LOW_PRIORITY_MACHINE_CHECK) words[LAYOUT.WAKE_UP] = WAKE_UP.OWED;
}

function collectState({ words, instruction, isr, ior }: Core, parameters: Parameters): void {
  words[LAYOUT.CR + 17] = words[LAYOUT.IASQ_FRONT];
  words[LAYOUT.IIASQ_BACK] = words[LAYOUT.IASQ_BACK];
  words[LAYOUT.CR + 18] = words[LAYOUT.IAOQ_FRONT];
  words[LAYOUT.IIAOQ_BACK] = words[LAYOUT.IAOQ_BACK];
  if (parameters !== 'none') words[LAYOUT.CR + 19] = instruction;
  if (parameters === 'address') {
    words[LAYOUT.CR + 20] = isr;
    words[LAYOUT.CR + 21] = ior;
  }
}
