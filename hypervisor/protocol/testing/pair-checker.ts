/**
 * What must hold after a run of a pair, whatever happened to it. Judged by what came out alone: the guests' histories and
 * the world.
 */
import { isPrinted } from '../raw-port.ts';
import type { FakeMachine, FakePair } from './fake-pair.ts';

/** The faults of a run. */
export interface Faults {
  /** Did either replica lose the other? */
  readonly peerLost: boolean;
  /** Has everything sent before the fault arrived? */
  readonly allArrived: boolean;
}

/** Returns what is wrong with the finished run `pair`; nothing, if all is well. */
export function findFaults(pair: FakePair, faults: Faults): string[] {
  const survivor = pair.at(pair.bus.holder);
  const others = pair.machines.filter((machine) => machine !== survivor);
  return [
    ...checkEnd(pair),
    ...checkEpochs(pair),
    ...others.flatMap((other) => checkHistory(pair, survivor, other, faults)),
    ...checkTime(survivor),
    ...checkPrinted(pair, survivor, faults),
    ...checkPositions(pair, survivor, faults),
    ...checkTerms(pair),
  ];
}

function checkEnd(pair: FakePair): string[] {
  return pair.bus.exitStatus === undefined ? ['the guest never exits'] : [];
}

/** At the beginning of each epoch that a machine ran as a backup and its primary ran, the two are the same. */
function checkEpochs({ machines }: FakePair): string[] {
  return machines.flatMap(({ number, began, partner }) =>
    [...began.backup]
      .filter(([epoch, state]) => (partner?.began.primary.get(epoch) ?? state) !== state)
      .map(([epoch]) => `machine ${number} differs from its primary at the beginning of epoch ${epoch}`),
  );
}

/** The survivor extends what the other machine did: all of it that had an effect, or, if no message was lost, all of it. */
function checkHistory(pair: FakePair, survivor: FakeMachine, other: FakeMachine, faults: Faults): string[] {
  const seen = pair.bus.accepted
    .filter(({ machine }) => machine === other.number)
    .map(({ request }) => other.issued.get(request.id)!);
  const binding = faults.allArrived && !other.alive ? other.guest.history.length : Math.max(0, ...seen);
  const wanted = other.guest.history.slice(0, binding);
  const found = survivor.guest.history.slice(0, binding);
  return JSON.stringify(wanted) === JSON.stringify(found)
    ? []
    : [`the survivor's history goes\n  ${found.join('\n  ')}\nwhere the other's went\n  ${wanted.join('\n  ')}`];
}

/** Time never goes back for the guest, although the backup's clocks are behind the primary's, nor does it jump. */
function checkTime({ guest }: FakeMachine): string[] {
  const ticks = timesOf(guest, 'interval-timer').map(([ticks]) => ticks);
  const times = timesOf(guest, 'time-of-day').map(([, seconds, microseconds]) => seconds * 1e6 + microseconds);
  const elapsed = times.length > 0 ? times.at(-1)! - times[0] : 0;
  return [
    ...(isSorted(ticks) ? [] : [`interval-timer goes back: ${ticks.join(' ')}`]),
    ...(isSorted(times) && elapsed < JUMP ? [] : [`time-of-day goes back or jumps: ${times.join(' ')}`]),
  ];
}

/** More microseconds than any of these runs takes. */
const JUMP = 1_000_000;

/** The numbers of each of these answers that the guest got. */
function timesOf({ history }: FakeMachine['guest'], query: string): number[][] {
  return history
    .filter((entry) => entry.includes(`read ${query} `))
    .map((entry) => entry.split(`${query} `)[1].split(' ').map(Number));
}

function isSorted(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || number >= numbers[index - 1]);
}

/** Raw bytes appear in order; only those of a failover epoch may appear again. */
function checkPrinted({ bus }: FakePair, survivor: FakeMachine, { peerLost }: Faults): string[] {
  const expected = survivor.guest.history
    .filter((entry) => entry.includes('console-byte'))
    .map((_, index) => String.fromCharCode('a'.charCodeAt(0) + index))
    .join('');
  const printed = bus.printed.join('');
  if (printed === expected || (peerLost && isPrinted(printed, expected, bus.term - 1))) return [];
  return [`printed "${printed}", expected "${expected}"`];
}

/** Every request with a RESULT gets one interrupt. (A second one is found by the guest.) None is lost. */
function checkPositions({ bus }: FakePair, survivor: FakeMachine, { peerLost }: Faults): string[] {
  const issued = survivor.guest.history.filter((entry) => entry.includes('actuator-set')).length;
  const completed = survivor.guest.history.filter((entry) => entry.includes('completion')).length;
  const uncertain = survivor.guest.history.filter((entry) => entry.includes('result 4')).length;
  const wrong: string[] = [];
  if (issued !== completed) wrong.push(`${issued} requests, ${completed} completions`);
  if (!peerLost && bus.positions.length !== issued) wrong.push(`${issued} requests, ${bus.positions.length} performed`);
  if (!peerLost && uncertain > 0) wrong.push(`${uncertain} uncertain interrupts without a failover`);
  if (new Set(bus.positions).size !== issued - uncertain) wrong.push(`performed ${bus.positions.join(' ')}`);
  return wrong;
}

/** All that was performed in one term was asked by one machine. */
function checkTerms({ bus }: FakePair): string[] {
  const owners = new Map<number, Set<string>>();
  for (const { term, side } of bus.accepted) owners.set(term, (owners.get(term) ?? new Set()).add(side));
  return [...owners].filter(([, sides]) => sides.size > 1).map(([term]) => `term ${term} had two primaries`);
}
