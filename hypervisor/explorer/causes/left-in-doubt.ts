/** The first uncertain command that its driver has not repeated, and what the driver did about it: several rules look at that. */
import { commandDefinitionOf, deviceOf, giverOf, slotOf } from '../../../emulator/devices/device.ts';
import type { Sequel } from '../../history/command-record.ts';

import { bringSameData, placeOf, relate } from '../../history/sequels.ts';
import { type CommandEnd, type DeviceAccess, type Evidence, type ToldCommand, uncertainOnes } from '../evidence.ts';

export interface LeftInDoubt {
  readonly command: ToldCommand & { readonly end: CommandEnd };
  readonly sequel: Sequel;
  /** The load that told the driver how it had ended. */
  readonly look: DeviceAccess | undefined;
  /** The first command after that look, or after the end if there was none, to the same device. */
  readonly next: ToldCommand | undefined;
}

export function leftInDoubt(evidence: Evidence): LeftInDoubt | undefined {
  for (const command of uncertainOnes(evidence)) {
    const { sequel, request, end } = command;
    if (sequel === undefined || sequel.type === 'repeated' || sequel.type === 'given up') continue;
    if (isRepeatedBehindLook(evidence, command)) continue;
    const look = lookAt(evidence, command);
    const since = look?.moment ?? end.moment;
    const next = evidence.commands.find(
      (later) => later.given > since && deviceOf(later.request) === deviceOf(request),
    );
    if (sequel.type !== 'behind' || (next !== undefined && isSameAgain(command, next))) {
      return { command, sequel, look, next };
    }
  }
  return undefined;
}

/** The load that told how it had ended: before its RESULT is that of the next command there. */
export function lookAt(
  { accesses, commands }: Evidence,
  { request, end }: LeftInDoubt['command'],
): DeviceAccess | undefined {
  const until = commands.find(({ given, request: other }) => given > end.moment && placeOf(other) === placeOf(request));
  return accesses.find(
    ({ moment, kind, device, register, slot }) =>
      moment > end.moment &&
      moment < (until?.given ?? Infinity) &&
      kind === 'load' &&
      register === 'RESULT' &&
      device === giverOf(request).name &&
      slot === slotOf(request),
  );
}

/** The driver read first what had become of it, and then gave it again, which the undisturbed run does not. */
export function isRepeatedBehindLook({ commands }: Evidence, command: LeftInDoubt['command']): boolean {
  const { sequel, end } = command;
  if (sequel?.type !== 'instead' || commandDefinitionOf(sequel.request)?.brings === undefined) return false;
  return commands.some((later) => later.given > end.moment && later.like === undefined && repeats(command, later));
}

/** What nobody has seen of how far a device has come. */
export const NOTHING_KNOWN = { settled: 0, reached: 0 };

export function repeats(earlier: ToldCommand, later: ToldCommand): boolean {
  return relate(earlier.request, later.request, NOTHING_KNOWN) === 'repeats';
}

/** A write of the same data, which the undisturbed run has not: what was printed is printed again, behind itself. */
function isSameAgain({ request }: ToldCommand, { request: later, like }: ToldCommand): boolean {
  return like === undefined && request.kind === later.kind && bringSameData(request, later);
}
