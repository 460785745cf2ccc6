/** What became of commands, in words: for the story, the summary, --verbose, and the last commands of a guest that was stopped. */
import { commandDefinitionOf, type CommandRequest, deviceOf } from '../../emulator/devices/device.ts';
import { hex } from '../../emulator/hex.ts';
import { describeOperation } from './operations.ts';
import type { CommandRecord, Sequel } from './command-record.ts';

/** "command 3, disk write of sectors 40 to 41". */
export function describeCommand({ number, request }: Pick<CommandRecord, 'number' | 'request'>): string {
  const name = number === undefined ? 'a command that reached no device' : `command ${number}`;
  return `${name}, ${describeOperation(request)}`;
}

/** All in one line: "command 3, disk read of sector 40, slot 2, buffer 0x00012000: uncertain (performed); ...". */
export function describeRecord(record: CommandRecord): string {
  const { request, outcome, sequel } = record;
  const where = commandDefinitionOf(request)?.where?.(request) ?? whereOf(request);
  const fate = outcome === 'done' || outcome === 'error' ? '' : describeFate(record);
  const after = sequel ? `; ${describeSequel(request, sequel)}` : '';
  return `${describeCommand(record)}${where}: ${outcome}${fate && ` (${fate})`}${after}`;
}

/** What the world did of it: "performed", "not performed", "performed in part: 1 of 2 sectors"; nothing if that is not known. */
export function describeFate({ request, fate }: Pick<CommandRecord, 'request' | 'fate'>): string {
  if (!fate) return '';
  const { performed, units } = fate;
  if (performed === units) return 'performed';
  if (performed === 0) return 'not performed';
  return `performed in part: ${performed} of ${units} ${unitOf(request)}s`;
}

/** What its driver did about an uncertain command. */
export function describeSequel(request: CommandRequest, sequel: Sequel): string {
  switch (sequel.type) {
    case 'repeated':
      return `the driver repeated it${mayBeRepeated(request) ? '' : `, though ${nounOf(request)} can't be repeated safely`}`;
    case 'behind':
      return `was not repeated; it had been printed, and the next write${named(sequel.by)}, goes on behind it`;
    case 'instead': {
      const { place, detail } = differences(request, sequel.request);
      const what = `${nounOf(sequel.request)}${named(sequel.by)}${detail && ` (${detail})`}`;
      return `was not repeated; the next command on ${place} was ${what}`;
    }
    case 'never':
      return 'was not repeated before the end of the run';
    case 'given up':
      return 'was not repeated, while many others became uncertain';
  }
}

/** What a command of several units is made of: "sector". */
export function unitOf(request: CommandRequest): string {
  return commandDefinitionOf(request)?.unit ?? 'part';
}

/** Is it right to repeat a command that was uncertain? */
export function mayBeRepeated(request: CommandRequest): boolean {
  return commandDefinitionOf(request)?.unrepeatable === undefined;
}

function whereOf(request: CommandRequest): string {
  const slot = 'slot' in request ? `, slot ${request.slot}` : '';
  return 'address' in request ? `${slot}, buffer 0x${hex(request.address)}` : slot;
}

function nounOf(request: CommandRequest): string {
  const operation = commandDefinitionOf(request)?.operation;
  if (operation === undefined) return 'an invalid one';
  return `${/^[aeiou]/.test(operation) ? 'an' : 'a'} ${operation}`;
}

function named(number: number | undefined): string {
  return number === undefined ? ' that reached no device' : `, command ${number}`;
}

/** Where the two commands met, and how the later one differs besides its kind. */
function differences(earlier: CommandRequest, later: CommandRequest): { place: string; detail: string } {
  const place = `the ${deviceOf(later)}`;
  return { place, detail: '', ...commandDefinitionOf(later)?.differs?.(later, earlier) };
}
