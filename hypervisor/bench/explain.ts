/**
 * Why a modelled figure is not the paper's: for each cell that can be compared a reason, with the numbers it rests on. What the
 * published numbers don't account for is said to be that.
 */
import type { Model } from './model.ts';
import { paperFigure } from './paper.ts';
import { type Cell, deviation, epochText, LOAD_TEXT, type Results } from './results.ts';
import { percent } from './table.ts';

/** By how much the paper's own model misses its measurements, at most. */
const PAPERS_OWN = 0.019;

/** A line for each reason, with the cells that have it. */
export function explanations({ cells }: Results, model: Model): string {
  const byReason = new Map<string, string[]>();
  for (const cell of cells) {
    const reason = reasonFor(cell, model);
    if (reason === undefined) continue;
    byReason.set(reason, [...(byReason.get(reason) ?? []), describeCell(cell)]);
  }
  return [...byReason].map(([reason, which]) => `${which.join('; ')}:\n  ${reason}\n`).join('');
}

function describeCell(cell: Cell): string {
  return `${LOAD_TEXT[cell.load]} ${cell.variant} ${epochText(cell.epochLength)} (${percent(deviation(cell)!)})`;
}

/** Undefined if the paper says nothing of this case. */
function reasonFor(cell: Cell, model: Model): string | undefined {
  const off = deviation(cell);
  if (off === undefined || cell.epochLength === undefined) return undefined;
  if (Math.abs(off) <= PAPERS_OWN)
    return 'within the 1.9 % by which the model of the paper misses its own measurements.';
  const implied = impliedBoundary(model, cell.epochLength);
  if (cell.variant !== 'revised' || implied === undefined) {
    return 'not accounted for by the numbers that are published.';
  }
  const boundary = `the measured load that computes leaves ${implied.toFixed(0)} us for a boundary at ${epochText(cell.epochLength)}`;
  if (cell.load === 'cpu') {
    return `${boundary}; the model has ${model.epochUs} us at all lengths, as at 4K and 8K, and one number can't be both.`;
  }
  const { instructions } = model.loads[cell.load];
  const bareUs =
    (cell.load === 'read' ? model.disk.readMs : model.disk.writeMs) * 1000 + instructions * model.instructionUs;
  const accounted = ((implied - model.epochUs) * (instructions / cell.epochLength)) / bareUs;
  const missing = cell.paper!.np - cell.np;
  return (
    `${boundary}, the model has ${model.epochUs} us: ${accounted.toFixed(2)} of the ${missing.toFixed(2)} that are missing; ` +
    'the rest is not accounted for by the numbers that are published.'
  );
}

/** What the paper's figure for the load that computes, in the revised protocol, leaves for a boundary, in microseconds. */
export function impliedBoundary(model: Model, epochLength: number): number | undefined {
  const figure = paperFigure(model.name, 'cpu', 'revised', epochLength);
  if (figure === undefined) return undefined;
  const { instructions, simulated } = model.loads.cpu;
  const bareUs = instructions * model.instructionUs;
  const workUs = simulated * model.simulatedUs + (instructions / 1e6) * model.otherUsPerMillion;
  return ((figure.np - 1) * bareUs - workUs) / (instructions / epochLength);
}
