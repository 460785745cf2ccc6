/**
 * Repeats: what a driver gives after a command has ended uncertain; and what is under way then, whose end its code for repeats may meet. Which
 * commands are put in doubt so that the end of what follows can be moved, and where in its run each of those is given.
 *
 * A driver's code for repeats is mostly the same for all of its commands. So the first command of each kind is tried: of those that
 * are given by one instruction, and of which the repeats are, too, with the same operation, in the same slot, with as many others
 * under way; and that the guest awaits in the same way. Of those under way, with commands in doubt that are given by one instruction, the
 * first that another one has given. That others of its kind come to the same is not known: they are not tried.
 */
import { IDLE_HINT } from '../../../../emulator/board.ts';
import { PSW } from '../../../../emulator/cpu/psw.ts';
import { type CommandRequest, giverOf, slotOf } from '../../../../emulator/devices/device.ts';
import { placeOf } from '../../../../emulator/diagnosis/place.ts';
import { LAYOUT } from '../../../../emulator/layout.ts';
import type { Place } from '../../../../emulator/report/place.ts';
import { DisturbedRuns } from '../../disturbed-run.ts';
import type { Pending } from '../../machine/virtual-world.ts';
import type { VirtualMachine } from '../../machine/virtual-machine.ts';
import type { Reference, ReferenceCommand } from '../../reference.ts';
import { type Doubt, faultOf, unitsPerformed } from '../doubt.ts';
import type { HeldCommand } from './come-to.ts';

/** A command that is given after a doubt, or under way then. */
export interface Repeat extends HeldCommand {
  readonly doubt: Doubt;
  readonly device: string;
}

/** What is found of it before it is known how the run goes on. */
interface Given {
  readonly number: number;
  readonly request: CommandRequest;
  readonly place: Place;
  readonly givenAt: number;
  /** When it was found, if it was under way then. */
  readonly heldFrom?: number;
  /** Others of the device that were under way when it was given. */
  readonly others?: number;
}

/** A repeat, and what is known of it. */
interface Found {
  readonly repeat: Repeat;
  /** What those have in common of which one is tried. */
  readonly kind: string;
  /** If nothing is moved, nobody outside can tell. */
  readonly holds: boolean;
}

/** Of a command that ends uncertain, not performed; if what follows is wrong then, performed. */
const TRIED: readonly Doubt['performed'][] = [0, 'all'];

export class Repeats {
  readonly #reference: Reference;
  /** Without a memory: what is tried must not depend on what was tried before. */
  readonly #runs: DisturbedRuns;
  readonly #known = new Map<string, Found | string>();

  constructor(reference: Reference) {
    this.#reference = reference;
    this.#runs = new DisturbedRuns(reference);
  }

  /** Nothing is on it from one call to the next. */
  get machine(): VirtualMachine {
    return this.#runs.machine;
  }

  /** Those whose ends are to be moved, by the numbers of the commands in doubt. `each`: of every command, however it ended. */
  *toTry(each: boolean): Generator<Repeat, void> {
    const kinds = new Set<string>();
    for (const { number } of this.#reference.commands) {
      for (const performed of TRIED) {
        const found = this.#scout({ number, performed });
        // What is wrong already is doubt's to find.
        if (typeof found === 'string' || !found.holds) continue;
        if (each || !kinds.has(found.kind)) yield found.repeat;
        kinds.add(found.kind);
        if (!each) break;
      }
      for (const performed of TRIED) if (yield* this.#toTryUnderWay({ number, performed }, each, kinds)) break;
    }
  }

  /** Those under way at the doubt. True if that is enough of them. */
  *#toTryUnderWay(doubt: Doubt, each: boolean, kinds: Set<string>): Generator<Repeat, boolean> {
    const { commands } = this.#reference;
    const { snapshot, ...first } = commands[doubt.number - 1];
    let enough = !each;
    for (const { number } of snapshot.world.pending) {
      if (number === doubt.number) continue;
      if (!each && kinds.has(kindUnderWay(first, commands[number - 1]))) continue;
      const found = this.#scout(doubt, number);
      if (typeof found === 'string' || !found.holds) {
        enough = false;
        continue;
      }
      yield found.repeat;
      kinds.add(found.kind);
    }
    return enough;
  }

