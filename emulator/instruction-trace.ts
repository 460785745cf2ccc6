/**
 * A readable trace of a machine's instructions, for people who debug a guest. One line tells level, address, word and
 * source text of an instruction, what it loaded or stored, and the registers that it changed; an interruption has a line of
 * its own, and so has each arrival at another label. Source lines are named where they change.
 *
 *     === <print>, at 4
 *     0 00010018 0fe41280  stw %r4,0(%r31)                  [console.DATA] <- 00000041  ; hello.s:12
 *     3 00010008 00018007  break 7,12
 *     --- interruption 9, break instruction trap: IIA 0:0001000b 0:0001000f, IIR 00018007, IPSW 0000000c
 *
 * With code translation on, an address is space:offset.
 */
import { IO_BASE } from './board.ts';
import { nameOfInterruption, parametersOf } from './cpu/interruptions.ts';
import { lastInterruption } from './cpu/last-interruption.ts';
import { EXIT, type Exit, type Processor } from './cpu/processor.ts';
import { PSW } from './cpu/psw.ts';
import { shortNameAt } from './devices/register-names.ts';
import { hex } from './hex.ts';
import { formatLabel, type ImagePlaces, NO_PLACES } from './diagnosis/image-places.ts';
import { labelOf, translated } from './diagnosis/place.ts';
import { sourceText } from './diagnosis/source-text.ts';
import { decode, fieldsOf } from './isa/decode.ts';
import { memoryReference, type Reference } from './isa/memory-access.ts';
import { LAYOUT } from './layout.ts';
import { Tlb } from './tlb.ts';
import { TraceClock, type TraceSelection } from './trace-selection.ts';
import { nameOfWord } from './word-names.ts';

/** First words of the registers that are shown when they change, in the order of the layout; and the end of them. */
const CR: number = LAYOUT.CR;
const AFTER_CR: number = LAYOUT.CR + 32;
const FR: number = LAYOUT.FR;
const SHOWN = FR + 64;
/** Those that an interruption changes, and its own line tells: CR 17 to 22. */
const INTERRUPTION_REGISTERS = { first: CR + 17, last: CR + 22 };
/** Column at which begins what an instruction has done. */
const EFFECTS_COLUMN = 54;
/** Interruptions before an instruction, without one of their own: group 2. */
const GROUP_2: readonly number[] = [2, 3, 4, 5];
/** Interruptions after an instruction, which has completed: group 4. */
const GROUP_4: readonly number[] = [23, 24, 25];
/** Interruptions of the fetch: there is no instruction. */
const OF_FETCH: readonly number[] = [6, 7];

export interface TraceOptions {
  /** Given each line, without its line feed. */
  readonly write: (line: string) => void;
  /** What the guest's image says of places. */
  readonly places?: ImagePlaces;
  readonly selection?: TraceSelection;
  /** The guest pauses, or has ended: what was written should be seen. */
  readonly flush?: () => void;
}

/** What was known before an instruction. */
interface Before {
  readonly offset: number;
  readonly space: number;
  readonly level: number;
  /** undefined without a translation. */
  readonly physical: number | undefined;
  readonly nullified: boolean;
  readonly access: MemoryEffect | undefined;
}

/** A load or store that is about to be made. */
interface MemoryEffect {
  readonly reference: Reference;
  readonly word: number;
  readonly space: number;
  readonly physical: number;
  /** What is there, in hexadecimal digits; undefined in I/O space. */
  readonly value: string | undefined;
}

/** Runs a processor as Processor.run does, and writes down every step. */
export class InstructionTrace {
  readonly #processor: Processor;
  readonly #words: Int32Array;
  readonly #write: (line: string) => void;
  readonly #places: ImagePlaces;
  readonly #selection: TraceSelection;
  readonly #flush: () => void;
  readonly #clock: TraceClock;
  readonly #before: Int32Array;
  readonly #tlb: Tlb;
  #tlbChanges = -1;
  #completed = 0;
  /** Name of the last label, and the last source line. */
  #label: string | undefined;
  #line: string | undefined;

  constructor(
    processor: Processor,
    { write, places = NO_PLACES, selection = { only: [] }, flush = () => {} }: TraceOptions,
  ) {
    this.#processor = processor;
    this.#words = processor.state.words;
    this.#write = write;
    this.#places = places;
    this.#selection = selection;
    this.#flush = flush;
    this.#clock = new TraceClock(selection);
    this.#before = new Int32Array(SHOWN);
    this.#tlb = new Tlb(processor.state, () => {});
  }

