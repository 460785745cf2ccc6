/** For people: the first instruction of a random program that QEMU and our processor do not execute alike. */
import { decode } from '../../isa/decode.ts';
import { disassemble } from '../../isa/disassemble.ts';
import { runInQemu } from './qemu-user.ts';
import { TEXT } from './comparable-rows.ts';
import { isolate, type BlockProgram } from './random-program.ts';
import { nameOfWord, RECORD_SIZE } from './record.ts';
import { runOurs } from './user-machine.ts';

export interface Difference {
  /** The number of the instruction's row, if one could be found. */
  readonly row: number | undefined;
  readonly text: string;
}

/** The difference, or undefined if the outputs are equal. `folder` is for files. */
export function firstDifference(
  program: BlockProgram,
  ours: Buffer,
  theirs: Buffer,
  folder: string,
): Difference | undefined {
  const record = firstRecord(ours, theirs);
  if (record === undefined) return undefined;
  const block = record % program.places.length;
  const { begin, end } = program.places[block];
  const before = program.data.subarray(record * RECORD_SIZE, (record + 1) * RECORD_SIZE);
  const after = (length: number): { readonly ours: Buffer; readonly theirs: Buffer } => {
    const part = isolate(program, block, length, before);
    return { ours: runOurs(part), theirs: runInQemu(part, folder) };
  };
  const differs = (length: number): boolean => {
    const { ours, theirs } = after(length);
    return !ours.equals(theirs);
  };
  let same = 0;
  let different = (end - begin) / 4;
  if (!differs(different)) return { row: undefined, text: `in record ${record}, but not if executed by itself` };
  while (different - same > 1) {
    const middle = (same + different) >>> 1;
    if (differs(middle)) different = middle;
    else same = middle;
  }
  const first = (begin - TEXT) / 4;
  const lines = Array.from({ length: Math.min(different, 8) }, (_, i) => different - Math.min(different, 8) + i).map(
    (i) => `  ${disassemble(program.text[first + i], begin + 4 * i)}`,
  );
  const results = after(different);
  const text = [
    `after the last of these (block ${block}, record ${record}):`,
    ...lines,
    'with, before it:',
    ...registersOf(after(same).ours),
    ...differencesOf(results.ours, results.theirs),
  ].join('\n');
  return { row: decode(program.text[first + different - 1])?.index, text };
}

function firstRecord(ours: Buffer, theirs: Buffer): number | undefined {
  for (let i = 0; i < ours.length; i += RECORD_SIZE) {
    if (!ours.subarray(i, i + RECORD_SIZE).equals(theirs.subarray(i, i + RECORD_SIZE))) return i / RECORD_SIZE;
  }
  return undefined;
}

const hex = (buffer: Buffer, offset: number): string =>
  offset < buffer.length ? buffer.readUInt32BE(offset).toString(16).padStart(8, '0') : 'nothing';

/** All registers of a record, eight to a line. */
function registersOf(record: Buffer): string[] {
  const words = Array.from({ length: RECORD_SIZE / 4 }, (_, i) => 4 * i).filter((i) => /^%(?!r30)/.test(nameOfWord(i)));
  const texts = words.map((i) => `${nameOfWord(i)} ${hex(record, i)}`);
  return Array.from({ length: Math.ceil(texts.length / 8) }, (_, i) => `  ${texts.slice(8 * i, 8 * i + 8).join('  ')}`);
}

function differencesOf(ours: Buffer, theirs: Buffer): string[] {
  return Array.from({ length: ours.length / 4 }, (_, i) => 4 * i)
    .filter((i) => hex(ours, i) !== hex(theirs, i))
    .map((i) => `${nameOfWord(i)}: ours ${hex(ours, i)}, QEMU ${hex(theirs, i)}`);
}
