/** The results as comma-separated values (RFC 4180), a row for each cell. */
import { type Cell, epochText, type Results, speedUnit } from './results.ts';

const HEADER = ['load', 'variant', 'epoch', 'np', 'least', 'most', 'paper', 'paper_kind', 'speed', 'unit'];

export function csv({ cells }: Results): string {
  return [HEADER, ...cells.map(row)].map((fields) => `${fields.join(',')}\r\n`).join('');
}

function row({ load, variant, epochLength, np, range, paper, speed }: Cell): string[] {
  const epoch = epochLength === undefined ? epochText(undefined) : String(epochLength);
  const ours = [np, ...range].map((value) => value.toFixed(4));
  return [
    load,
    variant,
    epoch,
    ...ours,
    paper?.np.toFixed(2) ?? '',
    paper?.kind ?? '',
    speed.toFixed(4),
    speedUnit(load),
  ];
}
