/** The results as text, in the layout of the paper's Table 1: a row for each epoch length, the paper's figure beside ours. */
import { variants, type VariantName } from '../protocol/variants.ts';
import { LOADS, type LoadName } from './model.ts';
import { type Cell, deviation, epochText, LOAD_TEXT, type Results, speedUnit } from './results.ts';

const VARIANT_NAMES = Object.keys(variants) as VariantName[];
const COLUMNS = ['NP', 'paper', 'off by', 'speed'] as const;
const WIDTHS = [7, 7, 9, 9] as const;
const EPOCH_WIDTH = 8;

/** A table for each load that was run. */
export function tables(results: Results): string {
  const parts = LOADS.filter((load) => results.cells.some((cell) => cell.load === load)).map((load) =>
    table(load, results),
  );
  return parts.join('\n');
}

function table(load: LoadName, { bare, cells }: Results): string {
  const mine = cells.filter((cell) => cell.load === load);
  const names = VARIANT_NAMES.filter((name) => mine.some(({ variant }) => variant === name));
  const lengths = [...new Set(mine.map(({ epochLength }) => epochLength))];
  const width = WIDTHS.reduce((sum, each) => sum + each, 0);
  const lines = [
    `${LOAD_TEXT[load]}; speed in ${speedUnit(load)}, bare ${number(bare[load]!)}`,
    `${''.padEnd(EPOCH_WIDTH)}${names.map((name) => ` | ${name.padEnd(width - 1)}`).join('')}`,
    `${'epoch'.padEnd(EPOCH_WIDTH)}${names.map(() => ` |${COLUMNS.map((text, at) => text.padStart(WIDTHS[at])).join('')}`).join('')}`,
    ...lengths.map(
      (length) =>
        epochText(length).padEnd(EPOCH_WIDTH) +
        names
          .map((name) => mine.find(({ variant, epochLength }) => variant === name && epochLength === length))
          .map((cell) => ` |${cell === undefined ? ''.padEnd(width) : fields(cell)}`)
          .join(''),
    ),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join('');
}

function fields(cell: Cell): string {
  const off = deviation(cell);
  const texts = [
    cell.np.toFixed(2),
    cell.paper === undefined ? '' : `${cell.paper.np.toFixed(2)}${cell.paper.kind === 'predicted' ? '*' : ' '}`,
    off === undefined ? '' : `${percent(off)} `,
    number(cell.speed),
  ];
  return texts.map((text, at) => text.padStart(WIDTHS[at])).join('');
}

/** A part as signed percents. */
export function percent(part: number): string {
  const rounded = Math.round(part * 1000) / 10;
  return `${rounded > 0 ? '+' : ''}${rounded === 0 ? '0.0' : rounded.toFixed(1)} %`;
}

/** With three digits that count, or all before the point. */
export function number(value: number): string {
  const digits = value === 0 ? 2 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 4));
}
