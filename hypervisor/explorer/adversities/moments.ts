/**
 * Moments: on the bare machine, each command ends at each instruction at which it could, from the one after it was given up to the
 * one before which the guest would rest; at the very moment at which another one does; and there are interrupts for which
 * nothing is over. This finds races between a driver's look and its rest, and between DONE and EIRR. Then repeats do: a command
 * ends uncertain, and what the driver gives for the same device after that ends at each instruction at which it could, and so does
 * each command that was under way then. At last console input comes byte by byte, and the next one at each instruction at which it could.
 *
 *     moments:disk/12@+3            command 12, the disk's, is over 3 instructions after it was given
 *     moments:disk/12@with13        ... when command 13 is, and just before it
 *     moments:disk/12@late          ... only after the guest's end, of a guest that the machine stops because it does not wait
 *     moments:disk/spurious@4711    the disk's interrupt comes after 4711 instructions, and nothing has happened
 *     moments:1=not,disk/3@+5       command 1 ends uncertain, not performed; then command 3, as counted in that run, is over
 *                                   5 instructions after it was given
 *     moments:input/each@wait       each byte of the console's input comes when the guest waits for it, and at last its end
 *     moments:input/4@+17           ... but byte 4, counted from 0, and all after it 17 instructions after byte 3
 *
 * Moments between which the guest touches no device, EIRR, EIEM, PSW or word that the interrupt touches are one, if its handler leaves
 * the registers of what it interrupts alone; if not, each place of the code is another. Of repeats those
 * of one command of each kind are tried: see moments/repeats.ts.
 */
import type { Recording } from '../../bus/bus.ts';
import type { Adversity } from '../adversity.ts';
import type { Case } from '../case.ts';
import { type Disturbance, DisturbedRuns, type Outcome, SETTLED, type Striking } from '../disturbed-run.ts';
import { interruptOf } from '../machine/interrupt-of.ts';
import type { Snapshot, VirtualMachine } from '../machine/virtual-machine.ts';
import { LONGEST_EPOCH } from '../recordings/record-bare.ts';
import type { Reference } from '../reference.ts';
import type { CaseResult } from '../result.ts';
import { tellRun } from '../told-run.ts';
import { CommandMoments, type Held, type MovedEnd } from './moments/command-moments.ts';
import { endHeldBack, goOn, snapshotBefore } from './moments/come-to.ts';
import { InputMoments } from './moments/input-moments.ts';
import { type InputMoment, isOfCommand, type MomentKey, printMoment, readMoment } from './moments/moment-key.ts';
import { Repeats } from './moments/repeats.ts';
import { Walker } from './moments/walk.ts';

/** When something comes, in runs of this guest. */
type Moment = MovedEnd | InputMoment | Spurious;
type Spurious = Extract<MomentKey, { kind: 'spurious' }>;

/** Where the last case that was made begins, so that it need not be come to again. */
interface Made {
  readonly key: string;
  readonly snapshot: Snapshot;
  /** What was held back comes. */
  readonly come: (machine: VirtualMachine) => void;
}

export class MomentsAdversity implements Adversity {
  readonly name = 'moments';
  readonly #reference: Reference;
  readonly #exhaustive: boolean;
  readonly #runs: DisturbedRuns;
  readonly #commands: CommandMoments;
  /** Of a guest whose input may come at any time. */
  readonly #input: InputMoments | undefined;
  #repeats: Repeats | undefined;
  #walker: Walker | undefined;
  #made: Made | undefined;

  constructor(reference: Reference, { exhaustive = false }: { readonly exhaustive?: boolean }) {
    this.#reference = reference;
    this.#exhaustive = exhaustive;
    this.#runs = new DisturbedRuns(reference, { remembers: true });
    this.#commands = new CommandMoments(reference, () => this.#repeatsOf());
    const { typing } = reference;
    this.#input = typing && typing.why === undefined ? new InputMoments(reference, typing) : undefined;
  }

