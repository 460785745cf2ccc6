/**
 * Where in a run a machine can die. Steps of a machine in a row between which it has sent and received nothing, and the world
 * has begun and ended nothing, are one class: nobody but the machine itself could tell at which of them it died. Of what is on
 * its way at a step, some may be lost with it; which of it has arrived is all that those who live on can know.
 */
import type { Request } from '../../../../emulator/devices/device.ts';
import type { Effect } from '../../../protocol/effects.ts';
import type { Seat } from '../../../seat.ts';
import type { Doing, WatchedMachine } from '../../../simulator/watcher.ts';
import type { Since } from '../../../simulator/plan/plan.ts';
import type { Watcher } from '../../../simulator/watcher.ts';
import type { CommandWindow } from './command-window.ts';
import type { Arriving, Moment } from './crash-key.ts';

/** A step at which a machine may die. */
export interface Spot {
  readonly seat: Seat;
  /** Of how many machines in its seat it is, from 0. */
  readonly life: number;
  readonly steps: Readonly<Record<Since, number>>;
  /** What nobody else could tell from another step. */
  readonly signs: string;
  readonly sent: Arriving;
  readonly inFlight: Arriving;
  /** Operations that the world has ended. */
  readonly ended: number;
  /** Instructions that the machine completes until its next step. */
  instructions: number;
}

/** Deaths that cannot differ, the one that stands for them first. */
export type MomentClass = readonly Moment[];

/** Notes every step of every machine of a run. */
export class SpotCollector implements Watcher {
  readonly spots: Spot[] = [];
  /** Of each planned death: how many spots there were before it, and which machine died. */
  readonly deaths: { readonly spots: number; readonly seat: Seat; readonly life: number }[] = [];
  readonly #lives: Record<Seat, number> = { first: 0, second: 0 };
  readonly #counts = new Map<WatchedMachine, { peer: number; bus: number; received: number }>();
  readonly #last = new Map<WatchedMachine, { readonly spot: Spot; readonly instructions: number }>();
  readonly #window: CommandWindow | undefined;
  #begun = 0;
  #ended = 0;

  /** `window`: steps outside it are none of the spots. */
  constructor(window?: CommandWindow) {
    this.#window = window;
  }

  step(machine: WatchedMachine, doing: Doing): void {
    const { seat, wires, stepsSince, instructions } = machine;
    const counts = this.#counts.get(machine) ?? { peer: 0, bus: 0, received: 0 };
    this.#counts.set(machine, counts);
    const { peer, bus, received } = counts;
    const last = this.#last.get(machine);
    if (last) last.spot.instructions = instructions - last.instructions;
    const spot: Spot = {
      seat,
      life: this.#lives[seat],
      steps: { ...stepsSince },
      signs: `${peer} ${bus} ${received} ${this.#begun} ${this.#ended}`,
      sent: { peer, bus },
      inFlight: { peer: wires.peer.inFlight, bus: wires.bus.inFlight },
      ended: this.#ended,
      instructions: 0,
    };
    if (this.#window?.open ?? true) this.spots.push(spot);
    this.#last.set(machine, { spot, instructions });
    if (doing.kind === 'receives') counts.received += 1;
    else if (doing.kind === 'sends') counts[doing.link] += 1;
  }

  dies(machine: WatchedMachine, how: string): void {
    if (how === 'crash') this.hangs(machine);
  }

  hangs({ seat }: WatchedMachine): void {
    this.deaths.push({ spots: this.spots.length, seat, life: this.#lives[seat] });
  }

  comes({ seat }: WatchedMachine): void {
    this.#lives[seat] += 1;
  }

  effect(machine: WatchedMachine, effect: Effect): void {
    this.#window?.effect(machine, effect);
  }

  begins(request: Request): void {
    this.#window?.begins(request);
    this.#begun += 1;
  }

  ends(): void {
    this.#ended += 1;
  }
}

/** The classes of deaths at these spots of one machine, counted from `since`; with `losing`, those that lose what is on its way, too. */
export function classesOf(spots: readonly Spot[], since: Since, losing: boolean): MomentClass[] {
  const whole = new Map<string, Moment[]>();
  const arrived = new Set<string>();
  for (const { signs, sent, ended, steps } of spots) {
    put(whole, signs, { since, step: steps[since] });
    arrived.add(`${sent.peer} ${sent.bus} ${ended}`);
  }
  if (!losing) return [...whole.values()];
  const lost = new Map<string, Moment[]>();
  for (const spot of spots) {
    for (const arriving of losses(spot.inFlight)) {
      const peer = spot.sent.peer - spot.inFlight.peer + arriving.peer;
      const bus = spot.sent.bus - spot.inFlight.bus + arriving.bus;
      const signs = `${peer} ${bus} ${spot.ended}`;
      if (!arrived.has(signs)) put(lost, signs, { since, step: spot.steps[since], arriving });
    }
  }
  return [...whole.values(), ...lost.values()];
}

/** All that the simulator allows: each step, with each loss, and each instruction of a slice. */
export function everyMoment(spots: readonly Spot[], since: Since, losing: boolean): MomentClass[] {
  return spots.flatMap(({ steps, inFlight, instructions }) => {
    const step = steps[since];
    const later = Array.from({ length: Math.max(0, instructions - 1) }, (_, index) => index + 1);
    const moments: Moment[] = [
      { since, step },
      ...(losing ? [...losses(inFlight)].map((arriving) => ({ since, step, arriving })) : []),
      ...later.map((count) => ({ since, step, instructions: count })),
    ];
    return moments.map((moment) => [moment]);
  });
}

/** How many of the frames on their way may arrive, if not all do. */
function* losses({ peer, bus }: Arriving): Iterable<Arriving> {
  for (let toPeer = peer; toPeer >= 0; toPeer -= 1) {
    for (let toBus = bus; toBus >= 0; toBus -= 1) {
      if (toPeer < peer || toBus < bus) yield { peer: toPeer, bus: toBus };
    }
  }
}

function put(classes: Map<string, Moment[]>, signs: string, moment: Moment): void {
  const known = classes.get(signs);
  if (known) known.push(moment);
  else classes.set(signs, [moment]);
}
