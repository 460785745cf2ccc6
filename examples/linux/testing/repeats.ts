/**
 * How a console's raw port may repeat itself (emulator/board.md): in the epoch after a death the machine that goes on prints again
 * what the dead one may have printed. What is seen is then the right text, in which now and then something that was just
 * printed stands once more; nothing is missing, and nothing else is there.
 */

/**
 * How often `printed` goes back in `expected` and prints a part of it again, at least; 0 if the two are equal, and undefined if
 * `printed` can't come about so.
 */
export function countRepeats(printed: string, expected: string): number | undefined {
  // fewest[p]: how often it went back at least, if as much of `expected` as the first p characters are what comes next.
  let fewest = new Map([[0, 0]]);
  let farthest = 0;
  for (const character of printed) {
    const next = new Map<number, number>();
    const once = Math.min(...fewest.values()) + 1;
    for (const [at, repeats] of fewest) if (expected[at] === character) next.set(at + 1, repeats);
    for (let at = expected.indexOf(character); at >= 0 && at < farthest; at = expected.indexOf(character, at + 1)) {
      if ((next.get(at + 1) ?? Infinity) > once) next.set(at + 1, once);
    }
    if (next.size === 0) return undefined;
    fewest = next;
    farthest = Math.max(farthest, ...next.keys());
  }
  return fewest.get(expected.length);
}
