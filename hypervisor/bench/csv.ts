/** The results as comma-separated values, a row for each cell. */
import { commaSeparated } from './comma-separated.ts';
import { type Cell, epochText, type Results, speedUnit } from './results.ts';

const HEADER = ['load', 'variant', 'epoch', 'np', 'least', 'most', 'paper', 'paper_kind', 'speed', 'unit'];

export function csv({ cells }: Results): string {
  return commaSeparated([HEADER, ...cells.map(row)]);
}

function row({ load, variant, epochLength, np, range, paper, speed }: Cell): (string | number | undefined)[] {
  return [
    load,
    variant,
    epochLength ?? epochText(undefined),
    ...[np, ...range].map((value) => value.toFixed(4)),
    paper?.np.toFixed(2),
    paper?.kind,
    speed.toFixed(4),
    speedUnit(load),
  ];
}
