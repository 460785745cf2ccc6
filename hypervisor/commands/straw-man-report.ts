/** What `hvrun --protocol none` says of its two machines: how each ended, and where the two have parted. */
import { describeEnding } from '../../emulator/diagnosis/describe-stop.ts';
import type { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { Ending } from '../../emulator/report/ending.ts';
import { firstDifference, ranges, sideBySide } from '../straw-man/comparison.ts';

type Print = (line: string) => void;

/** One of the two machines, at the end. */
interface MachineAtEnd {
  readonly name: string;
  /** What it has printed. */
  readonly text: Uint8Array;
  readonly ending: Ending | undefined;
}

export interface StrawManEnd {
  readonly machines: readonly MachineAtEnd[];
  /** Bytes that each had printed when the first one died; undefined if it did not. */
  readonly atDeath: readonly number[] | undefined;
  /** The sectors in which their disks differ; undefined without disks. */
  readonly sectors: readonly number[] | undefined;
  readonly places: ImagePlaces;
}

/** One of the two, 1 or 2. */
export function machineNumber(number: number): string {
  return `machine ${number}`;
}

export const BEGINNING = 'two machines on their own, with devices of their own: nothing keeps them together';

/** The first machine has given its last command, number `command`. */
export function describeDeath(command: number): string {
  return `--kill primary@command=${command}: machine 1 is dead; from here on stdout carries the console of machine 2`;
}

/** Tells what came of both, and returns whether that is the same; a dead one counts as far as its console came. */
export function reportStrawMan({ machines, atDeath, sectors, places }: StrawManEnd, print: Print): boolean {
  const oneDied = atDeath !== undefined;
  for (const [index, { name, text, ending }] of machines.entries()) {
    const end = oneDied && index === 0 ? 'died' : `exited with status ${ending?.status}`;
    print(`${name} printed ${text.length} bytes and ${end}`);
    if (ending) for (const line of describeEnding(ending, places)) print(line);
  }
  const [one, other] = machines;
  const sameConsoles = tellConsoles(one.text, other.text, oneDied, print);
  if (oneDied) print(describeLoss(atDeath));
  const differing = sectors ?? [];
  if (differing.length > 0) print(`the disks differ in ${sectorsOf(differing)}`);
  else if (sectors !== undefined) print('the disks are the same');
  const sameRest = differing.length === 0 && one.ending?.status === other.ending?.status;
  if (sameConsoles && sameRest) print('that was luck: nothing made sure of it');
  return sameConsoles && (sameRest || oneDied);
}

/** Tells where the consoles part, and whether they don't. Of a dead machine it counts as far as it came. */
function tellConsoles(one: Uint8Array, other: Uint8Array, oneDied: boolean, print: Print): boolean {
  const difference = firstDifference(one, oneDied ? other.subarray(0, one.length) : other);
  if (difference === undefined) {
    print(oneDied ? 'the consoles are the same until machine 1 died' : 'the consoles are the same');
    return true;
  }
  const { line, column, byte } = difference;
  print(`the consoles differ from byte ${byte} on, which is byte ${column} of line ${line}:`);
  for (const row of sideBySide(one, other, line)) print(`  ${row}`);
  return false;
}

/** What a watcher, who changed over to the second machine's console at the first one's death, has missed. */
function describeLoss([first, second]: readonly number[]): string {
  const lag = second - first;
  const missed = `${lag} bytes were never seen`;
  const twice = `${-lag} bytes are seen twice`;
  const what = lag > 0 ? missed : lag < 0 ? twice : 'by luck, no byte was lost or doubled';
  return `at the death of machine 1 it had printed ${first} bytes, machine 2 ${second}: ${what}`;
}

function sectorsOf(sectors: readonly number[]): string {
  return `${sectors.length === 1 ? 'sector' : `${sectors.length} sectors:`} ${ranges(sectors)}`;
}
