/** Why a machine steps down: its guest does not do what its primary's did, or somebody else is the primary. */

export const NO_STATE = 'the primary was lost before this machine had its state';

const OTHER_TERM = 'the bus is in term';

/** The good reasons to step down: another machine has the term, or a joiner's primary is gone too early. */
export function cameTooLate(why: string): boolean {
  return [OTHER_TERM, NO_STATE].some((beginning) => why.startsWith(beginning));
}

export function otherTerm(term: number): string {
  return `${OTHER_TERM} ${term}, and not this machine's`;
}

/** `theirs`: what the primary's guest read there; undefined if nothing. */
export function readsOtherwise(epoch: number, query: string, theirs: string | undefined): string {
  return `in epoch ${epoch} the guest reads ${query}, the primary's ${theirs ?? 'nothing more'}`;
}

export function exitsAlone(epoch: number): string {
  return `in epoch ${epoch} the guest exits, the primary's went on`;
}

export function endsOtherwise(epoch: number, completed: number): string {
  return `epoch ${epoch} ends after ${completed} instructions, but not as the primary's did`;
}

export function endsUnread(epoch: number, query: string): string {
  return `epoch ${epoch} ends before the guest reads ${query} as the primary's did`;
}

/** The states at the end of an epoch have these hashes. */
export function haveDiverged(epoch: number, ours: string, theirs: string): string {
  return `the machines have diverged: at the end of epoch ${epoch} its state has the hash ${ours}, the primary's had ${theirs}`;
}

/** A joiner's stream does not begin with a snapshot. */
export function strangeStream(type: string): string {
  return `${NO_STATE}: its stream begins with ${type}`;
}
