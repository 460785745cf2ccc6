/** What became of commands, in words: for the story, the summary, --verbose, and the last commands of a guest that was stopped. */
import type { CommandRequest } from '../../emulator/devices/device.ts';
import { rangeOf } from '../../emulator/world/disk-order.ts';
import { describeOperation, spanOf } from './operations.ts';
import type { CommandRecord, Sequel } from './command-record.ts';

/** "command 3, disk write of sectors 40 to 41". */
export function describeCommand({ number, request }: Pick<CommandRecord, 'number' | 'request'>): string {
  const name = number === undefined ? 'a command that reached no device' : `command ${number}`;
  return `${name}, ${describeOperation(request)}`;
}

/** All in one line: "command 3, disk read of sector 40, slot 2, buffer 0x00012000: uncertain (performed); ...". */
export function describeRecord(record: CommandRecord): string {
  const { request, outcome, sequel } = record;
  const slot = 'slot' in request && request.kind !== 'disk-flush' ? `, slot ${request.slot}` : '';
  const buffer = 'address' in request ? `, buffer ${hexadecimal(request.address)}` : '';
  const fate = outcome === 'done' || outcome === 'error' ? '' : describeFate(record);
  const after = sequel ? `; ${describeSequel(request, sequel)}` : '';
  return `${describeCommand(record)}${slot}${buffer}: ${outcome}${fate && ` (${fate})`}${after}`;
}

/** What the world did of it: "performed", "not performed", "performed in part: 1 of 2 sectors"; nothing if that is not known. */
export function describeFate({ request, fate }: Pick<CommandRecord, 'request' | 'fate'>): string {
  if (!fate) return '';
  const { performed, units } = fate;
  if (performed === units) return 'performed';
  if (performed === 0) return 'not performed';
  return `performed in part: ${performed} of ${units} ${request.kind === 'console-write' ? 'bytes' : 'sectors'}`;
}

/** What its driver did about an uncertain command. */
export function describeSequel(request: CommandRequest, sequel: Sequel): string {
  switch (sequel.type) {
    case 'repeated':
      return `the driver repeated it${request.kind === 'actuator-move' ? ", though a move can't be repeated safely" : ''}`;
    case 'behind':
      return `was not repeated; it had been printed, and the next write${named(sequel.by)}, goes on behind it`;
    case 'instead': {
      const { place, detail } = differences(request, sequel.request);
      const what = `${NOUNS[sequel.request.kind]}${named(sequel.by)}${detail && ` (${detail})`}`;
      return `was not repeated; the next command on ${place} was ${what}`;
    }
    case 'never':
      return 'was not repeated before the end of the run';
    case 'given up':
      return 'was not repeated, while many others became uncertain';
  }
}

/** A physical address. */
export function hexadecimal(address: number): string {
  return `0x${address.toString(16).padStart(8, '0')}`;
}

const NOUNS: Readonly<Record<CommandRequest['kind'], string>> = {
  'console-write': 'a write',
  'disk-read': 'a read',
  'disk-write': 'a write',
  'disk-flush': 'a flush',
  'actuator-set': 'a set',
  'actuator-move': 'a move',
  invalid: 'an invalid one',
};

function named(number: number | undefined): string {
  return number === undefined ? ' that reached no device' : `, command ${number}`;
}

/** Where the two commands met, and how the later one differs besides its kind. */
function differences(earlier: CommandRequest, later: CommandRequest): { place: string; detail: string } {
  switch (later.kind) {
    case 'console-write': {
      const { start, data } = later;
      if (earlier.kind !== 'console-write') return { place: 'the console', detail: '' };
      const same = start === earlier.start && data.length === earlier.data.length;
      const met = ((start - earlier.start) | 0) < earlier.data.length;
      const place = met ? theseOf('byte', earlier.data.length) : 'the console';
      return { place, detail: same ? 'other data' : spanOf('byte', start, data.length) };
    }
    case 'disk-read':
    case 'disk-write': {
      const { first, end } = rangeOf(later);
      const range = spanOf('sector', first, end - first);
      if (earlier.kind !== 'disk-read' && earlier.kind !== 'disk-write') return { place: 'the disk', detail: range };
      const before = rangeOf(earlier);
      const place = theseOf('sector', before.end - before.first);
      if (before.first !== first || before.end !== end) return { place, detail: range };
      return { place, detail: earlier.kind === later.kind ? 'other data' : '' };
    }
    case 'actuator-set':
      return { place: 'the actuator', detail: `to ${later.position} mm` };
    case 'actuator-move':
      return { place: 'the actuator', detail: `by ${later.distance} mm` };
    case 'disk-flush':
      return { place: 'the disk', detail: '' };
    case 'invalid':
      return { place: `the ${later.device}`, detail: '' };
  }
}

function theseOf(unit: string, count: number): string {
  return count === 1 ? `that ${unit}` : `those ${unit}s`;
}
