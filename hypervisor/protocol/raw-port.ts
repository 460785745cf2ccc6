/** What the console's raw port may show of a guest, as output that was uncertain is repeated there. */

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
