/**
 * The console's raw port: every byte appears, in order. Once, unless a term was won: then those whose fate the winner could
 * not know appear again, in one piece.
 */
import type { Checker } from './checker.ts';

export const rawPort: Checker = ({ end, guests, survivor, printed, wins }) => {
  if (typeof end !== 'object') return [];
  const expected = [...guests[survivor].requests.values()].flatMap(({ request }) =>
    request.kind === 'console-byte' ? [request.byte] : [],
  );
  if (isPrinted(text(printed), text(expected), wins.length)) return [];
  const times = `${wins.length} ${wins.length === 1 ? 'term was' : 'terms were'} won`;
  return [`the printer shows "${text(printed)}", the guest printed "${text(expected)}", and ${times}`];
};

/** Is `printed` all of `expected`, gone back over and repeated in part at most `repeats` times? */
export function isPrinted(printed: string, expected: string, repeats: number): boolean {
  return goesOn(printed, expected, 0, repeats);
}

/** Is `printed` what is left of `expected` from `at` on, gone back over and repeated at most `repeats` times? */
function goesOn(printed: string, expected: string, at: number, repeats: number): boolean {
  if (printed === expected.slice(at)) return true;
  if (repeats === 0) return false;
  for (let to = at; to <= expected.length && printed.startsWith(expected.slice(at, to)); to += 1) {
    for (let from = 0; from < to; from += 1) {
      if (goesOn(printed.slice(to - at), expected, from, repeats - 1)) return true;
    }
  }
  return false;
}

function text(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes);
}
