/** What hvrun says of one run, on whatever machines: why it does not begin, how it ends. */

/** The terminal is raw. */
export const KEYBOARD_IS_THE_GUESTS = "the keyboard is the guest's: Ctrl-A x leaves";
export const LEFT_BY_KEY = 'left by Ctrl-A x';
export const NO_CONSOLE = 'the run is over: the guest has no console';

export function cannotBoot(image: string, why: string): string {
  return `cannot boot '${image}': ${why}`;
}

export function noRoomForRam(bytes: number): string {
  return `this host has no room for ${bytes} bytes of RAM`;
}

/** A name that --trace-only was given. */
export function noSymbol(image: string, name: string): string {
  return `--trace-only: '${image}' has no symbol '${name}'`;
}

export function endedBySignal(name: string): string {
  return `ended by ${name}`;
}

/** `at`: where the guest was then, if that is known. `needs`: what its devices needed of it, as in "scsi needs a reset". */
export function outOfTime(seconds: number, at: string | undefined, needs: readonly string[]): string {
  const why = needs.length === 0 ? '' : `: ${needs.join(', ')}`;
  return `--limit-seconds ${seconds} reached${at === undefined ? '' : ` at ${at}`}${why}`;
}

export function completed(instructions: number, milliseconds: number): string {
  return `the guest completed ${instructions.toLocaleString('en')} instructions in ${(milliseconds / 1000).toFixed(2)} s`;
}

/** Something that has been told came again. */
export function cameAgain(what: string, times: number): string {
  return `${what}: ${times} times`;
}

/** What is said of somebody, or of a file. */
export function about(whom: string, what: string): string {
  return `${whom}: ${what}`;
}

export function internalError(error: unknown): string {
  return `internal error, please report it: ${messageOf(error)}`;
}

/** What is said where nothing better is known. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A number of things. */
export function count(number: number, one: string, more = `${one}s`): string {
  return `${number} ${number === 1 ? one : more}`;
}
