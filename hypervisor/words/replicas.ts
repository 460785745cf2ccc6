/** What bus and replicas say of each other: who has come, who is refused, who is not needed any more. */

/** Why a replica is refused, or given up. */
export const NAMELESS = 'it does not say who it is';
export const ENOUGH = 'there are enough replicas here';
export const NO_ADDRESS = 'it does not say where it listens';
export const GIVEN_UP = 'the bus has given this replica up';

/** Why a replica has no bus. */
export const NOT_OUR_BUS = 'what speaks there is not our bus';
export const FIFOS_OF_ANOTHER_HOST = 'the bus speaks of FIFOs, which do not reach another host';
export const ANOTHER_HOST = 'the bus speaks of another host';

/** Why a replica has no peer. */
export const NOT_COME = 'it has not come';

export const ORIGINAL_WARNING =
  'warning: with --protocol original, output may be lost or contradicted when a primary dies with messages under way';

export function waitingFor(replicas: number, at: string): string {
  return `waiting for ${replicas === 1 ? 'a replica' : `${replicas} replicas`} at ${at}`;
}

/** `replica`: its process and host. */
export function isHere(replica: string): string {
  return `replica ${replica} is here`;
}

export function hasLeft(replica: string, how: string): string {
  return `replica ${replica} has left (${how})`;
}

export function refusedReplica(host: string, why: string): string {
  return `refused a replica on ${host}: ${why}`;
}

export function otherProgram(version: string, ours: string): string {
  return `it is of version ${version}, and this bus of ${ours}`;
}

export function speaksOutOfTurn(message: string): string {
  return `it says ${message} when it should not`;
}

/** What came from a bus that said something else than it should. */
export function saidInstead(message: string, expected: string): string {
  return `it said ${message}, not ${expected}`;
}

/** What a machine said that runs already. */
export function saidInTheMiddle(message: string): string {
  return `said ${message} in the middle of a run`;
}

export function busSaidInTheMiddle(message: string): string {
  return `it ${saidInTheMiddle(message)}`;
}

export function saysBeforeState(message: string): string {
  return `it says ${message} before it has the state`;
}

export function busAt(address: string): string {
  return `the bus at ${address}`;
}

export function cannotReach(where: string, why: string): string {
  return `cannot reach ${where}: ${why}`;
}

export function notThereYet(where: string, why: string): string {
  return `${where} is not there yet: ${why}; trying again until it is`;
}

export function connected(listen: string): string {
  return `connected to the bus; waiting for a peer at ${listen}`;
}

export function busIsLost(why: string): string {
  return `the bus is lost (${why}): this replica steps down`;
}

/** `over`: the run is. */
export function dismissed(why: string, over: boolean): string {
  return `${why}: this replica ${over ? 'is not needed any more' : 'steps down'}`;
}

export function nonsensicalAddress(address: string): string {
  return `the bus says that the peer is at '${address}'`;
}

export function hasNotMet(why: string): string {
  return `it has not met its peer: ${why}`;
}

/** Why there can't be one more process. */
export const TOO_MANY_FILES = 'too many open files';

export function noProcess(why: string): string {
  return `cannot start a replica: ${why}`;
}

/** How a process ended. */
export function processEnded(status: number | null, signal: string | null): string {
  return signal ? `killed by ${signal}` : `exit status ${status}`;
}