  /** Instructions completed in the last {@link run} or {@link simulate}. */
  get completed(): number {
    return this.#completed;
  }

  /** A monitor begins the next epoch. */
  beginEpoch(): void {
    this.#clock.beginEpoch();
  }

  /** The guest pauses, or has ended. */
  flush(): void {
    this.#flush();
  }

  /** As {@link Processor.run}. */
  run(limit: number): Exit {
    let completed = 0;
    while (completed < limit) {
      const untraced = Math.min(this.#clock.untraced, limit - completed);
      const exit = untraced > 0 ? this.#runUntraced(untraced) : this.#step();
      completed += this.#completed;
      if (exit !== undefined) return this.#ended(exit, completed);
    }
    return this.#ended(EXIT.LIMIT, completed);
  }

  /** As {@link Processor.simulate}. */
  simulate(): Exit {
    if (this.#clock.untraced > 0) return this.#ended(this.#processor.simulate(), this.#count());
    const before = this.#look();
    const exit = this.#processor.simulate();
    this.#tell(before);
    return this.#ended(exit, this.#count());
  }

  #ended(exit: Exit, completed: number): Exit {
    this.#completed = completed;
    return exit;
  }

  #runUntraced(limit: number): Exit | undefined {
    const exit = this.#processor.run(limit);
    this.#count();
    this.#label = this.#line = undefined;
    return exit === EXIT.LIMIT ? undefined : exit;
  }

  #step(): Exit | undefined {
    const before = this.#look();
    const exit = this.#processor.step();
    // Else it stands where it stood: a monitor, or an interrupt, goes first.
    if (exit === undefined || this.#processor.completed > 0) this.#tell(before);
    this.#count();
    return exit;
  }

