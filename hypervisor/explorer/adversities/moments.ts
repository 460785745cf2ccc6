/**
 * Moments: on the bare machine, each command ends at each instruction at which it could, from the one after it was given up to the
 * one before which the guest would rest; at the very moment at which another one does; and there are interrupts for which
 * nothing is over. This finds races between a driver's look and its rest, and between DONE and EIRR.
 *
 *     moments:disk/12@+3            command 12, the disk's, is over 3 instructions after it was given
 *     moments:disk/12@with13        ... when command 13 is, and just before it
 *     moments:disk/spurious@4711    the disk's interrupt comes after 4711 instructions, and nothing has happened
 *
 * Moments between which the guest touches no device, EIRR, EIEM, PSW or word that the interrupt touches are one.
 */
import { deviceOf } from '../../../emulator/devices/device.ts';
import { DEVICES } from '../../../emulator/devices/known-devices.ts';
import type { Recording } from '../../bus/bus.ts';
import type { Adversity } from '../adversity.ts';
import { type Case, parseKey, printKey } from '../case.ts';
import { type Disturbance, DisturbedRuns, NoSuchCase, type Outcome } from '../disturbed-run.ts';
import type { Snapshot } from '../machine/virtual-machine.ts';
import { LONGEST_EPOCH } from '../recordings/record-bare.ts';
import type { Reference, ReferenceCommand } from '../reference.ts';
import type { CaseResult } from '../result.ts';
import { tellRun } from '../told-run.ts';
import { goOn, holdBack, snapshotBefore } from './moments/come-to.ts';
import { Walker } from './moments/walk.ts';

/** When something comes. */
type Moment =
  | { readonly kind: 'end'; readonly command: ReferenceCommand; readonly after: number }
  | { readonly kind: 'together'; readonly command: ReferenceCommand; readonly other: number }
  | { readonly kind: 'spurious'; readonly device: string; readonly at: number };

/** Where the last case that was made begins, so that it need not be come to again. */
interface Made {
  readonly key: string;
  readonly snapshot: Snapshot;
}

export class MomentsAdversity implements Adversity {
  readonly name = 'moments';
  readonly #reference: Reference;
  readonly #exhaustive: boolean;
  readonly #runs: DisturbedRuns;
  #walker: Walker | undefined;
  #made: Made | undefined;

  constructor(reference: Reference, { exhaustive = false }: { readonly exhaustive?: boolean }) {
    this.#reference = reference;
    this.#exhaustive = exhaustive;
    this.#runs = new DisturbedRuns(reference, { remembers: true });
  }

  *cases(): Iterable<Case> {
    this.#walker ??= new Walker(this.#reference);
    for (const command of this.#reference.commands) {
      const device = deviceOf(command.request);
      for (const found of this.#walker.walk(command, this.#exhaustive)) {
        if ('other' in found) {
          yield caseOf(`${device}/${command.number}`, `with${found.other}`, 1);
          continue;
        }
        const { after, count, snapshot, underWay } = found;
        const one = caseOf(`${device}/${command.number}`, `+${after}`, count);
        this.#made = { key: one.key, snapshot };
        yield one;
        if (underWay) yield caseOf(`${device}/spurious`, String(command.givenAt + after), count);
      }
    }
  }

  *covered({ key, stands }: Case): Iterable<string> {
    const moment = this.#read(key);
    for (let more = 1; more < stands; more += 1) {
      if (moment?.kind === 'end')
        yield keyAt(`${deviceOf(moment.command.request)}/${moment.command.number}`, `+${moment.after + more}`);
      if (moment?.kind === 'spurious') yield keyAt(`${moment.device}/spurious`, String(moment.at + more));
    }
  }

