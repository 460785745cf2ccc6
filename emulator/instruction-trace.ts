/**
 * A readable trace of a machine's instructions, for people who debug a guest. One line tells level, address, word and
 * source text of an instruction, then the registers that it changed; an interruption has a line of its own.
 *
 *     0 00010004 08640603  add %r4,%r3,%r3              %r3=0000001d
 *     3 00010008 00018007  break 7,12
 *     --- interruption 9, break instruction trap: IIA 0:0001000b 0:0001000f, IIR 00018007, IPSW 0000000c
 *
 * With code translation on, an address is space:offset.
 */
import { nameOfInterruption } from './cpu/interruptions.ts';
import { EXIT, type Exit, type Processor } from './cpu/processor.ts';
import { PSW } from './cpu/psw.ts';
import { disassemble } from './isa/disassemble.ts';
import { LAYOUT } from './layout.ts';
import { nameOfWord } from './word-names.ts';

/** First words of the registers that are shown when they change, in the order of the layout; and the end of them. */
const CR: number = LAYOUT.CR;
const AFTER_CR: number = LAYOUT.CR + 32;
const FR: number = LAYOUT.FR;
const SHOWN = FR + 64;
/** Those that an interruption changes, and its own line tells: CR 17 to 22. */
const INTERRUPTION_REGISTERS = { first: CR + 17, last: CR + 22 };
/** Column at which the changed registers begin. */
const CHANGES_COLUMN = 54;
/** Interruptions before an instruction, without one of their own: group 2. */
const GROUP_2: readonly number[] = [2, 3, 4, 5];
/** Interruptions of the fetch: there is no instruction. */
const OF_FETCH: readonly number[] = [6, 7];

/** Runs a processor as Processor.run does, and writes down every step. */
export class InstructionTrace {
  readonly #processor: Processor;
  readonly #words: Int32Array;
  readonly #write: (line: string) => void;
  readonly #before: Int32Array;
  #completed = 0;

  /** `write` is given each line, without its line feed. */
  constructor(processor: Processor, write: (line: string) => void) {
    this.#processor = processor;
    this.#words = processor.state.words;
    this.#write = write;
    this.#before = new Int32Array(SHOWN);
  }

  /** Instructions completed in the last {@link run}. */
  get completed(): number {
    return this.#completed;
  }

  /** As {@link Processor.run}. */
  run(limit: number): Exit {
    this.#completed = 0;
    while (this.#completed < limit) {
      const exit = this.#step();
      this.#completed += this.#processor.completed;
      if (exit !== undefined) return exit;
    }
    return EXIT.LIMIT;
  }

  #step(): Exit | undefined {
    const words = this.#words;
    const processor = this.#processor;
    this.#before.set(words.subarray(0, SHOWN));
    const address = this.#address();
    const nullified = words[LAYOUT.NULLIFY] !== 0;
    const exit = processor.step();
    const { interruption } = processor;
    if (exit !== undefined && processor.completed === 0) return exit;
    if (nullified && (interruption === 0 || interruption >= 23)) this.#write(`${address} --------  (nullified)`);
    else if (!GROUP_2.includes(interruption)) this.#write(this.#instruction(address));
    if (interruption !== 0) this.#write(this.#interruption(interruption));
    return exit;
  }

  /** Level and address of the instruction at the front of the queues. */
  #address(): string {
    const front = this.#words[LAYOUT.IAOQ_FRONT];
    const space = (this.#words[LAYOUT.PSW] & PSW.C) === 0 ? '' : `${short(this.#words[LAYOUT.IASQ_FRONT])}:`;
    return `${front & 3} ${space}${hex(front & ~3)}`;
  }

  /** The line of the instruction that was executed, or tried, at `address`. */
  #instruction(address: string): string {
    const { interruption, instruction } = this.#processor;
    if (OF_FETCH.includes(interruption)) return `${address} --------  (not fetched)`;
    const text = `${address} ${hex(instruction)}  ${disassemble(instruction, parseInt(address.slice(-8), 16))}`;
    return `${text.padEnd(CHANGES_COLUMN)} ${this.#changes()}`.trimEnd();
  }

  /** The registers that have changed. */
  #changes(): string {
    const changes: string[] = [];
    for (let index = 0; index < SHOWN; index++) {
      const value = this.#words[index];
      if (value === this.#before[index] || !isRegister(index)) continue;
      if (this.#processor.interruption !== 0 && isInterruptionRegister(index)) continue;
      changes.push(`${nameOfWord(index)}=${hex(value)}`);
    }
    return changes.join(' ');
  }

  #interruption(number: number): string {
    const words = this.#words;
    const cr = (register: number): number => words[LAYOUT.CR + register];
    const front = `${short(cr(17))}:${hex(cr(18))}`;
    const back = `${short(words[LAYOUT.IIASQ_BACK])}:${hex(words[LAYOUT.IIAOQ_BACK])}`;
    const parameters = `IIR ${hex(cr(19))}, ISR:IOR ${short(cr(20))}:${hex(cr(21))}, IPSW ${hex(cr(22))}`;
    return `--- interruption ${number}, ${nameOfInterruption(number)}: IIA ${front} ${back}, ${parameters}`;
  }
}

function isRegister(index: number): boolean {
  return index < AFTER_CR || index >= FR;
}

function isInterruptionRegister(index: number): boolean {
  return index >= INTERRUPTION_REGISTERS.first && index <= INTERRUPTION_REGISTERS.last;
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}

function short(word: number): string {
  return (word >>> 0).toString(16);
}
