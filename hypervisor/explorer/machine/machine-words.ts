/**
 * When two machines are in one state: by the words of emulator/layout.ts, without those that only tell how they came there
 * (the last interruption, branches and commands, for diagnosis), count requests or instructions, or show when that was.
 */
import { LAYOUT } from '../../../emulator/layout.ts';

/** From the first up to, but without, the second. */
const HISTORY: readonly (readonly [number, number])[] = [
  [LAYOUT.REQUEST_ID, LAYOUT.TIMER_TARGET],
  [LAYOUT.LAST_CLOCK, LAYOUT.FR],
  [LAYOUT.INSTRUCTIONS, LAYOUT.FRUITLESS],
  [LAYOUT.LAST_INTERRUPTION, LAYOUT.DEVICES],
  [LAYOUT.COMMANDS, LAYOUT.TLB_GENERATOR],
];

/** Runs of words that count. */
const COMPARED: readonly (readonly [number, number])[] = [0, ...HISTORY.map(([, end]) => end)].map(
  (start, index) => [start, HISTORY[index]?.[0] ?? Infinity] as const,
);

export function equalButForHistory(one: Int32Array, other: Int32Array): boolean {
  for (const [start, end] of COMPARED) {
    const last = Math.min(end, one.length);
    for (let i = start; i < last; i += 1) if (one[i] !== other[i]) return false;
  }
  return true;
}
