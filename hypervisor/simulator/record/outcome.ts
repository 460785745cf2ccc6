/**
 * What a run shows to those outside, who see neither machines nor epochs: what is printed, what is on the disk, where the
 * control rod has been. And where two runs part in it, in words.
 */
import { equalBytes, hexadecimal, latin1 } from '../../../emulator/bytes.ts';
import { SECTOR_SIZE } from '../../../emulator/devices/disk.ts';
import { firstDifference, ranges } from '../../straw-man/comparison.ts';

export interface Outcome {
  /** The console's bytes, of both its ports. A raw byte that a failover has repeated counts once: see checkers/raw-port.ts. */
  readonly console: readonly number[];
  /** The disk when all is over. */
  readonly disk: Uint8Array;
  /** Where the rod has stopped, in millimetres, and first where it stood at power-on; twice at one place counts once. */
  readonly positions: readonly number[];
}

/** Characters of a console's line that are shown. */
const WIDTH = 40;
/** Bytes of a sector that are shown. */
const BYTES = 4;
/** Positions of the rod that are shown before the one that differs. */
const POSITIONS_BEFORE = 2;

/** Where two runs part: a phrase for each of console, disk and rod, or none at all. `there`: what the other run is called. */
export function differences(seen: Outcome, other: Outcome, there = 'undisturbed'): string[] {
  return [consoleDifference, diskDifference, rodDifference]
    .map((difference) => difference(seen, other, there))
    .filter((difference) => difference !== undefined);
}

/** "console byte 12", "disk sector 3" or "position 2 of the control rod": the first thing in which two runs differ. */
export function firstPlace(seen: Outcome, other: Outcome): string | undefined {
  const console = firstDifference(Uint8Array.from(seen.console), Uint8Array.from(other.console));
  if (console) return `console byte ${console.byte}`;
  const [sector] = differingSectors(seen.disk, other.disk);
  if (sector !== undefined) return `disk sector ${sector}`;
  const position = firstUnequal(seen.positions, other.positions);
  return position === undefined ? undefined : `position ${position + 1} of the control rod`;
}

function consoleDifference(seen: Outcome, other: Outcome, there: string): string | undefined {
  const [one, two] = [seen, other].map(({ console }) => Uint8Array.from(console));
  const difference = firstDifference(one, two);
  if (!difference) return undefined;
  const { byte, line, column } = difference;
  const [mine, theirs] = [one, two].map((text) => quoteLine(text, line, column));
  return `the console differs from byte ${byte} on, byte ${column} of line ${line}: ${mine}, ${there} ${theirs}`;
}

/** A line, or what is left of it around `column`; lines and columns are counted from 1. */
function quoteLine(text: Uint8Array, line: number, column: number): string {
  const lines = latin1(text).split('\n');
  const begun = lines[line - 1];
  // Where a text ends, split leaves an empty line that is none.
  if (begun === undefined || (begun === '' && line === lines.length)) return 'nothing more';
  const from = begun.length <= WIDTH ? 0 : Math.max(0, column - 1 - WIDTH / 2);
  const part = begun.slice(from, from + WIDTH);
  const cutOff = from + part.length < begun.length ? '…' : line < lines.length ? '\n' : '';
  return quoteBytes(`${from > 0 ? '…' : ''}${part}${cutOff}`);
}

/**
 * Console bytes, one a character, as a string of JavaScript. What is not ASCII, a part of a character in UTF-8 or a control of a
 * terminal, is shown as the byte that it is: `\xc3`.
 */
export function quoteBytes(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\xff]/g, (byte) => `\\x${byte.charCodeAt(0).toString(16)}`);
}

function diskDifference({ disk }: Outcome, other: Outcome, there: string): string | undefined {
  const sectors = differingSectors(disk, other.disk);
  const [first] = sectors;
  if (first === undefined) return undefined;
  const at = firstUnequal(sectorOf(disk, first), sectorOf(other.disk, first))!;
  const [mine, theirs] = [disk, other.disk].map((bytes) => hex(sectorOf(bytes, first).subarray(at, at + BYTES)));
  const all = sectors.length === 1 ? `sector ${first}` : `${sectors.length} sectors (${cut(ranges(sectors))})`;
  return `the disk differs in ${all}: from byte ${at} of sector ${first} on it holds ${mine}, ${there} ${theirs}`;
}

function rodDifference({ positions }: Outcome, other: Outcome, there: string): string | undefined {
  const at = firstUnequal(positions, other.positions);
  if (at === undefined) return undefined;
  const [mine, theirs] = [positions, other.positions].map((all) => history(all, at));
  return `the control rod goes another way: ${mine}, ${there} ${theirs}`;
}

/** The positions up to number `at` and one more: "… 4000, 3000, 1000 mm …". */
function history(positions: readonly number[], at: number): string {
  const from = Math.max(0, at - POSITIONS_BEFORE);
  const shown = positions.slice(from, at + 2).join(', ');
  return `${from > 0 ? '… ' : ''}${shown} mm${at + 2 < positions.length ? ' …' : ''}`;
}

function differingSectors(one: Uint8Array, other: Uint8Array): number[] {
  const count = Math.max(one.length, other.length) / SECTOR_SIZE;
  return Array.from({ length: count }, (_, sector) => sector).filter(
    (sector) => !equalBytes(sectorOf(one, sector), sectorOf(other, sector)),
  );
}

function sectorOf(disk: Uint8Array, sector: number): Uint8Array {
  return disk.subarray(sector * SECTOR_SIZE, (sector + 1) * SECTOR_SIZE);
}

/** The index of the first element in which two lists differ, or where the shorter one ends. */
function firstUnequal(one: ArrayLike<number>, other: ArrayLike<number>): number | undefined {
  const length = Math.max(one.length, other.length);
  for (let at = 0; at < length; at += 1) if (one[at] !== other[at]) return at;
  return undefined;
}

function cut(text: string): string {
  return text.length <= WIDTH ? text : `${text.slice(0, WIDTH)}…`;
}

function hex(bytes: Uint8Array): string {
  return hexadecimal(bytes).replaceAll(/..(?!$)/g, '$& ');
}