  run({ key }: Case, { told }: { readonly told: boolean }): CaseResult {
    const moment = this.#read(key);
    if (moment === undefined) {
      return { verdict: 'undecided', why: `the guest has no such moment: ${key}`, story: [], instructions: 0 };
    }
    if (told) return tellRun(this.#reference, () => this.#disturbance(moment));
    const { verdict, difference, why, instructions } = this.#try(key, moment);
    return { verdict, difference, why, instructions, story: [] };
  }

  /** One moment is as small as another. */
  *smaller(): Iterable<Case> {}

  record(key: string, recording: Recording): string | undefined {
    const moment = this.#read(key);
    if (moment === undefined) return `the guest has no such moment: ${key}`;
    if (moment.kind === 'spurious') return 'a hypervisor lets no interrupt come for nothing';
    return this.#runs.record(this.#disturbance(moment), recording);
  }

  readonly epochLength = LONGEST_EPOCH;

  executed(address: number): boolean {
    return this.#runs.machine.hasExecuted(address);
  }

  #try(key: string, moment: Moment): Outcome {
    if (this.#made?.key === key && moment.kind === 'end') {
      return this.#runs.run(this.#made.snapshot, {
        ...SETTLED,
        begin: (machine) => machine.world.reschedule(moment.command.number, machine.tick),
      });
    }
    const from = moment.kind === 'spurious' ? moment.at : moment.command.givenAt;
    return this.#runs.run(snapshotBefore(this.#reference, from), this.#disturbance(moment));
  }

  #disturbance(moment: Moment): Disturbance {
    return {
      ...SETTLED,
      begin: (machine, told) => {
        if (moment.kind === 'spurious') {
          goOn(machine, moment.at);
          told.strikes(undefined);
          told.fault(moment.device, `an interrupt of the ${moment.device} comes, and no command is over`);
          machine.processor.raise(interruptOf(moment.device));
          return;
        }
        const { command } = moment;
        const { number, givenAt, endedAt } = command;
        const device = deviceOf(command.request);
        holdBack(machine, command);
        told.strikes(number);
        if (moment.kind === 'end') {
          goOn(machine, givenAt + moment.after);
          const undisturbed = `undisturbed it is after ${endedAt - givenAt}`;
          told.fault(
            device,
            `command ${number} is over ${moment.after} instructions after it was given; ${undisturbed}`,
            number,
          );
          machine.world.reschedule(number, machine.tick);
          return;
        }
        for (;;) {
          const event = machine.next(Infinity);
          if (event.kind !== 'due') throw new NoSuchCase(`command ${moment.other} does not end meanwhile`);
          if (event.pending.number !== moment.other) machine.finish(event.pending);
          else break;
        }
        told.fault(device, `command ${number} is over just before command ${moment.other} is`, number);
        machine.world.reschedule(number, -1);
      },
    };
  }

  /** What a key says of this guest; undefined if it says nothing. */
  #read(key: string): Moment | undefined {
    const parsed = parseKey(key);
    if (parsed?.adversity !== 'moments' || parsed.faults.length !== 1) return undefined;
    const [{ subject, relation, value }] = parsed.faults;
    const [device, which] = subject.split('/');
    if (relation !== '@' || which === undefined) return undefined;
    if (which === 'spurious') {
      const known = DEVICES.some(({ name, interrupt }) => name === device && interrupt !== undefined);
      const at = wholeNumber(value);
      return known && at !== undefined ? { kind: 'spurious', device, at } : undefined;
    }
    const command = this.#reference.commands[(wholeNumber(which) ?? 0) - 1];
    if (command === undefined || deviceOf(command.request) !== device) return undefined;
    const [, how, digits = ''] = /^(\+|with)(\d+)$/.exec(value) ?? [];
    const count = wholeNumber(digits);
    if (count === undefined) return undefined;
    return how === '+' ? { kind: 'end', command, after: count } : { kind: 'together', command, other: count };
  }
}

/** Everything goes wrong at the beginning. */
const SETTLED: Disturbance = { fate: () => undefined, settled: () => true };

/** Without leading zeros, so that there is one way to write it. */
function wholeNumber(text: string): number | undefined {
  return /^(0|[1-9]\d{0,12})$/.test(text) ? Number(text) : undefined;
}

function interruptOf(device: string): number {
  return DEVICES.find(({ name }) => name === device)?.interrupt ?? 0;
}

function keyAt(subject: string, value: string): string {
  return printKey({ adversity: 'moments', faults: [{ subject, relation: '@', value }] });
}

function caseOf(subject: string, value: string, stands: number): Case {
  return { adversity: 'moments', key: keyAt(subject, value), stands };
}
