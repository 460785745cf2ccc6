/**
 * Random programs over all instructions of level 3, which any PA-RISC can run under Linux: blocks of items (./random-items.ts),
 * each with the loading of all registers from a record (./record.ts) before it and the storing after it. Round after round
 * the blocks are executed on one record after the other; in the end all of them are written to the standard output.
 */
import { encode } from '../../isa/encode.ts';
import type { Mnemonic } from '../../isa/instructions.ts';
import { DATA, load, TEXT } from './comparable-rows.ts';
import { REACH } from './item.ts';
import { randomItem } from './random-items.ts';
import { randomFrom, type Random } from './random.ts';
import { BASE, BASE_OFFSET, fillRecord, LOAD_RECORD, RECORD_SIZE, STORE_RECORD } from './record.ts';

/** The Linux gateway page's system call entry. */
export const SYSTEM_CALL = 0x100;

export const NOP = encode('or', [0, 0, 0]);

/** What stands in memory, and what is written from it. */
export interface Program {
  /** Words at TEXT; execution begins with the first. */
  readonly text: readonly number[];
  /** Bytes at DATA. The program writes them all, as it has changed them. */
  readonly data: Buffer;
}

/** What a block does between loading and storing its record. */
export interface Body {
  /** The row that it is about; none if it is about all. */
  readonly row?: Mnemonic;
  /** Its words, if the first one stands at `address`. */
  readonly words: (address: number) => readonly number[];
}

/** Where a block is: the addresses of its body's first word, and of the word after the last. */
interface Place {
  readonly begin: number;
  readonly end: number;
  readonly row: Mnemonic | undefined;
}

/** A program of blocks, with what tells where they are. */
export interface BlockProgram extends Program {
  readonly places: readonly Place[];
}

/** A program of `blocks` blocks, each of `items` items and executed `rounds` times. */
export function randomProgram(seed: number, blocks: number, items: number, rounds: number): BlockProgram {
  const random = randomFrom(seed);
  const body: Body = { words: (address) => randomBody(random, items, address) };
  const data = randomRecords(random, blocks * rounds);
  return programOf(
    Array.from({ length: blocks }, () => body),
    data,
  );
}

/** `count` records to begin with. */
export function randomRecords(random: Random, count: number): Buffer {
  const data = Buffer.alloc(count * RECORD_SIZE);
  for (let i = 0; i < data.length; i += RECORD_SIZE) fillRecord(random, data.subarray(i, i + RECORD_SIZE));
  return data;
}

/** The program of blocks with these bodies, for as many rounds as there are records in `data`. */
export function programOf(bodies: readonly Body[], data: Buffer): BlockProgram {
  const text = [...PROLOGUE];
  const places = bodies.map(({ row, words }): Place => {
    text.push(...LOAD_RECORD);
    const begin = TEXT + 4 * text.length;
    text.push(...words(begin));
    const end = TEXT + 4 * text.length;
    text.push(...STORE_RECORD, encode('ldo', [RECORD_SIZE, BASE, BASE]));
    return { begin, end, row };
  });
  text.push(...epilogue(data.length, text.length));
  return { text, data, places };
}

/** The nops are for {@link isolate}. */
const PROLOGUE: readonly number[] = [...load(DATA + BASE_OFFSET, BASE), NOP, NOP];

/** The program that does nothing but the first `length` words of a block, on this record. */
export function isolate(program: BlockProgram, block: number, length: number, record: Buffer): Program {
  const text = [...program.text];
  const { begin, end } = program.places[block];
  const goTo = (from: number, to: number): void => {
    text[from] = encode('bl', [4 * (to - from) - 8, 0]);
    text[from + 1] = NOP;
  };
  const [first, last] = [begin, end].map((address) => (address - TEXT) / 4);
  text.fill(NOP, first + length, last);
  goTo(PROLOGUE.length - 2, first - LOAD_RECORD.length);
  goTo(last + STORE_RECORD.length, text.length);
  return { text: [...text, ...writeAndExit(DATA, RECORD_SIZE)], data: record };
}

/** Back to the first block unless all records are done; then write(1, DATA, length) and exit(0). `at` is in words. */
function epilogue(length: number, at: number): number[] {
  return [
    ...load(DATA + BASE_OFFSET + length, 1),
    encode('comclr', [1, BASE, 0], { c: 1, f: 0 }),
    encode('bl', [4 * (PROLOGUE.length - at - 3) - 8, 0], { n: 1 }),
    ...writeAndExit(DATA, length),
  ];
}

/** Linux's write(1, address, length), then exit(0). */
export function writeAndExit(address: number, length: number): number[] {
  return [
    encode('ldo', [1, 0, 26]),
    ...load(address, 25),
    ...load(length, 24),
    encode('ble', [SYSTEM_CALL, 2, 0]),
    encode('ldo', [4, 0, 20]),
    encode('ldo', [0, 0, 26]),
    encode('ble', [SYSTEM_CALL, 2, 0]),
    encode('ldo', [1, 0, 20]),
  ];
}

/** The words of `count` items, the first of which stands at `address`. The end counts as an item, and each nop after it. */
function randomBody(random: Random, count: number, address: number): number[] {
  const items = Array.from({ length: count }, () => randomItem(random));
  const starts = [address];
  for (const { length } of items) starts.push(starts[starts.length - 1] + length * 4);
  for (let i = 0; i < REACH; i += 1) starts.push(starts[starts.length - 1] + 4);
  const words = items.flatMap((item, i) => {
    const made = item.words(starts[i], starts.slice(i + 1, i + 1 + REACH));
    if (made.length !== item.length) throw new Error(`an item of ${item.length} words has ${made.length}`);
    return made;
  });
  return [...words, ...Array.from({ length: REACH + 1 }, () => NOP)];
}
