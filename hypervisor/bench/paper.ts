/** The paper's own figures: Table 1, and what its text predicts (SOSP 1995, section 4). */
import type { VariantName } from '../protocol/variants.ts';
import type { LoadName } from './model.ts';

/** The paper's epoch lengths, in instructions: its K is 1,000. */
export const EPOCH_LENGTHS = [1000, 2000, 4000, 8000, 16_000, 32_000, 385_000] as const;

/** A normalized performance: time on the pair / time on the bare machine. */
export interface PaperFigure {
  readonly np: number;
  readonly kind: 'measured' | 'predicted';
}

const MEASURED: Readonly<Record<LoadName, Readonly<Partial<Record<VariantName, readonly number[]>>>>> = {
  cpu: { original: [22.24, 11.83, 6.5, 3.83], revised: [11.67, 4.49, 3.21, 2.2] },
  write: { original: [1.87, 1.71, 1.67, 1.64], revised: [1.7, 1.66, 1.66, 1.64] },
  read: { original: [2.32, 2.1, 2.03, 1.98], revised: [1.92, 1.76, 1.72, 1.7] },
};

/** By model: the rest of the original protocol's CPU column. */
const PREDICTED: Readonly<Record<string, Readonly<Record<number, number>>>> = {
  'hp720-ethernet': { 32_000: 1.84, 385_000: 1.24 },
  'hp720-atm': { 32_000: 1.66 },
};

/** What the paper says of this case, if it says anything; what was measured was measured over Ethernet. */
export function paperFigure(
  model: string,
  load: LoadName,
  variant: VariantName,
  epochLength: number,
): PaperFigure | undefined {
  const measured = MEASURED[load][variant]?.[(EPOCH_LENGTHS as readonly number[]).indexOf(epochLength)];
  if (measured !== undefined && model !== 'hp720-atm') return { np: measured, kind: 'measured' };
  const predicted = load === 'cpu' && variant === 'original' ? PREDICTED[model]?.[epochLength] : undefined;
  return predicted === undefined ? undefined : { np: predicted, kind: 'predicted' };
}
