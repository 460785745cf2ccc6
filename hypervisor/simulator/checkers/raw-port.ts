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
  if (printed === expected) return true;
  const places = placesByByte(expected);
  /** How much of `expected` may have been printed; by how often it was gone back over. */
  let reached: ReadonlySet<number>[] = Array.from(
    { length: repeats + 1 },
    (_, times) => new Set(times === 0 ? [0] : []),
  );
  for (const byte of printed) {
    reached = reached.map((here, times) => {
      const on = [...here].filter((at) => expected[at] === byte);
      const farthest = times === 0 ? 0 : Math.max(0, ...reached[times - 1]);
      const back = (places.get(byte) ?? []).filter((at) => at < farthest);
      return new Set([...on, ...back].map((at) => at + 1));
    });
  }
  return reached.some((lengths) => lengths.has(expected.length));
}

/** Where each byte stands in `text`. */
function placesByByte(text: string): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (let at = 0; at < text.length; at += 1) {
    const found = places.get(text[at]);
    if (found) found.push(at);
    else places.set(text[at], [at]);
  }
  return places;
}

function text(bytes: readonly number[]): string {
  return String.fromCharCode(...bytes);
}
