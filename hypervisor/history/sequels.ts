/**
 * What a later command says about an uncertain one: is it that one over again? The devices say so of their own commands
 * (emulator/devices/repetition.ts); here is what holds for all.
 */
import { commandDefinitionOf, type CommandRequest, deviceOf, slotOf } from '../../emulator/devices/device.ts';
import { type Knowledge, type Relation, sameBytes } from '../../emulator/devices/repetition.ts';

export function relate(earlier: CommandRequest, later: CommandRequest, knowledge: Knowledge): Relation {
  const definition = commandDefinitionOf(earlier);
  if (definition?.relate) return definition.relate(earlier, later, knowledge);
  if (placeOf(earlier) !== placeOf(later)) return 'apart';
  if (definition === undefined) return later.kind === 'invalid' ? 'repeats' : 'instead';
  // What cannot be performed has taken no command's place.
  if (later.kind === 'invalid') return 'apart';
  return isSame(earlier, later) ? 'repeats' : 'instead';
}

/**
 * May `later`, which repeats one uncertain command, come before the repetition of `earlier`, another one which was given before
 * that? Only if the order of the two makes no difference.
 */
export function mayPrecede(later: CommandRequest, earlier: CommandRequest): boolean {
  return commandDefinitionOf(earlier)?.mayComeAfter?.(earlier, later) ?? false;
}

/** Do both bring the same bytes to their device? */
export function bringSameData(one: CommandRequest, other: CommandRequest): boolean {
  return 'data' in one && 'data' in other && sameBytes(one.data, other.data);
}

/** Where a device has room for one command: a slot of the disk, or the whole device. */
export function placeOf(request: CommandRequest): string {
  return `${deviceOf(request)} ${slotOf(request)}`;
}

/** Are they of one kind, and alike in all that is seen from outside? */
function isSame(one: CommandRequest, other: CommandRequest): boolean {
  if (one.kind !== other.kind) return false;
  const values = new Map<string, unknown>(Object.entries(other));
  return Object.entries(one).every(([name, value]) => {
    const otherValue = values.get(name);
    if (['id', 'slot', 'address'].includes(name)) return true;
    if (value instanceof Uint8Array && otherValue instanceof Uint8Array) return sameBytes(value, otherValue);
    return value === otherValue;
  });
}
