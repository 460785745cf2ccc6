/**
 * Why a machine has stopped, as lines of text for the guest's author: what happened, where, why, and how it came there.
 * The numbers come from the machine (stop-report.ts), the names from the guest's image.
 */
import { nameOfInterruption, parametersOf, VECTOR_SIZE } from '../cpu/interruptions.ts';
import { PSW } from '../cpu/psw.ts';
import { shortNameAt } from '../devices/register-names.ts';
import type { Ending } from '../report/ending.ts';
import { describeCommand } from './describe-command.ts';
import { describeEnded } from './ended.ts';
import { explainInterruption } from './explain-interruption.ts';
import { hex } from '../hex.ts';
import type { ImagePlaces } from './image-places.ts';
import { describePlace, labelOf, placeOfStop } from './place.ts';
import { sourceText } from './source-text.ts';
import { STOP_CAUSE, type PlacedBranch, type StopReport } from '../report/stop-report.ts';

/** General registers of one line. */
const PER_LINE = 8;
const TLB_MISS_OF_FETCH = 6;
/** Group 4: taken after the instruction that caused it. */
const GROUP_4: readonly number[] = [23, 24, 25];
/** Group 2, and what may be signalled: taken between two instructions. */
const BETWEEN: readonly number[] = [2, 3, 4, 5];

/** Why a run ended without its guest's asking for it; no lines if it did ask. */
export function describeEnding({ stop, ended }: Ending, places: ImagePlaces): string[] {
  if (stop) return describeStop(stop, places);
  return ended ? [describeEnded(ended, places)] : [];
}

/** The first line says what happened, the others the rest. */
export function describeStop(report: StopReport, places: ImagePlaces): string[] {
  const { number } = report.interruption;
  const why = explainInterruption(report, places);
  return [
    `the machine stopped the guest: interruption ${number}, ${nameOfInterruption(number)}${why === undefined ? '' : `: ${why}`}`,
    ...[
      describeInstruction(report, places),
      ...describeOrigin(report, places),
      ...describeAddress(report, places),
      describeCause(report),
      ...describeRegisters(report),
      ...listed('branches taken', branchesBefore(report), (branch) => describeBranch(branch, places)),
      ...listed('commands to devices', report.commands, describeCommand),
    ].map((line) => `  ${line}`),
  ];
}

/** The instruction: `at 00010018 <start+0x8>, driver.s:12, level 0: 60650028  stb %r5,20(%r3)`. */
function describeInstruction(report: StopReport, places: ImagePlaces): string {
  const { interruption, instruction } = report;
  const { number, front } = interruption;
  const place = placeOfStop(report);
  const { virtual, offset } = place;
  const where = describePlace(place, places);
  const word =
    instruction === undefined || number === TLB_MISS_OF_FETCH
      ? ''
      : `: ${hex(instruction)}  ${sourceText(instruction, offset, (target) => (virtual ? '' : labelOf(target, places)))}`;
  const when = BETWEEN.includes(number) ? 'before' : GROUP_4.includes(number) ? 'after a branch, before' : 'at';
  return `${when} ${where}, level ${front & 3}${word}`;
}

/** For an instruction that has no source line: the last one that had one, and led there. */
function describeOrigin(report: StopReport, places: ImagePlaces): string[] {
  const { physical } = placeOfStop(report);
  if (physical !== undefined && places.lineAt(physical) !== undefined) return [];
  for (const { from, fromPhysical } of branchesBefore(report).toReversed()) {
    const line = fromPhysical === undefined ? undefined : places.lineAt(fromPhysical);
    if (line !== undefined) return [`it came from ${hex(from)}${labelOf(fromPhysical, places)}, ${line}`];
  }
  return [];
}

/** What the instruction was to reach. */
function describeAddress({ interruption, physicalIor, psw }: StopReport, places: ImagePlaces): string[] {
  const { number, instruction, isr, ior } = interruption;
  if (parametersOf(number) !== 'address' || (number === 1 && (instruction === 0 || physicalIor === undefined)))
    return [];
  const virtual = number !== 1 && ((psw & PSW.D) !== 0 || isr !== 0);
  const address = virtual ? `${isr.toString(16)}:${hex(ior)}` : hex(ior);
  const moved = virtual && physicalIor !== undefined && physicalIor !== ior ? ` (physical ${hex(physicalIor)})` : '';
  const register = physicalIor === undefined ? undefined : shortNameAt(physicalIor);
  const name = register === undefined ? labelOf(physicalIor, places) : ` ${register}`;
  return [`address ${address}${name}${moved}`];
}

/** The branches without the interruption that was the end of them, unless they are nothing but interruptions. */
function branchesBefore({ branches, cause }: StopReport): readonly PlacedBranch[] {
  return cause === STOP_CAUSE.FRUITLESS ? branches : branches.slice(0, -1);
}

/** Why the interruption was the end. */
function describeCause({ cause, interruption, iva }: StopReport): string {
  const { number } = interruption;
  const vector = `the vector at ${hex(iva + VECTOR_SIZE * number)} (%iva ${hex(iva)} + 32 * ${number})`;
  switch (cause) {
    case STOP_CAUSE.NO_VECTOR:
      return `no handler: ${vector} is outside RAM`;
    case STOP_CAUSE.FRUITLESS:
      return `${vector} leads to nothing but further interruptions: no instruction completes any more`;
    default:
      return `no handler: ${vector} is empty`;
  }
}

function describeRegisters({ psw, eirr, eiem, gr, sr }: StopReport): string[] {
  const flags = Object.entries(PSW).filter(([name, mask]) => name !== 'CB' && (psw & mask) !== 0);
  const names = flags.map(([name]) => name).join(' ');
  const lines = [`PSW ${hex(psw)}${names === '' ? '' : ` (${names})`}, %eirr ${hex(eirr)}, %eiem ${hex(eiem)}`];
  for (let first = 0; first < gr.length; first += PER_LINE)
    lines.push(row(`%r${first}`, gr.slice(first, first + PER_LINE)));
  if (sr.some((space) => space !== 0)) lines.push(row('%sr0', sr));
  return lines;
}

function row(name: string, values: readonly number[]): string {
  return `${name.padEnd(4)} ${values.map(hex).join(' ')}`;
}

function describeBranch({ kind, from, to, fromPhysical, toPhysical }: PlacedBranch, places: ImagePlaces): string {
  const mark = kind === 'branch' ? '' : ` (${kind})`;
  const start = `${hex(from)}${labelOf(fromPhysical, places)}`;
  return `${start} -> ${hex(to & ~3)}${labelOf(toPhysical, places)}${mark}`;
}

/** A heading and a line for each item; nothing if there are none. */
function listed<Item>(what: string, items: readonly Item[], describe: (item: Item) => string): string[] {
  if (items.length === 0) return [];
  return [`the last ${what}, newest last:`, ...counted(items.map(describe)).map((line) => `  ${line}`)];
}

/** Lines that follow one another and are the same as one, with their number. */
function counted(lines: readonly string[]): string[] {
  const runs: { line: string; count: number }[] = [];
  for (const line of lines) {
    const last = runs.at(-1);
    if (last?.line === line) last.count += 1;
    else runs.push({ line, count: 1 });
  }
  return runs.map(({ line, count }) => (count === 1 ? line : `${line}, ${count} times`));
}
