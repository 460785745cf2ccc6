/**
 * What the flags say of a trace of instructions: `--trace-instructions`, `--from`, `--to`, `--trace-only`; for runs and
 * replays alike.
 */
import { type Command, InvalidArgumentError } from 'commander';
import { EXIT_STATUS } from '../../emulator/board.ts';
import type { ImagePlaces } from '../../emulator/diagnosis/image-places.ts';
import type { Position, TracedRange, TraceSelection } from '../../emulator/trace-selection.ts';
import { noSymbol } from '../words/run.ts';
import { Failure } from './failure.ts';

/** A symbol of the image, or addresses. */
type Place = string | TracedRange;

/** The trace that a command line asks for. */
export interface TraceRequest {
  /** Path of a file, or '-' for stderr. */
  readonly path: string;
  readonly from?: Position;
  readonly to?: Position;
  readonly only: readonly Place[];
}

/** What commander makes of the flags. */
interface TraceFlags {
  readonly traceInstructions?: string;
  readonly from?: Position;
  readonly to?: Position;
  readonly traceOnly?: readonly Place[];
}

const FLAG = '--trace-instructions';
const WORD = 2 ** 32;

/** The file's name comes after a =, so that an image may follow the flag: '-' keeps the parser from taking it. */
export function separateTrace(args: readonly string[]): string[] {
  return args.map((arg) => (arg === FLAG ? `${FLAG}=-` : arg));
}

/** The flags, of a command that runs `what`. */
export function describeTrace(command: Command, what: string): Command {
  return command
    .option(`${FLAG} [=file]`, `${what}tell every instruction, on stderr or to a file`)
    .option('--from <position>', 'trace from here on: instructions since power-on, or EPOCH:INSTRUCTION', parsePosition)
    .option('--to <position>', 'trace up to here', parsePosition)
    .option(
      '--trace-only <place>',
      'trace this symbol, or addresses as in 10000-1007f, alone; may be repeated',
      parsePlace,
    );
}

/** The trace that is asked for, if one is. Ends the command with an error if the flags don't go together. */
export function traceOf(command: Command, epochs: boolean): TraceRequest | undefined {
  const { traceInstructions: path, from, to, traceOnly = [] } = command.opts<TraceFlags>();
  if (path === undefined) {
    const flag = from ? '--from' : to ? '--to' : traceOnly.length > 0 ? '--trace-only' : undefined;
    if (flag !== undefined) command.error(`error: option '${flag}' says what ${FLAG} tells, which is not there`);
    return undefined;
  }
  for (const [flag, position] of [
    ['--from', from],
    ['--to', to],
  ] as const) {
    if (position?.epoch === undefined || epochs) continue;
    command.error(`error: option '${flag}' names an epoch, and the bare machine has none: say how many instructions`);
  }
  if (from && to && !isBefore(from, to)) command.error("error: option '--to' is not behind --from");
  return { path, ...(from && { from }), ...(to && { to }), only: traceOnly };
}

/** The same with the addresses of the symbols. Throws a {@link Failure} if the image, called `name`, lacks one. */
export function selectTrace({ from, to, only }: TraceRequest, places: ImagePlaces, name: string): TraceSelection {
  const ranges = only.map((place): TracedRange => {
    if (typeof place !== 'string') return place;
    const range = places.rangeOf(place);
    if (range) return { start: range[0], end: range[1], physical: true };
    throw new Failure(EXIT_STATUS.USAGE, noSymbol(name, place));
  });
  return { ...(from && { from }), ...(to && { to }), only: ranges };
}

/** False if both are counted alike, and the first is not before the second. */
function isBefore(from: Position, to: Position): boolean {
  if ((from.epoch === undefined) !== (to.epoch === undefined)) return true;
  const [one, other] = [from.epoch ?? 0, to.epoch ?? 0];
  return one < other || (one === other && from.instruction < to.instruction);
}

function parsePosition(text: string): Position {
  const [, epoch, instruction] = /^(?:(\d{1,15}):)?(\d{1,15})$/.exec(text) ?? [];
  if (instruction === undefined || epoch === '0') {
    throw new InvalidArgumentError(
      'Expected instructions since power-on, as in 1000, or EPOCH:INSTRUCTION, as in 5:1000.',
    );
  }
  return { ...(epoch !== undefined && { epoch: Number(epoch) }), instruction: Number(instruction) };
}

function parsePlace(text: string, previous: readonly Place[] = []): Place[] {
  const [, first, last] = /^(?:0x)?([0-9a-f]+)-(?:0x)?([0-9a-f]+)$/i.exec(text) ?? [];
  if (first === undefined) {
    if (text === '') throw new InvalidArgumentError('Expected a symbol, or addresses as in 10000-1007f.');
    return [...previous, text];
  }
  const [start, end] = [parseInt(first, 16), parseInt(last, 16)];
  if (start > end || end >= WORD) {
    throw new InvalidArgumentError('Expected two hexadecimal addresses below 2^32, the lower one first.');
  }
  return [...previous, { start, end: end + 1, physical: false }];
}