  /** Counts what the processor has completed. */
  #count(): number {
    this.#completed = this.#processor.completed;
    this.#clock.count(this.#completed);
    return this.#completed;
  }

  #look(): Before {
    const words = this.#words;
    this.#before.set(words.subarray(0, SHOWN));
    const front = words[LAYOUT.IAOQ_FRONT];
    const [offset, space] = [(front & ~3) >>> 0, words[LAYOUT.IASQ_FRONT]];
    const physical = this.#physical((words[LAYOUT.PSW] & PSW.C) !== 0, space, offset);
    const nullified = words[LAYOUT.NULLIFY] !== 0;
    const access = nullified || physical === undefined ? undefined : this.#access(physical);
    return { offset, space, level: front & 3, physical, nullified, access };
  }

  #tell(before: Before): void {
    if (!this.#isSelected(before)) return;
    const { interruption } = this.#processor;
    if (!GROUP_2.includes(interruption)) this.#tellInstruction(before);
    if (interruption !== 0) this.#write(this.#interruption(interruption));
  }

  #isSelected({ offset, physical }: Before): boolean {
    const { only } = this.#selection;
    if (only.length === 0) return true;
    return only.some((range) => {
      const address = range.physical ? physical : offset;
      return address !== undefined && address >= range.start && address < range.end;
    });
  }

  /** The line of the instruction that was executed, or tried, or passed over. */
  #tellInstruction(before: Before): void {
    const { offset, space, level, physical, nullified } = before;
    const { interruption, instruction } = this.#processor;
    this.#tellLabel(physical, offset);
    const virtual = (this.#before[LAYOUT.PSW] & PSW.C) !== 0;
    const address = `${level} ${virtual ? `${short(space)}:` : ''}${hex(offset)}`;
    const completed = interruption === 0 || GROUP_4.includes(interruption);
    if (nullified && completed) {
      return this.#write(`${address} --------  (nullified)`);
    }
    if (OF_FETCH.includes(interruption)) return this.#write(`${address} --------  (not fetched)`);
    const targetName = (target: number): string => labelOf(this.#physical(virtual, space, target), this.#places);
    const text = `${address} ${hex(instruction)}  ${sourceText(instruction, offset, targetName)}`;
    const effects = [completed ? this.#memory(before.access) : '', this.#changes(), this.#sourceLine(physical)];
    this.#write(`${text.padEnd(EFFECTS_COLUMN)} ${effects.filter((effect) => effect !== '').join('  ')}`.trimEnd());
  }

  /** A line of its own where execution comes to another label. */
  #tellLabel(physical: number | undefined, offset: number): void {
    const label = physical === undefined ? undefined : this.#places.labelAt(physical);
    if (label?.name === this.#label) return;
    this.#label = label?.name;
    this.#write(`=== ${label === undefined ? hex(offset) : formatLabel(label)}, at ${this.#clock.now}`);
  }

  #sourceLine(physical: number | undefined): string {
    const line = physical === undefined ? undefined : this.#places.lineAt(physical);
    if (line === this.#line) return '';
    this.#line = line;
    return line === undefined ? '' : `; ${line}`;
  }

  /** The load or store that the instruction at a physical address is about to make. */
  #access(physical: number): MemoryEffect | undefined {
    const { state } = this.#processor;
    if (physical >= state.ram.byteLength) return undefined;
    const word = state.ram[physical >>> 2] >>> 0;
    const reference = memoryReference(word, (register) => this.#words[LAYOUT.GR + register]);
    if (reference === undefined) return undefined;
    const { access, s, base, offset } = reference;
    const virtual = !access.absolute && (this.#words[LAYOUT.PSW] & PSW.D) !== 0;
    const space = virtual ? this.#words[LAYOUT.SR + (s === 0 ? 4 + (base >>> 30) : s)] : 0;
    const target = this.#physical(virtual, space, offset >>> 0);
    if (target === undefined) return undefined;
    return { reference, word, space, physical: target, value: this.#valueAt(target, reference) };
  }

  /** What was loaded or stored: `[0000f004] -> 0000001d`. */
  #memory(effect: MemoryEffect | undefined): string {
    if (effect === undefined) return '';
    const { reference, word, space, physical, value } = effect;
    const { kind, absolute } = reference.access;
    const virtual = !absolute && (this.#before[LAYOUT.PSW] & PSW.D) !== 0;
    const name = shortNameAt(physical) ?? `${virtual ? `${short(space)}:` : ''}${hex(reference.offset)}`;
    const fields = fieldsOf(word, decode(word)!);
    const loaded = value ?? this.#register(this.#words, fields['t']);
    const stored = this.#valueAt(physical, reference) ?? this.#register(this.#before, fields['r']);
    switch (kind) {
      case 'load':
        return `[${name}] -> ${loaded}`;
      case 'load-and-clear':
        return `[${name}] -> ${loaded} <- 00000000`;
      case 'store':
      case 'store-bytes':
        return `[${name}] <- ${stored}`;
    }
  }

  /** A device's register has been in this one; whatever is loaded into %r0 is gone. */
  #register(words: Int32Array, register: number): string {
    return register === 0 && words === this.#words ? '?' : hex(words[LAYOUT.GR + register]);
  }

  /** What memory holds there, as many digits as the access has; undefined outside RAM. */
  #valueAt(physical: number, { access: { bytes } }: Reference): string | undefined {
    const { ram } = this.#processor.state;
    if (physical >= ram.byteLength || physical >= IO_BASE) return undefined;
    const [first, second] = [hex(ram[physical >>> 2]), hex(ram[(physical >>> 2) + 1] ?? 0)];
    if (bytes >= 4) return bytes === 8 ? first + second : first;
    const at = 2 * (physical & 3 & -bytes);
    return first.slice(at, at + 2 * bytes);
  }

  #physical(virtual: boolean, space: number, offset: number): number | undefined {
    if (this.#tlbChanges !== this.#processor.tlbChanges) {
      this.#tlbChanges = this.#processor.tlbChanges;
      this.#tlb.rebuild();
    }
    return translated(this.#tlb, virtual, space, offset);
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
    const { space, front, backSpace, back, instruction, isr, ior } = lastInterruption(this.#words);
    const ipsw = this.#words[LAYOUT.CR + 22];
    const name = `--- interruption ${number}, ${nameOfInterruption(number)}`;
    const queues = `${short(space)}:${hex(front)} ${short(backSpace)}:${hex(back)}`;
    if ((ipsw & PSW.Q) === 0) return `${name}: at ${queues}, PSW Q is 0 and nothing is collected, IPSW ${hex(ipsw)}`;
    const parameters = parametersOf(number);
    const iir = parameters === 'none' ? '' : `, IIR ${hex(instruction)}`;
    const address = parameters === 'address' ? `, ISR:IOR ${short(isr)}:${hex(ior)}` : '';
    return `${name}: IIA ${queues}${iir}${address}, IPSW ${hex(ipsw)}`;
  }
}

function isRegister(index: number): boolean {
  return index < AFTER_CR || index >= FR;
}

function isInterruptionRegister(index: number): boolean {
  return index >= INTERRUPTION_REGISTERS.first && index <= INTERRUPTION_REGISTERS.last;
}

function short(word: number): string {
  return (word >>> 0).toString(16);
}
