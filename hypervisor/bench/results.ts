/** What a benchmark has found: for each load the bare machine's time, and for each case the pair's, as many times as it was run. */
import type { VariantName } from '../protocol/variants.ts';
import type { LoadName } from './model.ts';
import { type PaperFigure, paperFigure } from './paper.ts';

/** What a case is, beside its load: a variant with epochs of so many instructions, or the pair as it is unless told otherwise. */
export interface Case {
  readonly variant: VariantName;
  /** Undefined: the default, with early ends. */
  readonly epochLength: number | undefined;
}

export interface Cell extends Case {
  readonly load: LoadName;
  /** Normalized performance: the median of time on the pair / time on the bare machine, each pair of runs in one round. */
  readonly np: number;
  /** The least and the most of them. */
  readonly range: readonly [number, number];
  /** The guest's own speed, as {@link speedUnit} says. */
  readonly speed: number;
  readonly paper?: PaperFigure;
}

/** How fast a load is on the bare machine. */
export type BareSpeeds = Readonly<Record<LoadName, number>>;

export interface Results {
  /** Are these the machines of the paper, so that other figures than its own need a reason? */
  readonly comparable: boolean;
  /** Of the model, or of this host. */
  readonly name: string;
  readonly about: string;
  readonly bare: Partial<BareSpeeds>;
  readonly cells: readonly Cell[];
  /** Of this host: what epochs cost the load that computes. */
  readonly epochCosts?: readonly EpochCost[];
  /** Of this host: what one of the pair's processes had beyond its guest's RAM, at most, in bytes. */
  readonly memoryBytes?: number;
}

/** What an epoch of so many instructions takes on the pair beyond what the bare machine takes for them. */
export interface EpochCost {
  readonly variant: VariantName;
  readonly epochLength: number | undefined;
  /** Microseconds of an epoch on the pair, all in all. */
  readonly epochUs: number;
  /** Of that, what the bare machine does not take: the boundary, and instructions that are simulated. */
  readonly moreUs: number;
  /** Of that, what is saved with --hash-epochs off. */
  readonly hashUs: number;
}

/** A load in words. */
export const LOAD_TEXT: Readonly<Record<LoadName, string>> = {
  cpu: 'CPU-intensive',
  write: 'disk write',
  read: 'disk read',
};

/** In what speeds are told: more is better for the load that computes, less for the others. */
export function speedUnit(load: LoadName): string {
  return load === 'cpu' ? 'million instructions a second' : 'milliseconds a command';
}

/** How much a run did, and how long that took. */
export interface Timing {
  /** Instructions, or commands. */
  readonly amount: number;
  readonly ms: number;
}

export function speedOf(load: LoadName, { amount, ms }: Timing): number {
  return load === 'cpu' ? amount / ms / 1000 : ms / amount;
}

/** A case's cell, of the rounds in which it was run beside the bare machine. `model`: whose paper figure is meant. */
export function cellOf(
  model: string,
  load: LoadName,
  { variant, epochLength }: Case,
  rounds: readonly { readonly bare: Timing; readonly pair: Timing }[],
): Cell {
  const ratios = rounds.map(({ bare, pair }) => pair.ms / (bare.ms * (pair.amount / bare.amount)));
  const paper = epochLength === undefined ? undefined : paperFigure(model, load, variant, epochLength);
  return {
    ...{ load, variant, epochLength },
    np: median(ratios),
    range: [Math.min(...ratios), Math.max(...ratios)],
    speed: median(rounds.map(({ pair }) => speedOf(load, pair))),
    ...(paper && { paper }),
  };
}

/** The middle one; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Epoch lengths as the paper writes them: its K is 1,000. */
export function epochText(epochLength: number | undefined): string {
  if (epochLength === undefined) return 'default';
  return epochLength % 1000 === 0 ? `${epochLength / 1000}K` : String(epochLength);
}

/** By how much a figure is off the paper's, as a part of that. */
export function deviation({ np, paper }: Cell): number | undefined {
  return paper && np / paper.np - 1;
}
