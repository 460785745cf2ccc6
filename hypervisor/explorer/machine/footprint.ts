/**
 * What an instruction, or an interrupt with all that it leads to, touches: two that touch nothing in common may come in either
 * order, and nobody can tell which came first.
 */
import { IDLE_HINT, IO_BASE } from '../../../emulator/board.ts';
import type { Processor } from '../../../emulator/cpu/processor.ts';
import { PSW } from '../../../emulator/cpu/psw.ts';
import { translated } from '../../../emulator/diagnosis/place.ts';
import { decode, fieldsOf } from '../../../emulator/isa/decode.ts';
import { memoryReference } from '../../../emulator/isa/memory-access.ts';
import { LAYOUT } from '../../../emulator/layout.ts';
import { Tlb } from '../../../emulator/tlb.ts';

/** EIEM, the interval timer, EIRR. */
const INTERRUPT_REGISTERS: readonly number[] = [15, 16, 23];

/** Where the queues hold the next instruction, and the one behind it. */
const FRONT = { space: LAYOUT.IASQ_FRONT, offset: LAYOUT.IAOQ_FRONT };
const BACK = { space: LAYOUT.IASQ_BACK, offset: LAYOUT.IAOQ_BACK };

/** What one instruction is about to touch. */
export interface Touch {
  /** A device's register, EIRR, EIEM, the PSW, a clock; or nobody knows what. */
  readonly special: boolean;
  /** Words of RAM, by physical address / 4: the first, and how many; none. */
  readonly word: number;
  readonly words: number;
  readonly stores: boolean;
}

const NOTHING: Touch = { special: false, word: 0, words: 0, stores: false };
const SPECIAL: Touch = { special: true, word: 0, words: 0, stores: false };

/** `length` bytes of RAM, which a device reaches. */
export function wordsOf(address: number, length: number, stores: boolean): Touch {
  const word = address >>> 2;
  return { special: false, word, words: length === 0 ? 0 : ((address + length + 3) >>> 2) - word, stores };
}

/** Words of RAM that something reads and writes. */
export class Footprint {
  readonly reads = new Set<number>();
  readonly writes = new Set<number>();
  /** It touches what nobody can follow. */
  everything = false;
  /** What it does depends on the registers of the code that it interrupts, or it does not give them back as they were. */
  registers = false;

  add({ word, words, stores }: Touch): void {
    for (let i = word; i < word + words; i += 1) (stores ? this.writes : this.reads).add(i);
  }

  /** Does the order make a difference? */
  meets({ special, word, words, stores }: Touch): boolean {
    if (special || this.everything) return true;
    for (let i = word; i < word + words; i += 1) {
      if (this.writes.has(i) || (stores && this.reads.has(i))) return true;
    }
    return false;
  }
}

/** Looks at instructions before a processor executes them. */
export class Lookout {
  readonly #processor: Processor;
  readonly #tlb: Tlb;
  #tlbChanges = -1;
  /** By word: does it touch what an interrupt is made of? */
  readonly #specials = new Map<number, boolean>();

  constructor(processor: Processor) {
    this.#processor = processor;
    this.#tlb = new Tlb(processor.state, () => {});
  }

  /** What the next instruction touches that completes: one that is nullified does not. */
  next(): Touch {
    const { words, ram } = this.#processor.state;
    const psw = words[LAYOUT.PSW];
    const queues = words[LAYOUT.NULLIFY] === 0 ? FRONT : BACK;
    const at = this.#physical((psw & PSW.C) !== 0, words[queues.space], words[queues.offset] & ~3);
    if (at === undefined || at >= ram.byteLength) return SPECIAL;
    const word = ram[at >>> 2] >>> 0;
    if (this.#isSpecial(word)) return SPECIAL;
    const reference = memoryReference(word, (register) => words[LAYOUT.GR + register]);
    if (reference === undefined) return NOTHING;
    const { access, s, base, offset } = reference;
    const virtual = !access.absolute && (psw & PSW.D) !== 0;
    const space = virtual ? words[LAYOUT.SR + (s === 0 ? 4 + (base >>> 30) : s)] : 0;
    const target = this.#physical(virtual, space, offset >>> 0);
    if (target === undefined || target >>> 0 >= IO_BASE || target >= ram.byteLength) return SPECIAL;
    return { special: false, word: target >>> 2, words: access.bytes === 8 ? 2 : 1, stores: access.kind !== 'load' };
  }

  #isSpecial(word: number): boolean {
    let special = this.#specials.get(word);
    if (special === undefined) this.#specials.set(word, (special = touchesInterrupts(word)));
    return special;
  }

  #physical(virtual: boolean, space: number, offset: number): number | undefined {
    if (virtual && this.#tlbChanges !== this.#processor.tlbChanges) {
      this.#tlbChanges = this.#processor.tlbChanges;
      this.#tlb.rebuild();
    }
    return translated(this.#tlb, virtual, space, offset >>> 0);
  }
}

function touchesInterrupts(word: number): boolean {
  const row = decode(word);
  if (word === IDLE_HINT || row === undefined) return true;
  const { ends } = row.does as { readonly ends?: string };
  if (ends === 'control' || ends === 'environment') return INTERRUPT_REGISTERS.includes(fieldsOf(word, row)['cr']);
  return ends === 'psw';
}