  /** The command of this number, the device's, in the run with this doubt; or why there is none, in a sentence's words. */
  find(doubt: Doubt, device: string, number: number): Repeat | string {
    const key = `${faultOf(doubt).subject}=${doubt.performed} ${number}`;
    const found = this.#known.get(key) ?? this.#scout(doubt, number);
    this.#known.set(key, found);
    if (typeof found === 'string') return found;
    const { repeat } = found;
    return repeat.device === device ? repeat : `command ${number} is not one of the ${device}`;
  }

  /** `wanted`: the number of the command that is looked for; otherwise the first of the same device that is given. */
  #scout(doubt: Doubt, wanted?: number): Found | string {
    const { machine } = this.#runs;
    const command = this.#reference.commands[doubt.number - 1] as ReferenceCommand | undefined;
    if (command === undefined) return `the guest gives no command ${doubt.number}`;
    const units = unitsPerformed(command.request, doubt, machine.world.sectors);
    if (units === undefined) return `command ${doubt.number} cannot end uncertain so`;
    const device = giverOf(command.request).name;
    const ofDevice = (other: Pick<Pending, 'request'>): boolean => giverOf(other.request).name === device;
    const seen: { awaited?: string; given?: Given; endedAt?: number } = {};
    machine.watcher = {
      commanded: (pending, place) => {
        const { number, request } = pending;
        if (seen.awaited === undefined || seen.given || (wanted === undefined ? !ofDevice(pending) : number !== wanted))
          return;
        const others = machine.world.pending.filter(ofDevice).length - 1;
        seen.given = { number, request, place, givenAt: machine.instructions, others };
      },
      completed: ({ number }) => {
        if (number === seen.given?.number) seen.endedAt = machine.instructions;
      },
    };
    const { verdict } = this.#runs.run(command.snapshot, {
      fate: ({ number }) => {
        if (seen.awaited !== undefined || number !== doubt.number) return undefined;
        seen.awaited = howAwaited(machine);
        const underWay = wanted !== number && machine.world.pending.some((pending) => pending.number === wanted);
        if (underWay) seen.given = { ...this.#reference.commands[wanted! - 1], heldFrom: machine.instructions };
        return units;
      },
      // Where it is the undisturbed run again, and nothing was given yet, the moments that follow are those of that.
      settled: () => (seen.given ? seen.endedAt !== undefined : seen.awaited !== undefined && wanted === undefined),
    });
    machine.watcher = {};
    const { given, endedAt = machine.instructions } = seen;
    if (given === undefined) return `command ${wanted} is not given after the end of command ${doubt.number}`;
    const { number, request, givenAt, heldFrom } = given;
    const after = { number: doubt.number, units };
    const repeat = { number, device: giverOf(request).name, givenAt, endedAt, heldFrom, doubt, after };
    const kind = heldFrom === undefined ? `${kindOf(command, given)} ${seen.awaited}` : kindUnderWay(command, given);
    return { repeat, kind, holds: verdict === 'holds' };
  }
}

function kindOf(first: Pick<Given, 'request' | 'place'>, repeat: Given): string {
  const words = [first, repeat].flatMap(({ request, place }) => [
    place.physical ?? place.offset,
    request.kind,
    slotOf(request),
  ]);
  return [...words, repeat.others].join(' ');
}

function kindUnderWay(...commands: readonly Pick<Given, 'request' | 'place'>[]): string {
  return commands.map(({ request, place }) => `${place.physical ?? place.offset} ${request.kind}`).join(' while ');
}

/** Where the guest rests, or that it does something else; and whether an interrupt is taken at once. */
function howAwaited({ state }: VirtualMachine): string {
  const { physical } = placeOf(state);
  const rests = physical !== undefined && state.ram[physical >>> 2] >>> 0 === IDLE_HINT;
  return `${rests ? physical : 'busy'} ${state.words[LAYOUT.PSW] & PSW.I}`;
}
