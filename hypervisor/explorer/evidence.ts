/** What is known of a run that went wrong: what the rules in causes/ look at. */
import type { CommandRequest, Completion } from '../../emulator/devices/device.ts';
import type { Sequel } from '../history/command-record.ts';
import type { GuestPlace } from './code-place.ts';
import type { Difference } from './result.ts';

/** A command of the run. Moments are counted in things that happened: accesses to devices, commands, ends. */
export interface ToldCommand {
  readonly number: number;
  readonly request: CommandRequest;
  /** Where its store to COMMAND stands. */
  readonly place: GuestPlace;
  /** Instructions completed when it was given. */
  readonly givenAt: number;
  readonly given: number;
  /** The device has no RESULT: the driver is told in RAM how it ended. */
  readonly toldInRam: boolean;
  /** How it ended, if it did before the guest's end. */
  readonly end: CommandEnd | undefined;
  /** It became uncertain when the guest had ended. */
  readonly outlasted: boolean;
  /** What the driver did about it, if it was uncertain. */
  readonly sequel: Sequel | undefined;
  /** The number of the same command in the undisturbed run; undefined: there it is not given, or was given already. */
  readonly like: number | undefined;
}

export interface CommandEnd {
  readonly moment: number;
  /** Instructions completed. */
  readonly at: number;
  readonly result: Completion['result'];
  /**
   * The device raised no interrupt for it: it has told the driver nothing, in RAM, since that has reset it, stopped its queue, or broken
   * the rules of that; or the driver had not acknowledged an earlier one, or wants none.
   */
  readonly silent?: 'untold' | 'unacknowledged' | 'unwanted' | undefined;
  /** Units that were performed, if it is uncertain. */
  readonly performed: number | undefined;
  /** Where the guest was. */
  readonly place: GuestPlace;
}

/**
 * The guest reaches a device's register. What a device tells in RAM counts as one, too: RESULT is where it says how a command has
 * ended, DONE what else it has written to say that one has.
 */
export interface DeviceAccess {
  readonly moment: number;
  readonly kind: 'load' | 'store';
  readonly device: string;
  readonly register: string;
  readonly slot: number;
  /** Loaded or stored; undefined: the load was refused. */
  readonly value: number | undefined;
  readonly place: GuestPlace;
}

/** The driver has broken a rule of a device's, which does nothing until it is reset. */
export interface BrokenRule {
  readonly moment: number;
  readonly device: string;
  /** What is wrong, in a sentence's words: "its queue 2 was given chain 3 again, which is under way". */
  readonly rule: string;
  /** The number of the command at whose end it shows; undefined: the driver's store shows it. */
  readonly over: number | undefined;
  /** Where the guest was. */
  readonly place: GuestPlace;
  /** The driver has reset the device since. */
  readonly reset: boolean;
}

/** The guest clears bits of EIRR. */
export interface Acknowledgement {
  readonly moment: number;
  /** The bits. */
  readonly mask: number;
  readonly place: GuestPlace;
}

export interface Evidence {
  readonly difference: Difference | undefined;
  /** By number. */
  readonly commands: readonly ToldCommand[];
  /** Those of the undisturbed run, by number. */
  readonly undisturbed: readonly CommandRequest[];
  /** The moment of the first thing that went wrong: what the guest looked at before that is not known. */
  readonly since: number;
  /** From then on, a bounded number of them. */
  readonly accesses: readonly DeviceAccess[];
  /** From then on, the last one of each device. */
  readonly brokenRules: readonly BrokenRule[];
  /** Are those of what devices tell in RAM among them? */
  readonly ramWatched: boolean;
  /** From then on, for a bounded time if it does not end by itself, of a guest that waits for ever; of others nobody has looked. */
  readonly acknowledgements: readonly Acknowledgement[];
  /** The moments at which interruptions were taken, of the same guest. */
  readonly taken: readonly number[];
  /** Console input that has come since power-on: the moment of its last bytes, or end; and bytes that the guest has not taken. */
  readonly input?: { readonly come: number; readonly left: number };
  /** Where the guest stood at last, or what the machine stopped it at; and instructions completed by then. */
  readonly rest: GuestPlace;
  readonly instructions: number;
  /** Instructions completed when it last rested. */
  readonly rested: number | undefined;
}

/** Does this access reset its device? Of virtio's, 4.2.2. */
export function isReset({ kind, register, value }: Pick<DeviceAccess, 'kind' | 'register' | 'value'>): boolean {
  return kind === 'store' && register === 'STATUS' && value === 0;
}

/** Those commands that ended uncertain. */
export function uncertainOnes({ commands }: Evidence): (ToldCommand & { readonly end: CommandEnd })[] {
  return commands.filter(
    (command): command is ToldCommand & { readonly end: CommandEnd } => command.end?.performed !== undefined,
  );
}

/**
 * Does the guest wait for something that does not come? It rests, and nothing can wake it; or its timer does, again and again, and in the
 * second half of the run it has rested, and no command was under way.
 */
export function waitsForEver(evidence: Pick<Evidence, 'difference' | 'commands' | 'instructions' | 'rested'>): boolean {
  const { difference, commands, instructions, rested = 0 } = evidence;
  if (difference?.outside !== 'endless') return difference?.outside === 'asleep';
  const half = instructions / 2;
  return rested > half && commands.every(({ end }) => end !== undefined && end.at < half);
}
