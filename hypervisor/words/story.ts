/** The story of a pair, told line by line: who is who, who died, who took over, how it ends. */
import { count } from './run.ts';

/** Whose commands are counted. */
export const THE_GUEST = 'the guest';
/** What an operation is of which nobody knows whether it was performed. */
export const UNCERTAIN = 'uncertain';
export const GUEST_LOST = 'the guest is lost';
/** Why an order was never carried out. */
export const OVER_BEFORE = 'the run was over before';

export function pairStarts(names: readonly string[]): string {
  return names.length > 1 ? `${names.join(', ')}: the guest starts` : `${names.join()}, without a backup`;
}

/** A replica: its role and process. */
export function replica(role: string, pid: number | string): string {
  return `${role} ${pid}`;
}

/** One whose process is not known. */
export function replicaIn(seat: string): string {
  return `the ${seat} replica`;
}

export function isDead(name: string, how: string): string {
  return `${name} is dead (${how})`;
}

/** `peer` may still live; it is ended then. `reason`: a sentence's words. */
export function takesForDead(name: string, peer: string, reason: string): string {
  return `${name} takes ${peer} for dead: ${reason}`;
}

export function takesOver(name: string, term: number, epoch: number): string {
  return `${name} wins term ${term} and takes over; epoch ${epoch} is the failover epoch`;
}

export function goesOnAlone(name: string, term: number, epoch: number): string {
  return `${name} wins term ${term} and goes on without a backup, in epoch ${epoch}`;
}

export function joinsPrimary(name: string): string {
  return `${name} joins: the primary copies its state to it`;
}

export function hasJoined(name: string, epoch: number): string {
  return `${name} has joined: the pair is whole again from epoch ${epoch} on`;
}

/** `name`: a machine that is dead. */
export function notReplaced(name: string, why: string): string {
  return `${name} cannot be replaced now: ${why}`;
}

/** `fate`: that it is uncertain, or what its driver did about it. */
export function operationIs(operation: string, fate: string): string {
  return `  ${operation}: ${fate}`;
}

/** `outstanding`: how many operations became uncertain. */
export function isPrimary(pid: number | string, from: number, outstanding: number | undefined): string {
  const none = outstanding === 0 ? '; no operation was outstanding' : '';
  return `process ${pid} is the primary from epoch ${from} on, without a backup${none}`;
}

export function longEpochs(epochMs: number, tickMs: number): string {
  return (
    `warning: epochs take ${epochMs.toFixed(1)} ms, longer than the guest's timer tick of ${tickMs.toFixed(1)} ms: ` +
    'its timer interrupts come late, and some are lost (a smaller --epoch helps, or doing without --fixed-epochs)'
  );
}

/** `epoch`: in which one, if that is told. */
export function guestExited(status: number, epoch?: number): string {
  return `the guest exited with status ${status}${epoch === undefined ? '' : ` in epoch ${epoch}`}`;
}

export function replicasLost(both: boolean): string {
  return `${both ? 'both replicas are' : 'the replica is'} lost, and the guest with them`;
}

export function stepsDown(why: string): string {
  return `steps down: ${why}`;
}

/** `flag`: the order as it was given. */
export function signalled(flag: string, signal: string, name: string): string {
  return `${flag}: ${signal} to ${name}`;
}

export function neverCarriedOut(flag: string, why: string): string {
  return `${flag} was never carried out: ${why}`;
}

export function cannotHalt(name: string): string {
  return `${name} can't be halted from here`;
}

export function gaveCommands(who: string, commands: number): string {
  return `${who} gave ${count(commands, 'command')}`;
}

export function endedIn(epoch: number): string {
  return `the run ended in epoch ${epoch}`;
}

export function didNotBegin(role: string): string {
  return `no ${role} began that epoch`;
}

/** To replicas on other hosts, and to whoever waits for the guest. */
export function runIsOver(why: string): string {
  return `the run is over: ${why}`;
}

export function guestNotBootable(why: string): string {
  return `the guest cannot be booted: ${why}`;
}

export function couldNotStart(why: string): string {
  return `the guest could not start: ${why}`;
}

export function endedBeforeStart(role: string, how: string): string {
  return `the ${role} has ended: ${how}`;
}

export function notReady(ms: number): string {
  return `not ready after ${ms / 1000} s`;
}

export function givenUp(why: string): string {
  return `${why}: it is given up`;
}

/** Several replicas of which the same is said. */
export function together(names: readonly string[]): string {
  return names.join(' and ');
}
