/**
 * The end of a command that comes at another moment: so many instructions after it was given, with the end of another one, or only
 * after the guest's. The command is one of the undisturbed run, or of one with a doubt: see repeats.ts.
 */
import { giverOf } from '../../../../emulator/devices/device.ts';
import { listed } from '../../../words/listed.ts';
import { type Disturbance, NoSuchCase, SETTLED, type Striking } from '../../disturbed-run.ts';
import type { Snapshot, VirtualMachine } from '../../machine/virtual-machine.ts';
import { longestRun, type Reference } from '../../reference.ts';
import { goOn, type HeldCommand, holdBack, letRest, startOf } from './come-to.ts';
import type { CommandMoment, When } from './moment-key.ts';
import type { Repeats } from './repeats.ts';

/** A command, with the doubt that comes before it, if one does. */
export type Held = HeldCommand & Pick<CommandMoment, 'device' | 'doubt'>;

/** A moment of a command's end, with what is known of the command. */
export type MovedEnd = When & { readonly command: Held };

export class CommandMoments {
  readonly #reference: Reference;
  readonly #repeats: () => Repeats;

  /** `repeats`: what is known of runs with a doubt, once that is asked for. */
  constructor(reference: Reference, repeats: () => Repeats) {
    this.#reference = reference;
    this.#repeats = repeats;
  }

  /** Those of the undisturbed run, in order. */
  *all(): Generator<Held, void> {
    for (const { number, request, givenAt, endedAt } of this.#reference.commands) {
      yield { number, device: giverOf(request).name, givenAt, endedAt };
    }
  }

  /** The command of which a key tells; or why there is none, in a sentence's words. */
  find({ device, number, doubt }: Pick<Held, 'device' | 'number' | 'doubt'>): Held | string {
    if (doubt !== undefined) return this.#repeats().find(doubt, device, number);
    const command = this.#reference.commands.at(number - 1);
    if (number === 0 || command === undefined) return `the guest gives no command ${number}`;
    const { request, givenAt, endedAt } = command;
    return giverOf(request).name === device
      ? { number, device, givenAt, endedAt }
      : `command ${number} is not one of the ${device}`;
  }

  /** From where one comes to it soonest. */
  startOf({ command }: MovedEnd): Snapshot {
    return startOf(this.#reference, command);
  }

  disturbance(moment: MovedEnd): Disturbance {
    return { ...SETTLED, begin: (machine, told) => this.#move(machine, moment, told) };
  }

  /** Comes to where a command is over. */
  #move(machine: VirtualMachine, moment: MovedEnd, told: Striking): void {
    const { number, device, givenAt, heldFrom = givenAt, endedAt, doubt } = moment.command;
    holdBack(machine, moment.command, (doubted) => told.strikes(doubted));
    told.strikes(number);
    if (moment.kind === 'end') {
      if (givenAt + moment.after > longestRun(this.#reference))
        throw new NoSuchCase('a guest is not waited for that long');
      if (givenAt + moment.after < heldFrom) throw new NoSuchCase(`then command ${doubt?.number} has not ended`);
      goOn(machine, givenAt + moment.after);
      const others = letRest(machine);
      // Where it comes says more than where it was given.
      told.strikes(undefined);
      const behind =
        others.length > 0 ? `, and after command ${listed(others.map(String))} is, for which it rests` : '';
      const usually = `${doubt ? 'with the doubt alone' : 'undisturbed'} it is after ${endedAt - givenAt}`;
      told.fault(
        device,
        `command ${number} is over ${moment.after} instructions after it was given${behind}; ${usually}`,
        number,
      );
      machine.world.reschedule(number, machine.tick);
      return;
    }
    if (moment.kind === 'late') return this.#outlast(machine, moment.command, told);
    for (;;) {
      const event = machine.next(longestRun(this.#reference));
      if (event.kind !== 'due') throw new NoSuchCase(`command ${moment.other} does not end meanwhile`);
      if (event.pending.number !== moment.other) machine.finish(event.pending);
      else break;
    }
    told.strikes(undefined);
    told.fault(device, `command ${number} is over just before command ${moment.other} is`, number);
    machine.world.reschedule(number, -1);
  }

  /** Comes to the guest's end, with the command under way. */
  #outlast(machine: VirtualMachine, { number, device }: Held, told: Striking): void {
    told.fault(device, `command ${number} is under way for as long as the guest runs`, number);
    while (machine.ending === undefined) {
      const event = machine.next(longestRun(this.#reference));
      if (event.kind !== 'due') throw new NoSuchCase(`the guest waits for command ${number}`);
      if (event.pending.number !== number) machine.finish(event.pending);
    }
  }
}
