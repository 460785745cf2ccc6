/** What hvrun says of a recording: what is wrong with the file, and what came of its replay. */

export const NO_RECORDING = 'it is no recording of hvrun';
export const ENDS_BEFORE_ITS_FIRST_EPOCH = 'it ends before its first epoch';
export const ENDS_BEFORE_ITS_GUEST = 'the recording ends there, before the guest did';

/** What is damaged. */
export const MESSAGE_MISSING = 'a message is missing';
export const NO_END_OF_EPOCH = 'it does not end as an epoch does';
export const IMAGE_TOO_LARGE = 'its image is too large';
export const BAD_CHECKSUM = 'a frame has another checksum';
export const BAD_HEADER_CHECKSUM = "a frame's header has another checksum";

/** Why no more is recorded. */
export const PART_MISSING = 'a part of an epoch is missing';
export const SOMEBODY_ELSE = 'somebody else has written to it';

export function nobodyToldOf(epoch: number): string {
  return `nobody has told of epoch ${epoch}`;
}

export function otherVersion(found: string, expected: string): string {
  return `it is a recording of version ${found}, and this hvrun reads version ${expected}`;
}

/** `what` is there at byte `at`; all epochs up to number `good` are whole. */
export function damaged(at: number, what: string, good: number): string {
  const rest = good === 0 ? 'no epoch before it is whole' : `it is good up to epoch ${good}`;
  return `it is damaged at byte ${at} (${what}); ${rest}`;
}

export function epochTooLarge(limit: number): string {
  return `more than ${limit} bytes`;
}

export function frameTooLarge(bytes: number, limit: number): string {
  return `a frame of ${bytes} bytes, not at most ${limit}`;
}

export function strayFrame(type: string): string {
  return `${type} in the middle`;
}

export function strayMessage(type: string, epoch: number | undefined): string {
  return `a message of type ${type}, of epoch ${epoch ?? 'none'}`;
}

export function endsAs(epoch: number): string {
  return `it ends as epoch ${epoch}`;
}

export function noHeader(type: string): string {
  return `its first frame is ${type}, not header`;
}

export function noImage(type: string): string {
  return `${type} where the image should be`;
}

/** The replay is not what was recorded. */
export function parts(why: string): string {
  return `the replay parts from the recording: ${why}`;
}

/** The recorded guest had exited otherwise in this epoch; `status` is undefined if it goes on. */
export function exitsOtherwise(epoch: number, status: number | undefined): string {
  return `in epoch ${epoch} the guest ${status === undefined ? 'goes on' : `exits with ${status}`}`;
}

export function noValueLeft(epoch: number, query: string): string {
  return `in epoch ${epoch} the guest reads ${query}, and no value is left`;
}

export function endsWithoutExit(epoch: number): string {
  return `epoch ${epoch} ends, in which the recorded guest had exited`;
}

export function doesNotFit(why: string): string {
  return `what is delivered at the end of an epoch does not fit the guest: ${why}`;
}

export function replayed(epochs: number, instructions: number, hashes: number): string {
  return `replayed ${epochs} epochs, ${instructions} instructions: ${hashes === 0 ? 'no hashes to compare' : 'identical'}`;
}

export function replayedEpoch(epoch: number, instructions: number, hash: string): string {
  return `epoch ${epoch}: ${instructions} instructions, hash ${hash}`;
}

export function endsBefore(epoch: number): string {
  return `the recording ends before epoch ${epoch}`;
}

export function epochBegins(epoch: number, instructions: number, hash: string): string {
  return `epoch ${epoch} begins, ${instructions} instructions after the start; state hash ${hash}`;
}
