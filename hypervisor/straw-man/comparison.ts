/** Where two consoles part, and how that is shown to people: side by side, around the first difference. */
import { latin1 } from '../../emulator/bytes.ts';

/** The first byte in which two texts differ, or where the shorter one ends. All counted from 1. */
export interface Difference {
  readonly line: number;
  /** Byte of that line. */
  readonly column: number;
  /** Byte of the whole. */
  readonly byte: number;
}

const LINE_FEED = 10;

/** Undefined if the two are equal. */
export function firstDifference(one: Uint8Array, other: Uint8Array): Difference | undefined {
  const shorter = Math.min(one.length, other.length);
  let at = 0;
  while (at < shorter && one[at] === other[at]) at += 1;
  if (at === one.length && at === other.length) return undefined;
  const before = one.subarray(0, at);
  const line = 1 + before.reduce((count, byte) => count + (byte === LINE_FEED ? 1 : 0), 0);
  return { line, column: at - before.lastIndexOf(LINE_FEED), byte: at + 1 };
}

/** Lines shown before the one with the difference, and after it. */
const BEFORE = 2;
const AFTER = 3;
/** Characters of a line that are shown of each console. */
const WIDTH = 38;

/** The lines around line `line`, of both, under a heading; the lines that differ are marked. */
export function sideBySide(one: Uint8Array, other: Uint8Array, line: number): string[] {
  const [left, right] = [linesOf(one), linesOf(other)];
  const first = Math.max(1, line - BEFORE);
  const last = Math.min(line + AFTER, Math.max(left.length, right.length));
  const rows = Array.from({ length: last - first + 1 }, (_, i) => {
    const [a, b] = [left[first + i - 1], right[first + i - 1]];
    return row(`${a === b ? ' ' : '>'} ${String(first + i).padStart(5)}`, a ?? '(no such line)', b ?? '(no such line)');
  });
  return [row('       ', 'machine 1', 'machine 2'), ...rows];
}

function row(number: string, left: string, right: string): string {
  return `${number}  ${cut(left).padEnd(WIDTH)} | ${cut(right)}`.trimEnd();
}

function cut(text: string): string {
  return text.length <= WIDTH ? text : `${text.slice(0, WIDTH - 1)}…`;
}

/** The lines of a console; what is no printable ASCII character is shown as a dot. */
export function linesOf(bytes: Uint8Array): string[] {
  const lines = latin1(bytes).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => line.replaceAll(/[^ -~]/g, '.'));
}

/** Numbers in ascending order, as people write them: "3, 7 to 9". */
export function ranges(numbers: readonly number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < numbers.length;) {
    let end = i;
    while (numbers[end + 1] === numbers[end] + 1) end += 1;
    parts.push(end === i ? `${numbers[i]}` : `${numbers[i]} to ${numbers[end]}`);
    i = end + 1;
  }
  return parts.join(', ');
}