  *cases(): Iterable<Case> {
    for (const command of this.#commands.all()) yield* this.#casesOf(command);
    for (const repeat of this.#repeatsOf().toTry(this.#exhaustive)) yield* this.#casesOf(repeat);
    yield* this.#casesOfInput();
  }

  *#casesOfInput(): Generator<Case, void> {
    if (this.#input === undefined) return;
    yield caseOf({ kind: 'awaited-input' }, 1);
    for (const { number, held } of this.#input.toTry(this.#exhaustive)) {
      for (const found of this.#walkerOf().walk(held, this.#exhaustive)) {
        // What else happens meanwhile comes in the same order.
        if (typeof found === 'string' || 'other' in found) continue;
        const one = caseOf({ kind: 'input', number, after: found.after }, found.count);
        this.#made = { key: one.key, snapshot: found.snapshot, come: held.come };
        yield one;
      }
    }
  }

  *#casesOf(command: Held): Generator<Case, void> {
    const { device, number, doubt } = command;
    for (const found of this.#walkerOf().walk(endHeldBack(this.#reference, command), this.#exhaustive)) {
      if (found === 'unawaited') {
        yield caseOf({ kind: 'late', device, number, doubt }, 1);
        continue;
      }
      if ('other' in found) {
        yield caseOf({ kind: 'together', device, number, doubt, other: found.other }, 1);
        continue;
      }
      const { after, count, snapshot, underWay } = found;
      const one = caseOf({ kind: 'end', device, number, doubt, after }, count);
      this.#made = { key: one.key, snapshot, come: ({ world, tick }) => world.reschedule(number, tick) };
      yield one;
      // What is given after a doubt changes nothing about interrupts for which nothing is over.
      if (underWay && doubt === undefined) {
        yield caseOf({ kind: 'spurious', device, at: command.givenAt + after }, count);
      }
    }
  }

  *covered({ key, stands }: Case): Iterable<string> {
    const moment = readMoment(key);
    for (let more = 1; more < stands; more += 1) {
      if (moment?.kind === 'end' || moment?.kind === 'input')
        yield printMoment({ ...moment, after: moment.after + more });
      if (moment?.kind === 'spurious') yield printMoment({ ...moment, at: moment.at + more });
    }
  }

  run({ key }: Case, { told }: { readonly told: boolean }): CaseResult {
    const moment = this.#momentOf(key);
    if (typeof moment === 'string') return { verdict: 'undecided', why: moment, story: [], instructions: 0 };
    if (told) return tellRun(this.#reference, () => this.#disturbance(moment));
    const { verdict, difference, why, instructions } = this.#try(key, moment);
    return { verdict, difference, why, instructions, story: [] };
  }

  /** One moment is as small as another; but of what is given after a doubt, an earlier one is smaller, and a doubt that is not in part. */
  *smaller({ key }: Case): Iterable<Case> {
    const moment = readMoment(key);
    if (moment === undefined || !isOfCommand(moment) || moment.doubt === undefined) return;
    const { performed } = moment.doubt;
    const simpler = performed === 0 ? [] : performed === 'all' ? [0] : [0, 'all' as const];
    for (const instead of simpler) yield caseOf({ ...moment, doubt: { ...moment.doubt, performed: instead } }, 1);
    if (moment.kind !== 'end') return;
    const earlier = new Set([0, Math.floor(moment.after / 2), moment.after - 1]);
    for (const after of earlier) if (after >= 0 && after < moment.after) yield caseOf({ ...moment, after }, 1);
  }

  record(key: string, recording: Recording): string | undefined {
    const moment = this.#momentOf(key);
    if (typeof moment === 'string') return moment;
    if (moment.kind === 'spurious') return 'a hypervisor lets no interrupt come for nothing';
    return this.#runs.record(this.#disturbance(moment), recording);
  }

  readonly epochLength = LONGEST_EPOCH;

  executed(address: number): boolean {
    return this.#runs.machine.hasExecuted(address);
  }

  /** What is known of runs with a doubt. */
  #repeatsOf(): Repeats {
    return (this.#repeats ??= new Repeats(this.#reference));
  }

  /** Walks on the machine of the repeats, on which nothing is left from one call to the next. */
  #walkerOf(): Walker {
    return (this.#walker ??= new Walker(this.#reference, this.#repeatsOf().machine));
  }

  #try(key: string, moment: Moment): Outcome {
    if (this.#made?.key === key) {
      const { snapshot, come } = this.#made;
      return this.#runs.run(snapshot, { ...SETTLED, begin: come });
    }
    return this.#runs.run(this.#startOf(moment), this.#disturbance(moment));
  }

  /** From where one comes to it soonest. */
  #startOf(moment: Moment): Snapshot {
    switch (moment.kind) {
      case 'spurious':
        return snapshotBefore(this.#reference, moment.at);
      case 'input':
      case 'awaited-input':
        return this.#input!.startOf(moment);
      default:
        return this.#commands.startOf(moment);
    }
  }

  #disturbance(moment: Moment): Disturbance {
    switch (moment.kind) {
      case 'spurious':
        return { ...SETTLED, begin: (machine, told) => this.#interrupt(machine, moment, told) };
      case 'input':
      case 'awaited-input':
        return this.#input!.disturbance(moment);
      default:
        return this.#commands.disturbance(moment);
    }
  }

  #interrupt(machine: VirtualMachine, { device, at }: Spurious, told: Striking): void {
    goOn(machine, at);
    told.strikes(undefined);
    told.fault(device, `an interrupt of the ${device} comes, and no command is over`);
    machine.processor.raise(interruptOf(device));
  }

  /** What a key says of this guest; or why it says nothing, in a sentence's words. */
  #momentOf(key: string): Moment | string {
    const none = `the guest has no such moment: ${key}`;
    const moment = readMoment(key);
    if (moment === undefined) return none;
    if (moment.kind === 'spurious') return interruptOf(moment.device) === 0 ? none : moment;
    if (!isOfCommand(moment)) {
      const why = this.#input ? this.#input.whyNot(moment) : this.#whyNoInput();
      return why === undefined ? moment : `${none}: ${why}`;
    }
    const command = this.#commands.find(moment);
    return typeof command === 'string' ? `${none}: ${command}` : { ...moment, command };
  }

  #whyNoInput(): string {
    const { typing } = this.#reference;
    return typing === undefined ? 'nothing is typed' : `with input that comes byte by byte, ${typing.why}`;
  }
}

function caseOf(moment: MomentKey, stands: number): Case {
  return { adversity: 'moments', key: printMoment(moment), stands };
}
