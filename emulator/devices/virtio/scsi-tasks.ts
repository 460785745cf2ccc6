/**
 * What is under way on a SCSI host: its commands, and the task management functions that wait for them to end (SAM-5, chapter
 * 7: none of the commands that a function has ended may still reach the disk when it is over). All of it is words of the
 * device's register window.
 */

/** Commands that can be under way; each has a slot. */
export const SLOTS = 32;
/** Functions that can wait. */
const FUNCTIONS = 4;

/**
 * Of each slot: its chain's head + 1 and above that its fate; 0 if it is free. Of each function: its chain's head + 1, or 0, and
 * the slots that it waits for.
 */
const WORD = { SLOTS: 0, FUNCTIONS: SLOTS } as const;
const FUNCTION_WORDS = 2;
export const TASK_WORDS = SLOTS + FUNCTIONS * FUNCTION_WORDS;
const FATE_SHIFT = 16;

/** What becomes of a command instead of its own end. FORGOTTEN: nobody is told, since its queue was stopped. */
export const FATE = { NONE: 0, ABORTED: 1, RESET: 2, FORGOTTEN: 3 } as const;

export class ScsiTasks {
  readonly #words: Int32Array;

  /** `words`: TASK_WORDS of them, zero at power-on. */
  constructor(words: Int32Array) {
    this.#words = words;
  }

  /** A free slot; undefined if there is none. */
  free(): number | undefined {
    const slot = this.#words.subarray(0, SLOTS).indexOf(0);
    return slot < 0 ? undefined : slot;
  }

  /** The command of the chain that begins at `head` is under way in this slot. */
  begin(slot: number, head: number): void {
    this.#words[slot] = head + 1;
  }

  /** The command in this slot is over. */
  end(slot: number): { readonly head: number; readonly fate: number } {
    const over = { head: this.headIn(slot), fate: this.#words[slot] >>> FATE_SHIFT };
    this.#words[slot] = 0;
    return over;
  }

  /** The slots of the commands that the driver waits for. */
  slots(): number[] {
    const slots = Array.from({ length: SLOTS }, (_, slot) => slot);
    return slots.filter((slot) => this.#words[slot] !== 0 && this.#words[slot] >>> FATE_SHIFT !== FATE.FORGOTTEN);
  }

  headIn(slot: number): number {
    return (this.#words[slot] & 0xffff) - 1;
  }

  /** Another fate for the commands in these slots. */
  doom(slots: readonly number[], fate: number): void {
    for (const slot of slots) this.#words[slot] = (this.#words[slot] & 0xffff) | (fate << FATE_SHIFT);
  }

  /** The function of the chain that begins at `head` waits for these slots. False if there is no room for it. */
  wait(head: number, slots: readonly number[]): boolean {
    const at = functionWords().find((word) => this.#words[word] === 0);
    if (at === undefined) return false;
    this.#words[at] = head + 1;
    this.#words[at + 1] = slots.reduce((mask, slot) => mask | (1 << slot), 0);
    return true;
  }

  /** The heads of the functions that have waited for this slot alone, and are over. */
  freed(slot: number): number[] {
    const waiting = functionWords().filter((at) => (this.#words[at + 1] & (1 << slot)) !== 0);
    for (const at of waiting) this.#words[at + 1] &= ~(1 << slot);
    const over = waiting.filter((at) => this.#words[at + 1] === 0);
    const heads = over.map((at) => this.#words[at] - 1);
    for (const at of over) this.#words[at] = 0;
    return heads;
  }

  /** No function waits any more. */
  forgetFunctions(): void {
    this.#words.fill(0, WORD.FUNCTIONS, TASK_WORDS);
  }
}

/** The first word of each function. */
function functionWords(): number[] {
  return Array.from({ length: FUNCTIONS }, (_, index) => WORD.FUNCTIONS + index * FUNCTION_WORDS);
}

/** The name of one of the words. */
export function nameOfTaskWord(offset: number): string {
  if (offset < SLOTS) return `command ${offset}`;
  const at = offset - WORD.FUNCTIONS;
  return `function ${Math.floor(at / FUNCTION_WORDS)} ${at % FUNCTION_WORDS === 0 ? 'HEAD' : 'SLOTS'}`;
}
